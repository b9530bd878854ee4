using System.Globalization;

namespace Dragoman.Testing;

/// <summary>What the real API knows of a model by its name.</summary>
internal static class OpenAiModel
{
    /// <summary>o1, o3, o4-mini, gpt-5 and gpt-6 families, without their chat variants.</summary>
    public static bool Reasons(string model) =>
        IsOSeries(model) || (Generation(model) >= 5m && !model.Contains("-chat", StringComparison.Ordinal));

    /// <summary>The families that are known not to reason; an unknown name is neither.</summary>
    public static bool KnownNotToReason(string model) =>
        model.StartsWith("gpt-4", StringComparison.Ordinal) || model.StartsWith("gpt-3.5", StringComparison.Ordinal)
        || (Generation(model) >= 5m && model.Contains("-chat", StringComparison.Ordinal));

    /// <summary>o1, o3, o4-mini …</summary>
    public static bool IsOSeries(string model) => model.Length > 1 && model[0] == 'o' && char.IsAsciiDigit(model[1]);

    /// <summary>o1 and o3-mini.</summary>
    public static bool TakesStop(string model) =>
        model.StartsWith("o1", StringComparison.Ordinal) || model.StartsWith("o3-mini", StringComparison.Ordinal);

    /// <summary>Models that take function tools on this endpoint only without reasoning.</summary>
    public static bool RefusesEffortWithTools(string model) => Reasons(model) && Generation(model) is 5.4m or >= 5.6m;

    /// <summary>The efforts a reasoning model knows; empty where this table does not say.</summary>
    public static string[] Efforts(string model)
    {
        if (IsOSeries(model))
        {
            return ["low", "medium", "high"];
        }

        return Generation(model) switch
        {
            5m => ["minimal", "low", "medium", "high"],
            5.1m => ["none", "low", "medium", "high"],
            >= 5.2m and < 5.6m => ["none", "low", "medium", "high", "xhigh"],
            >= 5.6m => ["none", "minimal", "low", "medium", "high", "xhigh", "max"],
            _ => [],
        };
    }

    /// <summary>Most completion tokens, or null where this table does not say.</summary>
    public static int? OutputCap(string model) => model switch
    {
        _ when IsOSeries(model) => 100_000,
        _ when model.Contains("-chat", StringComparison.Ordinal) => 16_384,
        _ when Generation(model) >= 5m => 128_000,
        _ when model.StartsWith("gpt-4.1", StringComparison.Ordinal) => 32_768,
        _ when model.StartsWith("gpt-4o", StringComparison.Ordinal) => 16_384,
        _ when model.StartsWith("gpt-4", StringComparison.Ordinal) || model.StartsWith("gpt-3.5", StringComparison.Ordinal) => 4_096,
        _ => null,
    };

    // "gpt-5.6-sol" is 5.6; a name of another family is 0.
    private static decimal Generation(string model)
    {
        if (!model.StartsWith("gpt-", StringComparison.Ordinal))
        {
            return 0;
        }

        var end = 4;
        while (end < model.Length && (char.IsAsciiDigit(model[end]) || model[end] == '.'))
        {
            end++;
        }

        return decimal.TryParse(model.AsSpan(4, end - 4), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var generation)
            ? generation
            : 0;
    }
}
