using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.ServerTools;

/// <summary>
/// The request of one round: the client's, with the web tools as plain functions in their places and behind its messages what was said
/// since. Every upstream dialect writes it as it writes any other.
/// </summary>
internal static class LoopRequest
{
    /// <summary>Makes it. The caller owns it.</summary>
    /// <param name="request">The client's request.</param>
    /// <param name="plan">The tools.</param>
    /// <param name="transcript">What was said so far.</param>
    /// <param name="generated">Tokens that were generated so far: the client's bound is one for all rounds.</param>
    /// <param name="mayCall">False where no call will be run any more: the model is to answer.</param>
    public static ConversationRequest Make(
        ConversationRequest request, WebPlan plan, LoopTranscript transcript, long generated, bool mayCall)
    {
        var copy = request.CopyWithoutTools(transcript.Length + (4 * 1024));
        var offered = 0;
        foreach (ref readonly var definition in request.Tools)
        {
            var isWeb = WebTool.IsOne(request[definition.Type], out var kind);
            var tool = isWeb ? plan.Tools.FirstOrDefault(candidate => candidate.Kind == kind) : null;
            if (tool is null)
            {
                copy.Add(definition);
            }
            else if ((offered & (1 << (int)kind)) == 0)
            {
                offered |= 1 << (int)kind;
                copy.Add(Define(copy.Arena, tool));
            }
        }

        copy.MaxTokens = request.MaxTokens is { } bound ? Math.Max(1, bound - generated) : null;
        Choose(request, plan, copy, isFirst: transcript.Count == 0, mayCall);
        transcript.AppendTo(copy);
        return copy;
    }

    // A forced call is forced once: forced again it would never end.
    private static void Choose(ConversationRequest request, WebPlan plan, ConversationRequest copy, bool isFirst, bool mayCall)
    {
        var choice = request.ToolChoice;
        if (!mayCall)
        {
            copy.ToolChoice = new ToolChoice { Kind = ToolChoiceKind.None };
        }
        else if (!isFirst && choice.Kind is ToolChoiceKind.Any or ToolChoiceKind.Tool)
        {
            copy.ToolChoice = new ToolChoice { Kind = ToolChoiceKind.Auto, DisableParallel = choice.DisableParallel };
        }
        else if (isFirst && choice.Kind == ToolChoiceKind.Tool)
        {
            var name = Encoding.UTF8.GetString(request[choice.Name]);
            if (plan.Tools.FirstOrDefault(tool => tool.Name == name) is { } forced)
            {
                copy.ToolChoice = new ToolChoice
                {
                    Kind = ToolChoiceKind.Tool,
                    Name = copy.Arena.Append(Encoding.UTF8.GetBytes(forced.OfferedName)),
                    DisableParallel = choice.DisableParallel,
                };
            }
        }
    }

    private static ToolDefinition Define(Arena arena, WebTool tool)
    {
        using var scratch = new ByteWriter(1024);
        scratch.WriteContent(Describe(tool));
        return new ToolDefinition
        {
            Name = arena.Append(Encoding.UTF8.GetBytes(tool.OfferedName)),
            Description = arena.Append(scratch.Written),
            InputSchema = arena.Append(tool.Kind == WebToolKind.Search
                ? """{"type":"object","properties":{"query":{"type":"string","description":"What to search for"}},"required":["query"],"additionalProperties":false}"""u8
                : """{"type":"object","properties":{"url":{"type":"string","description":"The full http or https URL of the page"}},"required":["url"],"additionalProperties":false}"""u8),
        };
    }

    private static string Describe(WebTool tool)
    {
        var text = new StringBuilder(tool.Kind == WebToolKind.Search
            ? "Searches the web and returns titles, addresses and short extracts of the pages found. Name the addresses of the pages that your answer rests on."
            : "Fetches a web page whose URL stands in the conversation or in a search result, and returns its text.");
        if (tool.AllowedDomains.Count > 0)
        {
            text.Append(" Only these domains are reachable: ").AppendJoin(", ", tool.AllowedDomains).Append('.');
        }

        if (tool.BlockedDomains.Count > 0)
        {
            text.Append(" These domains are not reachable: ").AppendJoin(", ", tool.BlockedDomains).Append('.');
        }

        if (tool.Location is { Words.Length: > 0 } location)
        {
            text.Append(" The user is near ").Append(location.Words).Append('.');
        }

        return text.ToString();
    }
}
