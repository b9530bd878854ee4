using Dragoman.Dialects.Gemini.Caching;

namespace Dragoman.Dialects.Gemini;

/// <summary>In what hosts of the dialect, or deployments on them, may differ. The defaults are those of the Gemini API.</summary>
public sealed record GeminiProfile
{
    /// <summary>The defaults.</summary>
    public static GeminiProfile Default { get; } = new();

    /// <summary>
    /// Thresholds by harm category, sent as <c>safetySettings</c>; empty leaves them to the provider. Work on exploits and malware
    /// samples needs <c>HARM_CATEGORY_DANGEROUS_CONTENT: OFF</c> or <c>BLOCK_NONE</c> (H-388).
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> SafetySettings { get; init; } = [];

    /// <summary>How thinking is told.</summary>
    public GeminiThinking Thinking { get; init; } = GeminiThinking.ByModel;

    /// <summary>True where tools may come as JSON Schema (<c>parametersJsonSchema</c>); false for the older OpenAPI subset (H-116).</summary>
    public bool JsonSchema { get; init; } = true;

    /// <summary>True where a call and its result carry an id (H-378).</summary>
    public bool CallIds { get; init; } = true;

    /// <summary>The most tools (H-129).</summary>
    public int MaxTools { get; init; } = 512;

    /// <summary>The longest tool name, in characters (H-125, H-387).</summary>
    public int MaxToolNameLength { get; init; } = 128;

    /// <summary>The most stop sequences that are sent; all are enforced on the answer (H-155).</summary>
    public int MaxStopSequences { get; init; } = 5;

    /// <summary>
    /// True where the gateway remembers thought signatures for clients that do not give them back, in bounded memory (H-114).
    /// </summary>
    public bool SignatureMemory { get; init; }

    /// <summary>Explicit context caching.</summary>
    public GeminiCache Cache { get; init; } = GeminiCache.Off;

    /// <summary>
    /// True where arguments of calls are looked at before the client gets them, and repaired where what was meant can be proven (N15): a
    /// call then waits until it is whole.
    /// </summary>
    public bool RepairArguments { get; init; }

    /// <summary>Members that are added to every body, as JSON values.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ExtraBody { get; init; } = [];
}
