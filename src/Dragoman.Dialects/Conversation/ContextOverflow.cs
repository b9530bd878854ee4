using System.Globalization;
using System.Text.RegularExpressions;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// The many wordings in which hosts say that a prompt does not fit, told in the one that the client compacts on (H-250, H-252).
/// </summary>
internal static partial class ContextOverflow
{
    /// <summary>The sentence for the client; null where the error is none of this kind.</summary>
    public static string? Read(ErrorBody body)
    {
        var text = body.Message;
        if (Sum().Match(text) is { Success: true } sum)
        {
            return TooMuch(Value(sum, "i"), Value(sum, "m"), Value(sum, "b"), text);
        }

        if (!IsOverflow(body))
        {
            return null;
        }

        if (Limited().Match(text) is { Success: true } match)
        {
            return TooLong(Value(match, "a"), Value(match, "b"), text);
        }

        if (body.Prompt is null && Numbers().Matches(text) is { Count: >= 2 } numbers)
        {
            // What does not fit is the larger of the two.
            var (one, other) = (Value(numbers[0], "n"), Value(numbers[1], "n"));
            return TooLong(Math.Max(one, other), Math.Min(one, other), text);
        }

        return TooLong(body.Prompt ?? 0, body.Context ?? 0, text);
    }

    /// <summary>A limit on tokens a minute that a single request is larger than: it will never pass (H-451).</summary>
    public static string? ReadRate(string text) =>
        Rate().Match(text) is { Success: true } match && Value(match, "a") > Value(match, "b")
            ? TooLong(Value(match, "a"), Value(match, "b"), text)
            : null;

    private static bool IsOverflow(ErrorBody body)
    {
        var code = body.Code;
        if (code is "context_length_exceeded" or "1261" or "model_context_window_exceeded" or "prompt_too_long"
            || body.Type is "exceed_context_size_error" or "too_many_prompt_tokens" or "context_length_exceeded")
        {
            return true;
        }

        return Phrases().IsMatch(body.Message);
    }

    private static string TooLong(long actual, long limit, string text)
    {
        if (text.StartsWith("prompt is too long", StringComparison.Ordinal))
        {
            return text;
        }

        var numbers = actual > 0 && limit > 0 ? $"{actual} tokens > {limit} maximum" : "it exceeds the model's context window";
        return $"prompt is too long: {numbers} ({text})";
    }

    // The prompt alone fits; the client lowers its bound on exactly these words.
    private static string TooMuch(long input, long max, long limit, string text) => input >= limit
        ? TooLong(input, limit, text)
        : $"input length and `max_tokens` exceed context limit: {input} + {max} > {limit}, decrease input length or `max_tokens` and try again";

    private static long Value(Match match, string group) =>
        long.TryParse(match.Groups[group].Value.Replace(",", string.Empty, StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : 0;

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    // Prompt and bound together: vLLM old and new, SGLang, TGI and Together, Anthropic's own.
    [GeneratedRegex(
        @"context length is (?<b>[\d,]+) tokens.{0,60}requested (about )?[\d,]+ tokens \((?<i>[\d,]+) (in|of) (the messages|text input|the prompt)[^)]*?, (?<m>[\d,]+) in the completion"
        + @"|context length is (?<b>[\d,]+) tokens and your request has (?<i>[\d,]+) input tokens \((?<m>[\d,]+) >"
        + @"|context length of (?<b>[\d,]+) tokens\. You requested a total of [\d,]+ tokens: (?<i>[\d,]+) tokens from the input messages and (?<m>[\d,]+) tokens"
        + @"|must be <= (?<b>[\d,]+)\. Given: (?<i>[\d,]+) `?inputs`? tokens and (?<m>[\d,]+)"
        + @"|exceed context limit: (?<i>[\d,]+) \+ (?<m>[\d,]+) > (?<b>[\d,]+)",
        Options,
        1000)]
    private static partial Regex Sum();

    // The limit stands first: OpenAI, OpenRouter, Kimi, xAI.
    [GeneratedRegex(
        @"(context length is|context length of|token limit:|prompt length is|context window of|context size \(|limit of) ?(?<b>[\d,]+)[^\d]{1,80}?(requested|resulted in|contains|requested:|has|about)[^\d]{0,20}(?<a>[\d,]+)",
        Options,
        1000)]
    private static partial Regex Limited();

    // Whole numbers of some size, not parts of an id: Gemini, Mistral, llama.cpp, SGLang, LM Studio, Cerebras.
    [GeneratedRegex(@"(?<![\w.\-])(?<n>\d[\d,]{2,})(?![\w\-])", Options, 1000)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"limit:? (?<b>[\d,]+), (used [\d,]+, )?requested:? (?<a>[\d,]+)", Options, 1000)]
    private static partial Regex Rate();

    [GeneratedRegex(
        "prompt is too long|prompt too long|prompt_too_long|maximum context length|max context length|exceeds? the context window|context window exceeded|ContextWindowExceeded"
        + "|input token count.{0,30}exceeds|input is too long|input tokens exceeded|exceeds? the (available )?context (size|length)"
        + "|longer than the (model's )?context length|exceeded model token limit|maximum prompt length|too large for model with|input length exceeds"
        + "|reduce the length of the (messages|prompt)|prompt exceeds max|range of input length should be|tokens when context the overflows"
        + "|total length of all messages is too long|too many (input |prompt )?tokens|exceeds? (the )?(maximum|max) (context|prompt|input) (length|tokens|size)",
        Options,
        1000)]
    private static partial Regex Phrases();
}
