using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>The scalars of the configuration.</summary>
internal static partial class ScalarTypes
{
    /// <summary>Text of 1 to 4,000 characters without control characters.</summary>
    public static ConfigType Text { get; } = new ScalarType(
        "text", text => text.Length is > 0 and <= 4000 && !text.Any(char.IsControl) ? text : null,
        () => new JsonObject { ["type"] = "string", ["minLength"] = 1 });

    /// <summary>Text that may have lines, up to 64 KiB.</summary>
    public static ConfigType LongText { get; } = new ScalarType(
        "text of at most 65,536 characters", text => text.Length is > 0 and <= 65_536 ? text : null,
        () => new JsonObject { ["type"] = "string", ["minLength"] = 1 });

    /// <summary>A name that fits into a model id, a header and a rule.</summary>
    public static ConfigType Name { get; } = new ScalarType(
        "a name of letters, digits and . _ - : / @ +", text => NamePattern().IsMatch(text) ? text : null,
        () => new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$" });

    public static ConfigType Boolean { get; } = new ScalarType(
        "true or false", text => text switch { "true" or "True" => true, "false" or "False" => false, _ => null },
        () => new JsonObject { ["type"] = "boolean" }, allowQuoted: false);

    /// <summary>A duration: <c>10s</c>, <c>1500ms</c>, <c>5m</c>, <c>1h</c>, or a number of seconds.</summary>
    public static ConfigType Duration { get; } = new ScalarType(
        "a duration such as 10s, 500ms, 5m or 1h", ParseDuration,
        () => new JsonObject { ["type"] = new JsonArray("string", "integer"), ["pattern"] = "^[0-9]+(ms|s|m|h)?$" });

    /// <summary>An age in days: <c>400d</c>.</summary>
    public static ConfigType Age { get; } = new ScalarType(
        "a number of days such as 400d",
        text => text.EndsWith('d') && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= 36_500
            ? TimeSpan.FromDays(days) : null,
        () => new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9]{1,5}d$" });

    /// <summary>A day: <c>2026-08-01</c>.</summary>
    public static ConfigType Day { get; } = new ScalarType(
        "a day such as 2026-08-01",
        text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
        () => new JsonObject { ["type"] = "string", ["format"] = "date" });

    /// <summary>Dollars per million tokens (or per thousand searches) as whole pico-dollars per token.</summary>
    public static ConfigType Dollars { get; } = new ScalarType(
        "a number of dollars, 0 or more, with at most six decimals", ParseDollars,
        () => new JsonObject { ["type"] = "number", ["minimum"] = 0 }, allowQuoted: false);

    /// <summary>A factor as whole millionths.</summary>
    public static ConfigType Factor { get; } = new ScalarType(
        "a number above 0 and up to 1000, with at most six decimals",
        static text => ParseDollars(text) is long millionths and > 0 and <= 1_000_000_000 ? millionths : null,
        () => new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0, ["maximum"] = 1000 }, allowQuoted: false);

    /// <summary>The name of an HTTP header.</summary>
    public static ConfigType HeaderName { get; } = new ScalarType(
        "a header's name of letters, digits and hyphens",
        static text => text.Length is > 0 and <= 100 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? text : null,
        () => new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Za-z0-9-]{1,100}$" });

    /// <summary>An http or https URL.</summary>
    public static ConfigType Url { get; } = new UrlType();

    /// <summary>A whole number in a range.</summary>
    public static ConfigType Integer(long min, long max) => new ScalarType(
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"),
        text => long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max ? value : null,
        () => new JsonObject { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max }, allowQuoted: false);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    private static object? ParseDuration(string text)
    {
        var digits = text.Length - text.TrimStart("0123456789".ToCharArray()).Length;
        if (digits is 0 or > 9)
        {
            return null;
        }

        var number = long.Parse(text.AsSpan(0, digits), CultureInfo.InvariantCulture);
        TimeSpan? span = text[digits..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" or "" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            _ => null,
        };
        // A deadline of nothing never works out, and one of days is no deadline.
        return span is { } value && value > TimeSpan.Zero && value <= TimeSpan.FromHours(24) ? value : null;
    }

    private static object? ParseDollars(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars)
        && dollars <= 1_000_000 && decimal.Truncate(dollars * 1_000_000) == dollars * 1_000_000
            ? (long)(dollars * 1_000_000)
            : null;
}
