using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.ServerTools;

/// <summary>A web tool that the client asked its provider for, and that the gateway runs in the provider's place.</summary>
public sealed class WebTool
{
    // Anthropic sets no bound where the client gives none; a loop without one would belong to the model.
    private const int UsesWithoutBound = 10;

    /// <summary>What it does.</summary>
    public required WebToolKind Kind { get; init; }

    /// <summary>The client's name for it, e.g. <c>web_search</c>, escaped content.</summary>
    public required string Name { get; init; }

    /// <summary>The name under which the model is offered it: no tool of the client's has it (H-180).</summary>
    public string OfferedName { get; internal set; } = string.Empty;

    /// <summary>The most calls of one turn.</summary>
    public int MaxUses { get; private set; } = UsesWithoutBound;

    /// <summary>Only these domains, paths included; empty for all.</summary>
    public IReadOnlyList<string> AllowedDomains { get; private set; } = [];

    /// <summary>Not these domains.</summary>
    public IReadOnlyList<string> BlockedDomains { get; private set; } = [];

    /// <summary>The most of a page in tokens; 0 for no bound of the client's.</summary>
    public int MaxContentTokens { get; private set; }

    /// <summary>Where the user is; null where the client does not say.</summary>
    public UserLocation? Location { get; private set; }

    /// <summary>The calls that were made so far.</summary>
    public int Uses { get; set; }

    /// <summary>True when there is such a tool in this version or any later one (H-184).</summary>
    public static bool IsOne(ReadOnlySpan<byte> type, out WebToolKind kind)
    {
        kind = type.StartsWith("web_fetch"u8) ? WebToolKind.Fetch : WebToolKind.Search;
        return kind == WebToolKind.Fetch || type.StartsWith("web_search"u8);
    }

    /// <summary>Reads the client's definition.</summary>
    public static WebTool Read(ConversationRequest request, in ToolDefinition definition, WebToolKind kind)
    {
        var name = Encoding.UTF8.GetString(request[definition.Name]);
        var tool = new WebTool { Kind = kind, Name = name.Length > 0 ? name : kind == WebToolKind.Search ? "web_search" : "web_fetch" };
        var raw = request[definition.Raw];
        var cursor = new JsonCursor(raw);
        if (raw.IsEmpty || cursor.Peek() != JsonKind.Object)
        {
            return tool;
        }

        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> member))
        {
            tool.Read(member, raw, ref cursor);
        }

        return tool;
    }

    private void Read(ReadOnlySpan<byte> member, ReadOnlySpan<byte> raw, ref JsonCursor cursor)
    {
        if (member.SequenceEqual("max_uses"u8) && cursor.Peek() == JsonKind.Number)
        {
            MaxUses = (int)Math.Clamp(cursor.ReadInteger() ?? UsesWithoutBound, 0, 100);
        }
        else if (member.SequenceEqual("max_content_tokens"u8) && cursor.Peek() == JsonKind.Number)
        {
            MaxContentTokens = (int)Math.Clamp(cursor.ReadInteger() ?? 0, 0, 10_000_000);
        }
        else if (member.SequenceEqual("allowed_domains"u8))
        {
            AllowedDomains = Domains(raw, cursor.ReadValue());
        }
        else if (member.SequenceEqual("blocked_domains"u8))
        {
            BlockedDomains = Domains(raw, cursor.ReadValue());
        }
        else if (member.SequenceEqual("user_location"u8))
        {
            Location = UserLocation.Read(raw, cursor.ReadValue());
        }
        else
        {
            cursor.ReadValue();
        }
    }

    private static List<string> Domains(ReadOnlySpan<byte> raw, Slice list)
    {
        var domains = new List<string>();
        var cursor = new JsonCursor(raw, list.Start, list.End);
        if (list.IsEmpty || cursor.Peek() != JsonKind.Array)
        {
            return domains;
        }

        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var domain = cursor.ReadStringOrSkip();
            if (!domain.IsEmpty && domains.Count < 100)
            {
                domains.Add(JsonStrings.Decode(raw.Slice(domain.Start, domain.Length)));
            }
        }

        return domains;
    }
}
