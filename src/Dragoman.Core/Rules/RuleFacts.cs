using Dragoman.Core.Routing;

namespace Dragoman.Core.Rules;

/// <summary>The facts that rules may name, with type and meaning.</summary>
internal static class RuleFacts
{
    public static IReadOnlyList<RuleFact> All { get; } =
    [
        new("input_tokens", RuleType.Number, "input tokens of the turn, estimated before it is sent") { Number = static (in f) => f.InputTokens },
        new("tool_call_count", RuleType.Number, "tool calls in the last assistant turn") { Number = static (in f) => f.ToolCallCount },
        new("tool_count", RuleType.Number, "tools on offer, hidden ones not counted") { Number = static (in f) => f.ToolCount },
        new("message_count", RuleType.Number, "messages in the conversation") { Number = static (in f) => f.MessageCount },
        new("max_tokens", RuleType.Number, "the bound on generated tokens, 0 where none was given") { Number = static (in f) => f.MaxTokens },
        new("failure_rate", RuleType.Number, "share of the session's recent turns that failed, 0 to 1") { Number = static (in f) => f.FailureRate },
        new("has_thinking", RuleType.Boolean, "thinking is asked for") { Boolean = static (in f) => f.HasThinking },
        new("has_images", RuleType.Boolean, "an image is in the conversation") { Boolean = static (in f) => f.HasImages },
        new("has_documents", RuleType.Boolean, "a document is in the conversation") { Boolean = static (in f) => f.HasDocuments },
        new("has_tools", RuleType.Boolean, "tools are on offer or in the history") { Boolean = static (in f) => f.NeedsTools },
        new("needs_structured_output", RuleType.Boolean, "the answer must follow a JSON Schema") { Boolean = static (in f) => f.NeedsStructuredOutput },
        new("is_subagent", RuleType.Boolean, "the turn belongs to a subagent") { Boolean = static (in f) => f.IsSubagent },
        new("is_streaming", RuleType.Boolean, "the client wants a stream") { Boolean = static (in f) => f.IsStreaming },
        new("model", RuleType.Text, "the model id that the client asked for") { Text = static (in f) => f.RequestedModel ?? "" },
        new("tier", RuleType.Text, "haiku, sonnet, opus, fable or mythos where the id holds it, else empty") { Text = static (in f) => ModelNames.TierWord(f.RequestedModel) },
    ];

    public static RuleFact? Find(string name) => All.FirstOrDefault(fact => fact.Name == name);
}

/// <summary>A fact.</summary>
internal sealed record RuleFact(string Name, RuleType Type, string Meaning)
{
    public BooleanFact? Boolean { get; init; }

    public NumberFact? Number { get; init; }

    public TextFact? Text { get; init; }

    public RuleNode Node(RuleToken at) => Type switch
    {
        RuleType.Boolean => new BooleanFactNode(Boolean!) { At = at },
        RuleType.Number => new NumberFactNode(Number!) { At = at },
        _ => new TextFactNode(Text!) { At = at },
    };
}
