using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.BedrockConverse;

/// <summary>
/// How one model family behind Converse differs from the others: Converse has one shape, but refuses what the model behind it cannot
/// take. The defaults are those of an unknown model: the smallest body that every one takes.
/// </summary>
public sealed record BedrockConverseProfile
{
    /// <summary>An unknown model.</summary>
    public static BedrockConverseProfile Default { get; } = new();

    /// <summary>How thinking and effort are told.</summary>
    public ConverseReasoning Reasoning { get; init; } = ConverseReasoning.None;

    /// <summary>The efforts that the model takes, lowest first.</summary>
    public IReadOnlyList<string> Efforts { get; init; } = [];

    /// <summary>False where a forced tool call is refused while thinking: thinking is switched off for that request (H-145).</summary>
    public bool ForcedChoiceWithThinking { get; init; } = true;

    /// <summary>Which forced tool choices are taken; the others are told in words (H-143).</summary>
    public ConverseForcing Forcing { get; init; } = ConverseForcing.None;

    /// <summary>Where cache points are taken (H-407).</summary>
    public CachePlaces CachePoints { get; init; } = CachePlaces.None;

    /// <summary>True where a cache point may ask for one hour (H-164).</summary>
    public bool CacheTtl { get; init; }

    /// <summary>The smallest bound that the model takes (H-408).</summary>
    public long MinOutputTokens { get; init; } = 1;

    /// <summary>True where temperature and top_p are taken.</summary>
    public bool Sampling { get; init; } = true;

    /// <summary>True where temperature and top_p are refused together: temperature stays (H-154).</summary>
    public bool SamplingExclusive { get; init; }

    /// <summary>True where <c>top_k</c> is taken as an additional field.</summary>
    public bool TopK { get; init; }

    /// <summary>The most stop sequences that are taken; all are enforced locally (H-155).</summary>
    public int MaxStopSequences { get; init; } = 4;

    /// <summary>True where the answer says which stop sequence was met, when it is asked to.</summary>
    public bool TellsStopSequence { get; init; }

    /// <summary>True where a tool result may say that it is an error; elsewhere its text does (H-078).</summary>
    public bool ResultStatus { get; init; }

    /// <summary>True where a tool result may hold images and documents; elsewhere they follow it (H-079, H-082).</summary>
    public bool MediaInResults { get; init; }

    /// <summary>True where <c>searchResult</c> blocks are taken; elsewhere they are text (H-062).</summary>
    public bool SearchResults { get; init; }

    /// <summary>True where <c>strict</c> on a tool is taken.</summary>
    public bool StrictTools { get; init; }

    /// <summary>True where <c>outputConfig.textFormat</c> is taken (H-158).</summary>
    public bool JsonSchemaFormat { get; init; }

    /// <summary>True where an instruction may stand in the middle of the conversation (H-027).</summary>
    public bool MidSystemInPlace { get; init; }

    /// <summary>The betas that the model takes as <c>anthropic_beta</c>; of these the client's are sent (H-005).</summary>
    public IReadOnlyList<string> Betas { get; init; } = [];

    /// <summary>The most tools.</summary>
    public int MaxTools { get; init; } = 1000;

    /// <summary>What to leave out of tool schemas.</summary>
    public SchemaRule Schemas { get; init; } = SchemaRule.Plain;

    /// <summary>The most images of one request, the newest stay (H-053); 0 where there is no cap.</summary>
    public int MaxImages { get; init; } = 20;

    /// <summary>The most documents of one request, the newest stay (H-060); 0 where there is no cap.</summary>
    public int MaxDocuments { get; init; } = 5;

    /// <summary>What stands for an empty tool result (H-077).</summary>
    public string EmptyToolResult { get; init; } = "(no output)";

    /// <summary>
    /// True where arguments of calls are looked at before the client gets them, and repaired where what was meant can be proven (N15): a
    /// call then waits until it is whole.
    /// </summary>
    public bool RepairArguments { get; init; }

    /// <summary>Raw JSON members that the configuration adds to every body, e.g. <c>guardrailConfig</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ExtraBody { get; init; } = [];

    /// <summary>Raw JSON members that the configuration adds to <c>additionalModelRequestFields</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ExtraFields { get; init; } = [];

    internal PlanRules Rules => Reasoning switch
    {
        ConverseReasoning.None => new PlanRules(EffortStyle.None, Efforts, true, ForcedChoiceWithThinking, MinOutputTokens),
        ConverseReasoning.AnthropicBudget =>
            new PlanRules(EffortStyle.ThinkingTypeAndEffort, Budgets, true, ForcedChoiceWithThinking, MinOutputTokens),
        ConverseReasoning.Anthropic or ConverseReasoning.Nova =>
            new PlanRules(EffortStyle.ThinkingTypeAndEffort, Efforts, true, ForcedChoiceWithThinking, MinOutputTokens),
        _ => new PlanRules(EffortStyle.ReasoningEffort, Efforts, true, ForcedChoiceWithThinking, MinOutputTokens),
    };

    // A budget can stand for any of them.
    private static readonly string[] Budgets = ["low", "medium", "high", "xhigh", "max"];
}

/// <summary>How a model behind Converse is told to think.</summary>
public enum ConverseReasoning : byte
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary><c>thinking: {"type": "adaptive"}</c> and <c>outputConfig.effort</c> (Claude from 4.6 on).</summary>
    Anthropic,

    /// <summary><c>thinking: {"type": "enabled", "budget_tokens": …}</c> (Claude before).</summary>
    AnthropicBudget,

    /// <summary><c>reasoningConfig: {"type": "enabled", "maxReasoningEffort": …}</c> (Nova 2).</summary>
    Nova,

    /// <summary><c>reasoning: {"effort": …}</c> (GPT from 5 on).</summary>
    ReasoningObject,

    /// <summary><c>reasoning_effort: …</c> (gpt-oss, DeepSeek, Kimi).</summary>
    ReasoningEffort,

    /// <summary><c>reasoning_config: …</c> (Qwen).</summary>
    ReasoningConfig,
}

/// <summary>Which forced tool choices a model takes.</summary>
public enum ConverseForcing : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>Some tool.</summary>
    Any,

    /// <summary>Some tool, or one by name.</summary>
    All,
}

/// <summary>Where a model takes cache points.</summary>
[Flags]
public enum CachePlaces : byte
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>Behind parts of the system prompt.</summary>
    System = 1,

    /// <summary>Behind blocks of messages.</summary>
    Messages = 2,

    /// <summary>Behind tools.</summary>
    Tools = 4,
}
