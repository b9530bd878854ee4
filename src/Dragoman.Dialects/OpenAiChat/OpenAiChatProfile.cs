using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>
/// How one host, with one model, departs from OpenAI's chat completions: data, not code, so that a compatible provider is a
/// configuration entry. The defaults are those of an unknown compatible host: the smallest body that every host takes (H-484).
/// </summary>
public sealed record OpenAiChatProfile
{
    /// <summary>An unknown compatible host.</summary>
    public static OpenAiChatProfile Default { get; } = new();

    /// <summary>The role of the head instruction.</summary>
    public HeadRole HeadRole { get; init; } = HeadRole.System;

    /// <summary>True where an instruction may stand in the middle of the conversation under the head's role; false folds it into a
    /// user message as a reminder (H-027).</summary>
    public bool MidSystemInPlace { get; init; }

    /// <summary>True where two messages of one role in a row are refused and must be merged (H-035).</summary>
    public bool MergeSameRole { get; init; }

    /// <summary>True where a user message may not follow a tool message (H-420).</summary>
    public bool AssistantBetweenToolAndUser { get; init; }

    /// <summary>True where the first message behind the head must be a user's (H-037).</summary>
    public bool NeedsLeadingUser { get; init; }

    /// <summary>What becomes of a conversation that ends with the assistant (H-036).</summary>
    public PrefillRule Prefill { get; init; } = PrefillRule.Continue;

    /// <summary>The member that bounds the answer: <c>max_tokens</c> or <c>max_completion_tokens</c> (H-150).</summary>
    public string MaxTokensMember { get; init; } = "max_tokens";

    /// <summary>The smallest bound that the host takes.</summary>
    public long MinOutputTokens { get; init; } = 1;

    /// <summary>True where temperature and top_p are taken (H-153, H-354).</summary>
    public bool Sampling { get; init; } = true;

    /// <summary>True where temperature and top_p are refused together: temperature stays (H-154).</summary>
    public bool SamplingExclusive { get; init; }

    /// <summary>True where top_k is taken.</summary>
    public bool TopK { get; init; }

    /// <summary>The most stop sequences that are taken; 0 where <c>stop</c> is refused. All are enforced locally (H-155).</summary>
    public int MaxStopSequences { get; init; } = 4;

    /// <summary>How thinking and effort are told.</summary>
    public EffortStyle Effort { get; init; } = EffortStyle.None;

    /// <summary>The efforts that the model takes, lowest first, e.g. <c>low, medium, high</c>.</summary>
    public IReadOnlyList<string> Efforts { get; init; } = [];

    /// <summary>False where an effort together with tools is refused: <c>none</c> is sent then (H-346).</summary>
    public bool EffortWithTools { get; init; } = true;

    /// <summary>True where <c>stream_options.include_usage</c> is taken (H-242).</summary>
    public bool StreamOptions { get; init; }

    /// <summary>True where <c>tool_stream: true</c> is needed for arguments to be streamed (H-439).</summary>
    public bool ToolStream { get; init; }

    /// <summary>True where <c>parallel_tool_calls</c> is taken (H-147).</summary>
    public bool ParallelToolCalls { get; init; }

    /// <summary>True where <c>prompt_cache_key</c> is taken (H-166).</summary>
    public bool PromptCacheKey { get; init; }

    /// <summary>True where <c>cache_control</c> on text parts is taken (H-168).</summary>
    public bool CacheControlInParts { get; init; }

    /// <summary>True where text parts take <c>prompt_cache_breakpoint</c> (OpenAI from gpt-5.6 on, H-167).</summary>
    public bool CacheBreakpoints { get; init; }

    /// <summary>Slots of a server that keeps one cache in each: a session keeps to one by <c>id_slot</c>; 0 says nothing (H-483).</summary>
    public int Slots { get; init; }

    /// <summary>How a forced tool call is told: <c>required</c>, <c>any</c>, or empty where only <c>auto</c> exists.</summary>
    public string ForcedToolChoice { get; init; } = "required";

    /// <summary>False where a forced choice is refused while thinking: thinking is switched off for that request (H-145).</summary>
    public bool ForcedChoiceWithThinking { get; init; } = true;

    /// <summary>The longest tool name.</summary>
    public int MaxToolNameLength { get; init; } = 64;

    /// <summary>The most tools.</summary>
    public int MaxTools { get; init; } = 128;

    /// <summary>The longest tool description in bytes; 0 where there is no cap (H-126).</summary>
    public int MaxToolDescription { get; init; }

    /// <summary>The rule for tool call ids.</summary>
    public ToolIdRule ToolIds { get; init; } = ToolIdRule.Any;

    /// <summary>What to leave out of tool schemas.</summary>
    public SchemaRule Schemas { get; init; } = SchemaRule.Repair;

    /// <summary>When thinking of earlier turns is given back in <c>reasoning_content</c> (H-108 to H-110).</summary>
    public ReasoningReplay ReplayReasoning { get; init; } = ReasoningReplay.Never;

    /// <summary>True where content must be a string when it is only text (H-047).</summary>
    public bool StringContent { get; init; } = true;

    /// <summary>True where an assistant message with tool calls needs <c>content: ""</c> instead of null (H-477).</summary>
    public bool EmptyAssistantContent { get; init; }

    /// <summary>What stands for an empty tool result; empty where the host takes an empty string (H-077).</summary>
    public string EmptyToolResult { get; init; } = "(no output)";

    /// <summary>True where PDF documents are taken as <c>file</c> parts.</summary>
    public bool Files { get; init; }

    /// <summary>False where the host fetches no image URLs: a text names the URL instead (H-049).</summary>
    public bool ImageUrls { get; init; } = true;

    /// <summary>The most images of one request, the newest stay; 0 where there is no cap (H-053).</summary>
    public int MaxImages { get; init; }

    /// <summary>True where U+0000 in texts is refused (H-045).</summary>
    public bool StripNul { get; init; }

    /// <summary>True where <c>response_format</c> with a JSON Schema is taken (H-158).</summary>
    public bool JsonSchemaFormat { get; init; }

    /// <summary>True where the model writes its thinking into the text between <c>think</c> tags (H-199).</summary>
    public bool ThinkTags { get; init; }

    /// <summary>With <see cref="ThinkTags"/>: true where the chat template opens the tag, so that an answer begins inside it.</summary>
    public bool ThinkTagOpen { get; init; }

    /// <summary>True where a model that answers only in its reasoning field means that as its answer (H-197).</summary>
    public bool PromoteReasoning { get; init; }

    /// <summary>The model writes null or empty text into parameters that may be left out, and they are to be taken out (H-221).</summary>
    public bool CleanArguments { get; init; }

    /// <summary>True where a piece of thinking that equals the one before it is a repetition (xAI, H-457).</summary>
    public bool RepeatsReasoning { get; init; }

    /// <summary>True where weak models write tool calls as text and these are to be read (H-200).</summary>
    public bool TextToolCalls { get; init; }

    /// <summary>How the host searches the web itself (H-179).</summary>
    public ChatWebSearch WebSearch { get; init; }

    /// <summary>
    /// True where arguments of calls may be malformed and are looked at before the client gets them (N15); false where they pass as they
    /// come.
    /// </summary>
    public bool RepairArguments { get; init; }

    /// <summary>True where the host answers only as a stream; a whole answer is gathered from it (H-445).</summary>
    public bool AlwaysStream { get; init; }

    /// <summary>Which of a router's providers may serve a turn: the members of <c>provider</c> as raw JSON (D15).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ProviderPreferences { get; init; } = [];

    /// <summary>Models that a router falls back to, in order, in <c>models</c> (D15).</summary>
    public IReadOnlyList<string> FallbackModels { get; init; } = [];

    /// <summary>Raw JSON members that the configuration adds to every body, e.g. <c>"safe_prompt":true</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ExtraBody { get; init; } = [];

    internal bool MarksParts => CacheControlInParts || CacheBreakpoints;

    internal PlanRules Rules => new(Effort, Efforts, EffortWithTools, ForcedChoiceWithThinking, MinOutputTokens);
}

/// <summary>The role of the head instruction.</summary>
public enum HeadRole : byte
{
    /// <summary><c>system</c>.</summary>
    System,

    /// <summary><c>developer</c>: OpenAI's and Azure's reasoning models only (H-023).</summary>
    Developer,

    /// <summary>No such role: the text is put in front of the first user message (H-024).</summary>
    None,
}

/// <summary>How a host is told to think.</summary>
public enum EffortStyle : byte
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary><c>reasoning_effort: "…"</c>.</summary>
    ReasoningEffort,

    /// <summary><c>reasoning: {"effort": "…"}</c> (OpenRouter, H-463).</summary>
    ReasoningObject,

    /// <summary><c>thinking: {"type": "enabled" | "disabled"}</c> (GLM, DeepSeek, Kimi).</summary>
    ThinkingType,

    /// <summary><c>enable_thinking: true | false</c> (Qwen).</summary>
    EnableThinking,

    /// <summary><see cref="ThinkingType"/>, and <c>reasoning_effort</c> beside it when thinking is on (DeepSeek).</summary>
    ThinkingTypeAndEffort,
}

/// <summary>What becomes of a conversation that ends with the assistant.</summary>
public enum PrefillRule : byte
{
    /// <summary>The host answers user messages only: the user says <c>Continue.</c></summary>
    Continue,

    /// <summary>The host goes on with the assistant's message.</summary>
    Keep,

    /// <summary>The same, when it is marked <c>prefix: true</c> (Mistral, H-421).</summary>
    PrefixFlag,
}

/// <summary>The rule for tool call ids.</summary>
public enum ToolIdRule : byte
{
    /// <summary>Any string of reasonable length.</summary>
    Any,

    /// <summary><c>[a-zA-Z0-9_-]{1,64}</c>.</summary>
    Plain64,

    /// <summary>Exactly nine of <c>[a-zA-Z0-9]</c> (Mistral, H-419).</summary>
    Alphanumeric9,
}

/// <summary>When thinking is given back.</summary>
public enum ReasoningReplay : byte
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>On assistant messages with tool calls after the last user text; an empty string where it is not known.</summary>
    ToolTurns,

    /// <summary>The same, with one space where it is not known (H-109).</summary>
    ToolTurnsNonEmpty,

    /// <summary>The <c>reasoning_details</c> array as it came, on every assistant message it came with (OpenRouter, H-111).</summary>
    Details,
}
