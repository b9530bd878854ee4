using Dragoman.Dialects.Conversation;

namespace Dragoman.DataPlane;

/// <summary>
/// What an upstream's 200 really is, judged by its first bytes: hosts answer JSON where a stream was asked for, streams with a
/// wrong content type, and proxies in between answer pages (H-266, H-287, H-288).
/// </summary>
internal static class AnswerShape
{
    /// <summary>The shapes.</summary>
    public enum Kind : byte
    {
        /// <summary>Nothing at all.</summary>
        Empty,

        /// <summary>A whole answer.</summary>
        Json,

        /// <summary>A page.</summary>
        Markup,

        /// <summary>Events.</summary>
        Stream,
    }

    /// <summary>Judges the first bytes of a body.</summary>
    public static Kind Of(ReadOnlySpan<byte> first)
    {
        var start = first.TrimStart(" \t\r\n\uFEFF"u8);
        if (start.IsEmpty)
        {
            // White space may be a keep-alive in front of a stream or an answer; only the end of the body is nothing.
            return first.IsEmpty ? Kind.Empty : Kind.Stream;
        }

        return start[0] switch
        {
            (byte)'{' or (byte)'[' => Kind.Json,
            (byte)'<' => Kind.Markup,
            _ => Kind.Stream,
        };
    }

    /// <summary>The failure for an empty body.</summary>
    public static Failure Nothing(string upstream) =>
        new(FailureCause.Malformed, 502, $"The upstream '{upstream}' answered with an empty body; try again or check its endpoint.")
        {
            IsRetryable = true,
        };

    /// <summary>The failure for a redirect, which is never followed: it would carry the credential to wherever it points (H-498).</summary>
    public static Failure Redirect(string upstream, int status) =>
        new(FailureCause.Malformed, 502, $"The upstream '{upstream}' answered with a redirect ({status}); set its endpoint to the final address.")
        {
            UpstreamStatus = status,
            ShouldRetry = false,
        };

    /// <summary>The failure for a page where an answer should be.</summary>
    public static Failure NotAnAnswer(string upstream) =>
        new(FailureCause.Malformed, 502, $"The upstream '{upstream}' answered with a web page, not with its API; check its endpoint and what stands in front of it.")
        {
            IsRetryable = true,
        };
}
