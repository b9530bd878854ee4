using System.Globalization;
using System.Net.Http.Headers;
using Dragoman.Core.Routing.Health;

namespace Dragoman.Upstreams.Transport;

/// <summary>Reads what a provider's answer says of its own limits (D10): Anthropic's headers, and those of OpenAI and its kin.</summary>
public static class RateHeaders
{
    /// <summary>The limits; false where the answer names none.</summary>
    /// <param name="headers">The response's headers.</param>
    /// <param name="now">The moment to which dates are compared.</param>
    /// <param name="nowMs">The same moment in milliseconds of the gateway's monotonic clock.</param>
    /// <param name="limits">What was said.</param>
    public static bool TryRead(HttpResponseHeaders headers, DateTimeOffset now, long nowMs, out TargetLimits limits)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var requests = Read(headers, "anthropic-ratelimit-requests-", now, nowMs) ?? ReadOpenAi(headers, "requests", nowMs);
        var tokens = Read(headers, "anthropic-ratelimit-tokens-", now, nowMs)
            ?? Read(headers, "anthropic-ratelimit-input-tokens-", now, nowMs)
            ?? ReadOpenAi(headers, "tokens", nowMs);
        limits = new TargetLimits
        {
            RequestsLeft = requests?.Left ?? -1,
            RequestsLimit = requests?.Limit ?? -1,
            RequestsResetMs = requests?.ResetMs ?? 0,
            TokensLeft = tokens?.Left ?? -1,
            TokensLimit = tokens?.Limit ?? -1,
            TokensResetMs = tokens?.ResetMs ?? 0,
        };
        return requests is not null || tokens is not null;
    }

    private static (long Left, long Limit, long ResetMs)? Read(HttpResponseHeaders headers, string prefix, DateTimeOffset now, long nowMs)
    {
        if (Number(headers, prefix + "remaining") is not { } left || Number(headers, prefix + "limit") is not { } limit)
        {
            return null;
        }

        var reset = DateTimeOffset.TryParse(First(headers, prefix + "reset"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date - now : TimeSpan.FromMinutes(1);
        return (left, limit, nowMs + (long)Math.Clamp(reset.TotalMilliseconds, 0, TimeSpan.FromDays(1).TotalMilliseconds));
    }

    private static (long Left, long Limit, long ResetMs)? ReadOpenAi(HttpResponseHeaders headers, string what, long nowMs)
    {
        if (Number(headers, "x-ratelimit-remaining-" + what) is not { } left || Number(headers, "x-ratelimit-limit-" + what) is not { } limit)
        {
            return null;
        }

        var reset = First(headers, "x-ratelimit-reset-" + what) is { } text && RetryHints.ParseDuration(text) is { } wait ? wait : TimeSpan.FromMinutes(1);
        return (left, limit, nowMs + (long)reset.TotalMilliseconds);
    }

    private static long? Number(HttpResponseHeaders headers, string name) =>
        long.TryParse(First(headers, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
