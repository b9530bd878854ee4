using Dragoman.Core.Routing;
using Dragoman.Dialects.Conversation.Phases;

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
        new("hour", RuleType.Number, "hour of the day, 0 to 23, in UTC") { Number = static (in f) => f.Hour },
        new("weekday", RuleType.Number, "day of the week, 1 for Monday to 7 for Sunday, in UTC") { Number = static (in f) => f.Weekday },
        new("budget_left", RuleType.Number, "the smallest share that is left of the budgets of the turn, 0 to 1; 1 where there is none") { Number = static (in f) => f.BudgetLeft },
        new("failure_rate", RuleType.Number, "share of the session's recent turns that failed, 0 to 1") { Number = static (in f) => f.FailureRate },
        new("has_thinking", RuleType.Boolean, "thinking is asked for") { Boolean = static (in f) => f.HasThinking },
        new("has_images", RuleType.Boolean, "an image is in the conversation") { Boolean = static (in f) => f.HasImages },
        new("has_documents", RuleType.Boolean, "a document is in the conversation") { Boolean = static (in f) => f.HasDocuments },
        new("has_tools", RuleType.Boolean, "tools are on offer or in the history") { Boolean = static (in f) => f.NeedsTools },
        new("needs_structured_output", RuleType.Boolean, "the answer must follow a JSON Schema") { Boolean = static (in f) => f.NeedsStructuredOutput },
        new("is_subagent", RuleType.Boolean, "the turn belongs to a subagent") { Boolean = static (in f) => f.IsSubagent },
        new("is_user_prompt", RuleType.Boolean, "the user has said something new; false inside a tool loop") { Boolean = static (in f) => f.IsUserPrompt },
        new("is_side_request", RuleType.Boolean, "the client asks beside the conversation: for a title, a search, a verdict, a summary") { Boolean = static (in f) => f.Phase >= TurnPhase.Title },
        new("is_streaming", RuleType.Boolean, "the client wants a stream") { Boolean = static (in f) => f.IsStreaming },
        new("model", RuleType.Text, "the model id that the client asked for") { Text = static (in f) => f.RequestedModel ?? "" },
        new("phase", RuleType.Text, $"what the turn is for: {string.Join(", ", TurnPhases.All)}") { Text = static (in f) => f.Phase.Name(), Values = TurnPhases.All },
        new("developer", RuleType.Text, "the developer whose key was shown, empty where unknown") { Text = static (in f) => f.Developer ?? "" },
        new("team", RuleType.Text, "the developer's team, empty where unknown") { Text = static (in f) => f.Team ?? "" },
        new("repository", RuleType.Text, "the repository or project of the turn, empty where unknown") { Text = static (in f) => f.Repository ?? "" },
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

    /// <summary>The only values that a text fact can have; null where any can be. A rule that compares it with another never holds.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>The value of a turn, for people.</summary>
    public string Show(in TurnFacts facts) => Type switch
    {
        RuleType.Boolean => Boolean!(in facts) ? "true" : "false",
        RuleType.Number => Number!(in facts).ToString("0.####", System.Globalization.CultureInfo.InvariantCulture),
        _ => $"\"{Text!(in facts)}\"",
    };

    public RuleNode Node(RuleToken at) => Type switch
    {
        RuleType.Boolean => new BooleanFactNode(Boolean!) { At = at },
        RuleType.Number => new NumberFactNode(Number!) { At = at },
        _ => new TextFactNode(Text!, Values) { At = at },
    };
}
