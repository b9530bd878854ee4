using System.Text.RegularExpressions;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>What a refusal says to do differently, where this dialect can do it.</summary>
internal static partial class RefusedMembers
{
    // Members without which a request still means the same, more or less.
    private static readonly string[] Dispensable =
    [
        "store", "include", "max_output_tokens", "temperature", "top_p", "reasoning", "reasoning.effort", "reasoning.summary",
        "prompt_cache_key", "prompt_cache_retention", "text", "parallel_tool_calls", "max_tool_calls", "input.phase",
        "input.content.prompt_cache_breakpoint", "tools.strict", "stream_options",
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

        if (Member().Match(failure.Message) is not { Success: true } match)
        {
            return null;
        }

        var member = Index().Replace(match.Groups["m"].Value, string.Empty);
        return Array.IndexOf(Dispensable, member) >= 0 ? new Remedy(RemedyKind.DropMember, member) : null;
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(
        "without its required|encrypted content .{0,80}could not be (verified|decrypted)|invalid_encrypted_content|item with id '?rs_|"
        + @"Missing required parameter: 'input\[\d+\]\.(id|summary)'|reasoning input items can only be provided|(invalid|unknown) .{0,40}'?reasoning'? item",
        Options,
        1000)]
    private static partial Regex Reasoning();

    [GeneratedRegex(@"(unknown|unsupported|unrecognized|unexpected)( \w+){0,3}:? ?['""`](?<m>[a-z_0-9.\[\]]+)['""`]|request argument supplied: (?<m>[a-z_0-9.]+)", Options, 1000)]
    private static partial Regex Member();

    [GeneratedRegex(@"\[\d+\]", Options, 1000)]
    private static partial Regex Index();
}
