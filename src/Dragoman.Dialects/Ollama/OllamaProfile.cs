using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.Ollama;

/// <summary>How one model at an Ollama differs from the others. The defaults are those of a model that nothing is known of.</summary>
public sealed record OllamaProfile
{
    /// <summary>A model that nothing is known of.</summary>
    public static OllamaProfile Default { get; } = new();

    /// <summary>
    /// The context that is asked for where the model's window is not known, in tokens. Ollama's own default may be 4096, of which the
    /// CLI's prompt alone is many times (H-466); more than the model has is cut to what it has.
    /// </summary>
    public long NumCtx { get; init; } = 65_536;

    /// <summary>The levels that <c>think</c> takes; empty where it is true or false (H-470).</summary>
    public IReadOnlyList<string> Efforts { get; init; } = [];

    /// <summary>False where thinking of earlier turns is not given back.</summary>
    public bool ReplayThinking { get; init; } = true;

    /// <summary>How long the model stays loaded behind a turn, e.g. <c>30m</c>; empty for the server's own default.</summary>
    public string KeepAlive { get; init; } = string.Empty;

    /// <summary>What to leave out of tool schemas.</summary>
    public SchemaRule Schemas { get; init; } = SchemaRule.Plain;

    /// <summary>The most tools.</summary>
    public int MaxTools { get; init; } = 1000;

    /// <summary>What stands for an empty tool result.</summary>
    public string EmptyToolResult { get; init; } = "(no output)";

    /// <summary>True where weak models write tool calls as text and these are to be read (H-200).</summary>
    public bool TextToolCalls { get; init; }

    /// <summary>True where the model writes its thinking into the text between <c>think</c> tags, as old servers leave it (H-199).</summary>
    public bool ThinkTags { get; init; } = true;

    /// <summary>
    /// True where arguments of calls are looked at before the client gets them, and repaired where what was meant can be proven (N15): a
    /// call then waits until it is whole.
    /// </summary>
    public bool RepairArguments { get; init; }

    /// <summary>Raw JSON members that the configuration adds to <c>options</c>, e.g. <c>num_gpu</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ExtraOptions { get; init; } = [];

    internal PlanRules Rules => new(
        Efforts.Count > 0 ? EffortStyle.ReasoningEffort : EffortStyle.EnableThinking, Efforts, true, ForcedChoiceWithThinking: true, MinOutputTokens: 1);
}
