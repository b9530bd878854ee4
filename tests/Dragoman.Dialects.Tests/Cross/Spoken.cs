using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>What an answer said, whatever dialect it was told in.</summary>
internal sealed record Spoken
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    /// <summary>All text, joined: chat completions have one text only.</summary>
    public string Text { get; set; } = string.Empty;

    /// <summary>All visible thinking, joined.</summary>
    public string Thinking { get; set; } = string.Empty;

    /// <summary>The calls in order.</summary>
    public List<SpokenCall> Calls { get; } = [];

    /// <summary>Why it ended; none where it failed.</summary>
    public StopReason Stop { get; set; }

    /// <summary>The counts that every dialect knows.</summary>
    public Usage Usage { get; set; }

    /// <summary>True where it ended with an error.</summary>
    public bool Failed { get; set; }

    /// <summary>How two tellings differ, each as one word and the two values; empty where they do not.</summary>
    public IEnumerable<(string What, string Detail)> Differences(Spoken other)
    {
        if (Text != other.Text)
        {
            yield return ("text", $"{Short(Text)} / {Short(other.Text)}");
        }

        if (Thinking != other.Thinking)
        {
            yield return ("thinking", $"{Short(Thinking)} / {Short(other.Thinking)}");
        }

        var (calls, others) = (Describe(this), Describe(other));
        if (calls != others)
        {
            yield return ("calls", $"{calls} / {others}");
        }

        if (Stop != other.Stop)
        {
            yield return ("stop", $"{Stop} / {other.Stop}");
        }

        if (Failed != other.Failed)
        {
            yield return ("failed", $"{Failed} / {other.Failed}");
        }

        if (Counts(Usage) != Counts(other.Usage))
        {
            yield return ("usage", $"{Counts(Usage)} / {Counts(other.Usage)}");
        }
    }

    /// <summary>Arguments in one spelling; text that is no JSON stays as it is.</summary>
    public static string Canonical(string arguments)
    {
        try
        {
            return arguments.Trim().Length == 0 ? "{}" : JsonNode.Parse(arguments, documentOptions: Deep)?.ToJsonString() ?? "{}";
        }
        catch (JsonException)
        {
            return arguments;
        }
    }

    private static string Describe(Spoken spoken) => string.Join(", ", spoken.Calls.Select(call => $"{call.Name}({call.Arguments})"));

    private static string Counts(Usage usage) =>
        $"in {usage.InputTokens} read {usage.CacheReadTokens} write {usage.CacheWriteTokens} out {usage.OutputTokens} thought {usage.ThinkingTokens}";

    private static string Short(string text) => text.Length <= 160 ? $"\"{text}\"" : $"\"{text[..80]}…{text[^80..]}\" ({text.Length})";
}

/// <summary>One call of a tool.</summary>
internal sealed record SpokenCall(string Id, string Name, string Arguments);
