using System.Text.RegularExpressions;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>
/// What a chat host's refusal says to do differently, where this dialect can do it: hosts that call themselves compatible differ in
/// what they take beside the conversation, and say so with a 400 or a 422 (H-374, H-423, H-484).
/// </summary>
internal static partial class RefusedMembers
{
    // Members without which a request still means the same, more or less.
    private static readonly string[] Dispensable =
    [
        "stream_options", "parallel_tool_calls", "prompt_cache_key", "prompt_cache_options", "reasoning_effort", "reasoning", "thinking",
        "enable_thinking", "tool_stream", "response_format", "temperature", "top_p", "top_k", "stop", "tools.function.strict",
        "messages.content.prompt_cache_breakpoint",
    ];

    /// <summary>The remedy behind the words of a refusal; null where there is none.</summary>
    public static Remedy? Find(Failure failure)
    {
        if (failure.Cause != FailureCause.InvalidRequest)
        {
            return null;
        }

        if (Reasoning().IsMatch(failure.Message))
        {
            return new Remedy(RemedyKind.DropReasoning);
        }

        foreach (Match match in Member().Matches(failure.Message))
        {
            var member = Index().Replace(match.Groups["m"].Value, ".").Trim('.').Replace("..", ".", StringComparison.Ordinal);
            member = member.StartsWith("body.", StringComparison.Ordinal) ? member[5..] : member;
            foreach (var known in Dispensable)
            {
                if (member.Equals(known, StringComparison.Ordinal) || (known.Contains('.', StringComparison.Ordinal) && Last(member) == Last(known)))
                {
                    return new Remedy(RemedyKind.DropMember, known);
                }
            }

            // A member of an object that may be left out whole: stream_options.include_usage.
            var head = member.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? member[..dot] : member;
            if (Array.IndexOf(Dispensable, head) >= 0)
            {
                return new Remedy(RemedyKind.DropMember, head);
            }
        }

        return null;
    }

    private static string Last(string path) => path[(path.LastIndexOf('.') + 1)..];

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    // Never "reasoning_content is missing": that wants more of it, not less.
    [GeneratedRegex(
        "encrypted[ _]content .{0,80}(could not be|cannot be|failed to) .{0,20}(verif|decrypt)|invalid_encrypted_content|could not decrypt"
        + "|invalid [`'\"]?(thought_)?signature|(reasoning_details|reasoning_content|encrypted reasoning).{0,60}(invalid|not (allowed|supported|permitted)|unexpected|unsupported|expired|another account)"
        + "|(unexpected|unsupported|unknown|invalid) .{0,40}(reasoning_details|reasoning_content)",
        Options,
        1000)]
    private static partial Regex Reasoning();

    [GeneratedRegex(
        @"(unknown|unsupported|unrecognized|unrecognised|unexpected|extra|additional|invalid)( \w+){0,4}:? ?['""`](?<m>[a-z_0-9.\[\]]+)['""`]"
        + @"|request argument supplied: (?<m>[a-z_0-9.]+)"
        + @"|not permitted,? \(?field: ['""`]?(?<m>[a-z_0-9.\[\]]+)"
        + @"|(?<m>[a-z_0-9.\[\]]+): extra inputs are not permitted"
        + @"|(property|parameter|argument|field|input) ['""`]?(?<m>[a-z_0-9.\[\]]+)['""`]?:? (is|are) (unsupported|not supported|not allowed|not permitted|unknown|invalid|not available)"
        + @"|['""`](?<m>[a-z_0-9.\[\]]+)['""`]?:? (is|are) (not supported|unsupported|not allowed|not permitted|not available)"
        + @"|does not support (the )?(parameters?|argument|option)?:? ?['""`]?(?<m>[a-z_0-9.]+)",
        Options,
        1000)]
    private static partial Regex Member();

    [GeneratedRegex(@"\[\d+\]|\.\d+(?=\.|$)", Options, 1000)]
    private static partial Regex Index();
}
