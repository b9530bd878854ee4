using System.Text;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.ServerTools;

/// <summary>Which of a request's provider-run tools the gateway runs itself, for a model whose provider does not (N20).</summary>
public sealed class WebPlan
{
    private WebPlan(IReadOnlyList<WebTool> tools) => Tools = tools;

    /// <summary>The tools.</summary>
    public IReadOnlyList<WebTool> Tools { get; }

    /// <summary>The plan for a request; null where the gateway has nothing to run.</summary>
    /// <param name="request">The client's request.</param>
    /// <param name="isRun">Tells whether the gateway runs a tool: its type, escaped content, and its kind.</param>
    public static WebPlan? For(ConversationRequest request, Func<string, WebToolKind, bool> isRun)
    {
        List<WebTool>? found = null;
        foreach (ref readonly var definition in request.Tools)
        {
            var type = request[definition.Type];
            if (!type.IsEmpty && WebTool.IsOne(type, out var kind) && isRun(Encoding.UTF8.GetString(type), kind)
                && found?.Exists(tool => tool.Kind == kind) != true)
            {
                (found ??= []).Add(WebTool.Read(request, definition, kind));
            }
        }

        if (found is null)
        {
            return null;
        }

        foreach (var tool in found)
        {
            tool.OfferedName = FreeName(request, tool.Kind == WebToolKind.Search ? "web_search" : "web_fetch");
        }

        return new WebPlan(found);
    }

    /// <summary>The tool that the model means by a name (escaped content); null where it means none of these.</summary>
    public WebTool? Find(ReadOnlySpan<byte> name)
    {
        foreach (var tool in Tools)
        {
            if (Ascii.Equals(name, tool.OfferedName))
            {
                return tool;
            }
        }

        return null;
    }

    // Models know the plain name best; another one is taken only where a tool of the client's has it, whatever its case (H-180).
    private static string FreeName(ConversationRequest request, string name)
    {
        for (var i = 1; ; i++)
        {
            var candidate = i == 1 ? name : $"gateway_{name}{(i == 2 ? string.Empty : $"_{i}")}";
            var isTaken = false;
            foreach (ref readonly var tool in request.Tools)
            {
                isTaken |= ToolFamilies.Of(request[tool.Type]) != ToolFamily.Server
                    && Ascii.EqualsIgnoreCase(request[tool.Name], candidate);
            }

            if (!isTaken)
            {
                return candidate;
            }
        }
    }
}
