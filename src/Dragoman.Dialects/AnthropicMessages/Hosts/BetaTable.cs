using System.Text;

namespace Dragoman.Dialects.AnthropicMessages.Hosts;

/// <summary>
/// Which fields of a request each beta opens (H-006). A host that lacks the beta refuses its fields, so both go together. Betas are
/// named by their family, without the date: what a later edition opens is the same.
/// </summary>
/// <remarks>
/// Betas that open no field (<c>interleaved-thinking</c>, <c>context-1m</c>, <c>claude-code</c>, …) need no row. A field may stand
/// in several rows: it stays while one of its betas is sent.
/// </remarks>
internal static class BetaTable
{
    private static readonly (string Family, (Place Place, string Name)[] Fields)[] Rows =
    [
        ("context-management", [(Place.Top, "context_management")]),
        ("compact", [(Place.EditType, "compact_"), (Place.Top, "compaction")]),
        ("effort", [(Place.OutputConfig, "effort")]),
        ("task-budgets", [(Place.OutputConfig, "task_budget")]),
        ("structured-outputs", [(Place.Top, "output_format"), (Place.Tool, "strict")]),
        ("per-turn-control", [(Place.Message, "output_config")]),
        ("mid-conversation-output-config", [(Place.Message, "output_config")]),
        ("mid-conversation-system", [(Place.Role, "system")]),
        ("mid-conversation-system-clear-at", [(Place.Message, "clear_at")]),
        ("mid-conversation-tool-changes", [(Place.BlockType, "tool_addition"), (Place.BlockType, "tool_removal")]),
        ("advanced-tool-use",
        [
            (Place.Tool, "defer_loading"), (Place.Tool, "input_examples"), (Place.Tool, "allowed_callers"),
            (Place.BlockType, "tool_reference"), (Place.Block, "caller"),
        ]),
        ("tool-search-tool", [(Place.Tool, "defer_loading"), (Place.BlockType, "tool_reference"), (Place.ToolType, "tool_search_tool_")]),
        ("fine-grained-tool-streaming", [(Place.Tool, "eager_input_streaming")]),
        ("extended-cache-ttl", [(Place.CacheControl, "ttl")]),
        ("prompt-caching-scope", [(Place.CacheControl, "scope")]),
        ("prompt-caching-evict", [(Place.CacheControl, "evict")]),
        ("dangerous-tool-use", [(Place.Top, "safeguards")]),
        ("thinking-binding-controls", [(Place.Thinking, "block_binding")]),
        ("thinking-display-updates", [(Place.Display, "updates")]),
        ("server-side-fallback", [(Place.Top, "fallbacks")]),
        ("fallback-credit", [(Place.Top, "fallback_credit_token")]),
        ("message-threads", [(Place.Top, "thread")]),
        ("user-profiles", [(Place.Top, "billing_policy")]),
        ("cache-diagnosis", [(Place.Top, "diagnostics")]),
        ("fast-mode", [(Place.Top, "speed")]),
        ("skills", [(Place.Top, "container")]),
        ("mcp-client", [(Place.Top, "mcp_servers"), (Place.ToolType, "mcp_toolset")]),
        ("advisor-tool", [(Place.ToolType, "advisor_")]),
        ("code-execution", [(Place.ToolType, "code_execution_")]),
        ("computer-use", [(Place.ToolType, "computer_")]),
        ("web-fetch", [(Place.ToolType, "web_fetch_")]),

        // No beta opens these any more; some hosts do not know them all the same (H-093, H-172).
        ("thinking-display", [(Place.Thinking, "display")]),
        ("automatic-caching", [(Place.Top, "cache_control")]),
    ];

    private static readonly (Place Place, string Name)[] Fields = [.. Rows.SelectMany(row => row.Fields).Distinct()];

    private static readonly (byte[] Name, int Index)[][] ByPlace =
    [
        .. Enum.GetValues<Place>().Select(place =>
            Fields.Index().Where(field => field.Item.Place == place)
                .Select(field => (Encoding.ASCII.GetBytes(field.Item.Name), field.Index)).ToArray()),
    ];

    private static readonly Dictionary<string, BodyFields> ByFamily = Rows.ToDictionary(
        row => row.Family,
        row => row.Fields.Aggregate(default(BodyFields), (all, field) => all.With(Array.IndexOf(Fields, field))),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Every family with a row.</summary>
    public static IEnumerable<string> Families => ByFamily.Keys;

    /// <summary>What a family opens; nothing for one without a row.</summary>
    public static BodyFields Opens(string family) => ByFamily.GetValueOrDefault(family);

    /// <summary>The families that open a field.</summary>
    public static IEnumerable<string> FamiliesThatOpen(Place place, byte[] name)
    {
        var text = Encoding.ASCII.GetString(name);
        return Rows.Where(row => row.Fields.Contains((place, text))).Select(row => row.Family);
    }

    /// <summary>The fields of a place, and their numbers in <see cref="BodyFields"/>.</summary>
    public static ReadOnlySpan<(byte[] Name, int Index)> At(Place place) => ByPlace[(int)place];

    /// <summary>A beta without its date: <c>effort-2025-11-24</c> and <c>claude-code-20250219</c> are <c>effort</c> and <c>claude-code</c>.</summary>
    public static string FamilyOf(string beta)
    {
        var end = beta.AsSpan().TrimEnd("0123456789-").Length;
        var tail = beta.Length - end;
        return tail is 11 or 9 && beta[end] == '-' ? beta[..end] : beta;
    }
}
