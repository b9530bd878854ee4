using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>
/// How one host, with one model, departs from OpenAI's Responses: data, not code. The defaults are those of an unknown host that
/// speaks the protocol: what OpenAI's oldest model with it takes.
/// </summary>
public sealed record OpenAiResponsesProfile
{
    /// <summary>An unknown host.</summary>
    public static OpenAiResponsesProfile Default { get; } = new();

    /// <summary>
    /// The backend behind the Codex CLI: it answers only as a stream, wants instructions, and refuses a bound, sampling and the
    /// settings of a cache (H-363).
    /// </summary>
    public static OpenAiResponsesProfile Codex { get; } = new()
    {
        AlwaysStream = true,
        NeedsInstructions = true,
        MaxOutputTokens = false,
        Sampling = false,
        Phase = true,
        WebSearch = true,
        PromptCacheKey = true,
        Efforts = ["low", "medium", "high", "xhigh"],
    };

    /// <summary>The efforts that the model takes, lowest first.</summary>
    public IReadOnlyList<string> Efforts { get; init; } = ["low", "medium", "high"];

    /// <summary>True where <c>reasoning.summary</c> is taken: asked for when the client wants to see thinking (H-362).</summary>
    public bool ReasoningSummary { get; init; } = true;

    /// <summary>True where reasoning comes encrypted and can be given back (H-100, H-355).</summary>
    public bool EncryptedReasoning { get; init; } = true;

    /// <summary>True where temperature and top_p are taken (H-153).</summary>
    public bool Sampling { get; init; } = true;

    /// <summary>True where <c>max_output_tokens</c> is taken (H-363).</summary>
    public bool MaxOutputTokens { get; init; } = true;

    /// <summary>The smallest bound that the host takes (H-360).</summary>
    public long MinOutputTokens { get; init; } = 16;

    /// <summary>True where <c>parallel_tool_calls</c> is taken (H-146).</summary>
    public bool ParallelToolCalls { get; init; } = true;

    /// <summary>True where <c>prompt_cache_key</c> is taken (H-166).</summary>
    public bool PromptCacheKey { get; init; }

    /// <summary>True where content parts take <c>prompt_cache_breakpoint</c> (OpenAI from gpt-5.6 on).</summary>
    public bool CacheBreakpoints { get; init; }

    /// <summary>True where <c>prompt_cache_retention: "24h"</c> is taken: sent when the client asks for a lifetime of an hour.</summary>
    public bool CacheRetention { get; init; }

    /// <summary>True where assistant messages say whether they are commentary or the answer (H-369).</summary>
    public bool Phase { get; init; }

    /// <summary>True where the host searches the web itself (H-179).</summary>
    public bool WebSearch { get; init; }

    /// <summary>True where <c>include</c> may ask for the pages that a search found.</summary>
    public bool WebSearchSources { get; init; } = true;

    /// <summary>True where <c>instructions</c> must not be empty (H-363).</summary>
    public bool NeedsInstructions { get; init; }

    /// <summary>True where the host answers only as a stream; a whole answer is gathered from it (H-363, H-445).</summary>
    public bool AlwaysStream { get; init; }

    /// <summary>The longest tool name.</summary>
    public int MaxToolNameLength { get; init; } = 64;

    /// <summary>The most tools.</summary>
    public int MaxTools { get; init; } = 128;

    /// <summary>What to leave out of tool schemas.</summary>
    public SchemaRule Schemas { get; init; } = SchemaRule.Repair;

    /// <summary>What stands for an empty tool result; empty where the host takes an empty string (H-077).</summary>
    public string EmptyToolResult { get; init; } = "(no output)";

    /// <summary>True where PDF documents are taken as <c>input_file</c> parts (H-056).</summary>
    public bool Files { get; init; } = true;

    /// <summary>False where the host fetches no image URLs: a text names the URL instead (H-049).</summary>
    public bool ImageUrls { get; init; } = true;

    /// <summary>True where <c>text.format</c> with a JSON Schema is taken (H-158).</summary>
    public bool JsonSchemaFormat { get; init; } = true;

    /// <summary>
    /// True where arguments of calls are looked at before the client gets them, and repaired where what was meant can be proven (N15): a
    /// call then waits until it is whole.
    /// </summary>
    public bool RepairArguments { get; init; }

    /// <summary>Raw JSON members that the configuration adds to every body.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ExtraBody { get; init; } = [];

    internal PlanRules Rules => new(EffortStyle.ReasoningEffort, Efforts, EffortWithTools: true, ForcedChoiceWithThinking: true, MinOutputTokens);
}
