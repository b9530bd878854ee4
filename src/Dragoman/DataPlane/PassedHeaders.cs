using System.Net.Http.Headers;
using Dragoman.Upstreams.Transport;
using Microsoft.Extensions.Primitives;

namespace Dragoman.DataPlane;

/// <summary>
/// The response headers that pass from an upstream of the client's own dialect. Hop-by-hop ones end here (H-271), the account's
/// limits and identity are not the client's business (H-268, H-272).
/// </summary>
internal static class PassedHeaders
{
    private static readonly string[] Passing =
    [
        "retry-after", "retry-after-ms", "x-should-retry", "anthropic-version", "anthropic-beta", "x-robots-tag",
    ];

    /// <summary>Copies what may pass.</summary>
    public static void Copy(Turn turn, UpstreamResponse response)
    {
        var target = turn.Http.Response;
        // As they came, not parsed: what passes is passed on as text.
        foreach (var (name, values) in response.Headers.NonValidated)
        {
            if (Passing.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                target.Headers[name] = Clean(values);
            }
            else if (name.Equals("request-id", StringComparison.OrdinalIgnoreCase))
            {
                // Whoever asks the provider about this turn needs its own id.
                target.Headers["x-dragoman-upstream-request-id"] = Clean(values);
            }
        }

        if (turn.Target?.Upstream.SpeaksMessages == false)
        {
            // The content type is the envelope's, which does not pass.
            target.ContentType = turn.WantsStream && response.IsSuccess ? turn.ClientDialect.StreamContentType : "application/json";
            return;
        }

        if (response.ContentHeaders.NonValidated.TryGetValues("Content-Type", out var types) && types.ToString() is { Length: > 0 } type && IsClean(type))
        {
            target.ContentType = type;
        }
    }

    private static StringValues Clean(HeaderStringValues values) =>
        values.Count == 1 && values.ToString() is var value && IsClean(value) ? value : values.Where(IsClean).ToArray();

    private static bool IsClean(string value) => value.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;
}
