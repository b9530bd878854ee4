using System.Globalization;
using System.Net.Http.Headers;

namespace Dragoman.Upstreams.Transport;

/// <summary>Reads how long to wait from the many headers in which providers say it (H-254, H-269, H-375).</summary>
public static class RetryHints
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    private static readonly string[] ResetHeaders =
    [
        "x-ratelimit-reset-requests", "x-ratelimit-reset-tokens", "x-ratelimit-reset", "ratelimit-reset",
    ];

    /// <summary>The wait; null where nothing usable was said. Never negative.</summary>
    /// <param name="headers">The response's headers.</param>
    /// <param name="now">The moment to which dates are compared.</param>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (First(headers, "retry-after-ms") is { } text
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return Bounded(TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, Longest.TotalMilliseconds)));
        }

        if (First(headers, "retry-after") is { } after)
        {
            if (ParseDuration(after) is { } seconds)
            {
                return seconds;
            }

            if (DateTimeOffset.TryParse(after, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            {
                return Bounded(date - now);
            }
        }

        TimeSpan? longest = null;
        foreach (var name in ResetHeaders)
        {
            if (First(headers, name) is { } value && ParseReset(value, now) is { } wait && (longest is null || wait > longest))
            {
                longest = wait;
            }
        }

        return longest;
    }

    /// <summary>Seconds (<c>34</c>, <c>1.5</c>) or a Go-style duration (<c>6m0s</c>, <c>1m30.5s</c>, <c>120ms</c>).</summary>
    public static TimeSpan? ParseDuration(string text)
    {
        text = text.Trim();
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            return double.IsFinite(seconds) ? Bounded(TimeSpan.FromSeconds(Math.Clamp(seconds, 0, Longest.TotalSeconds))) : null;
        }

        double total = 0;
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
            {
                at++;
            }

            if (!double.TryParse(text.AsSpan(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            var unit = at;
            while (at < text.Length && char.IsAsciiLetter(text[at]))
            {
                at++;
            }

            double? factor = text[unit..at] switch
            {
                "ms" => 0.001, "s" => 1, "m" => 60, "h" => 3600, "d" => 86400, _ => null,
            };
            if (factor is null)
            {
                return null;
            }

            total += number * factor.Value;
        }

        return text.Length == 0 ? null : Bounded(TimeSpan.FromSeconds(Math.Min(total, Longest.TotalSeconds)));
    }

    private static TimeSpan? ParseReset(string value, DateTimeOffset now)
    {
        // A bare number may be a Unix time, in seconds or milliseconds.
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 1_000_000_000)
        {
            var moment = number > 100_000_000_000
                ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(number, 4_000_000_000_000))
                : DateTimeOffset.FromUnixTimeSeconds(number);
            return Bounded(moment - now);
        }

        return ParseDuration(value);
    }

    private static TimeSpan Bounded(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
