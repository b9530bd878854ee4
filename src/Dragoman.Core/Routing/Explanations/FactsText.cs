using System.Globalization;
using System.Text;
using Dragoman.Dialects.Conversation.Phases;

namespace Dragoman.Core.Routing.Explanations;

/// <summary>
/// The facts of a turn as one line of a record, so that it can be explained later (N17): <c>model=…;input_tokens=…</c>. What is zero, false or
/// empty is left out. Texts stand behind <c>Uri.EscapeDataString</c>.
/// </summary>
public static class FactsText
{
    private static readonly (string Name, Func<TurnFacts, string?> Get, Setter Set)[] Members =
    [
        Text("model", facts => facts.RequestedModel, (ref facts, value) => facts.RequestedModel = value),
        Number("input_tokens", facts => facts.InputTokens, (ref facts, value) => facts.InputTokens = (long)value),
        Number("tool_call_count", facts => facts.ToolCallCount, (ref facts, value) => facts.ToolCallCount = (int)value),
        Number("tool_count", facts => facts.ToolCount, (ref facts, value) => facts.ToolCount = (int)value),
        Number("message_count", facts => facts.MessageCount, (ref facts, value) => facts.MessageCount = (int)value),
        Number("max_tokens", facts => facts.MaxTokens, (ref facts, value) => facts.MaxTokens = (long)value),
        Number("hour", facts => facts.Hour, (ref facts, value) => facts.Hour = (int)value),
        Number("weekday", facts => facts.Weekday, (ref facts, value) => facts.Weekday = (int)value),
        Number("budget_left", facts => facts.BudgetLeft, (ref facts, value) => facts.BudgetLeft = value),
        Number("failure_rate", facts => facts.FailureRate, (ref facts, value) => facts.FailureRate = value),
        Flag("has_thinking", facts => facts.HasThinking, (ref facts, value) => facts.HasThinking = value),
        Flag("has_images", facts => facts.HasImages, (ref facts, value) => facts.HasImages = value),
        Flag("has_documents", facts => facts.HasDocuments, (ref facts, value) => facts.HasDocuments = value),
        Flag("has_tools", facts => facts.NeedsTools, (ref facts, value) => facts.NeedsTools = value),
        Flag("needs_structured_output", facts => facts.NeedsStructuredOutput, (ref facts, value) => facts.NeedsStructuredOutput = value),
        Flag("is_subagent", facts => facts.IsSubagent, (ref facts, value) => facts.IsSubagent = value),
        Flag("is_user_prompt", facts => facts.IsUserPrompt, (ref facts, value) => facts.IsUserPrompt = value),
        Flag("is_streaming", facts => facts.IsStreaming, (ref facts, value) => facts.IsStreaming = value),
        Text("phase", facts => facts.Phase.Name(), (ref facts, value) => facts.Phase = Enum.TryParse<TurnPhase>(value, true, out var phase) ? phase : default),
        Text("developer", facts => facts.Developer, (ref facts, value) => facts.Developer = value),
        Text("team", facts => facts.Team, (ref facts, value) => facts.Team = value),
        Text("repository", facts => facts.Repository, (ref facts, value) => facts.Repository = value),
    ];

    private delegate void Setter(ref TurnFacts facts, string value);

    private delegate void NumberSetter(ref TurnFacts facts, double value);

    private delegate void FlagSetter(ref TurnFacts facts, bool value);

    /// <summary>Writes the line.</summary>
    public static string Write(in TurnFacts facts)
    {
        var text = new StringBuilder(256);
        foreach (var (name, get, _) in Members)
        {
            if (get(facts) is { Length: > 0 } value)
            {
                text.Append(text.Length > 0 ? ";" : "").Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return text.ToString();
    }

    /// <summary>Reads a line. Members that it does not know are left out, as a later version may have written them.</summary>
    public static TurnFacts Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var facts = new TurnFacts { RequestedModel = string.Empty };
        foreach (var part in text.Split(';'))
        {
            var split = part.IndexOf('=', StringComparison.Ordinal);
            var member = Array.Find(Members, known => split > 0 && part.AsSpan(0, split).SequenceEqual(known.Name));
            member.Set?.Invoke(ref facts, Uri.UnescapeDataString(part[(split + 1)..]));
        }

        return facts;
    }

    private static (string, Func<TurnFacts, string?>, Setter) Text(string name, Func<TurnFacts, string?> get, Setter set) => (name, get, set);

    private static (string, Func<TurnFacts, string?>, Setter) Number(string name, Func<TurnFacts, double> get, NumberSetter set) => (
        name,
        facts => get(facts) is var value && value != 0 ? value.ToString("R", CultureInfo.InvariantCulture) : null,
        (ref facts, text) => set(ref facts, double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : 0));

    private static (string, Func<TurnFacts, string?>, Setter) Flag(string name, Func<TurnFacts, bool> get, FlagSetter set) => (
        name, facts => get(facts) ? "1" : null, (ref facts, text) => set(ref facts, text == "1"));
}
