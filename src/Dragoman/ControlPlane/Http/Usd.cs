using System.Globalization;

namespace Dragoman.ControlPlane.Http;

/// <summary>
/// Dollars in text, exact to the nano-dollar: <c>500</c>, <c>12.5</c>, <c>0.000000001</c>. Text, because a JSON number is a double
/// for most readers.
/// </summary>
internal static class Usd
{
    private const int Decimals = 9;
    private const long Nano = 1_000_000_000;

    /// <summary>Nano-dollars in one cent.</summary>
    public const long NanoPerCent = 10_000_000;

    /// <summary>The most that may be set: a billion dollars. Sums of it stay far from the end of 64 bits.</summary>
    public const long Max = 1_000_000_000L * Nano;

    /// <summary>The text.</summary>
    public static string Write(long nano)
    {
        var magnitude = (ulong)Math.Abs(nano);
        var fraction = (magnitude % Nano).ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        return string.Create(CultureInfo.InvariantCulture, $"{(nano < 0 ? "-" : "")}{magnitude / Nano}{(fraction.Length > 0 ? "." : "")}{fraction}");
    }

    /// <summary>The text; null where there is no amount.</summary>
    public static string? Write(long? nano) => nano is { } amount ? Write(amount) : null;

    /// <summary>Reads an amount from 0 to a billion dollars.</summary>
    /// <exception cref="AdminProblem">It is none.</exception>
    public static long Read(string text, string member) => TryRead(text, out var nano)
        ? nano
        : throw AdminProblem.Invalid($"{member} takes dollars as text from \"0\" to \"1000000000\" with at most {Decimals} decimals, such as \"500\" or \"12.50\".");

    /// <summary>Reads an amount; false where it is none.</summary>
    public static bool TryRead(string text, out long nano)
    {
        nano = 0;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var whole = dot < 0 ? text : text[..dot];
        var fraction = dot < 0 ? string.Empty : text[(dot + 1)..];
        if (whole.Length is 0 or > 10 || fraction.Length > Decimals || (dot >= 0 && fraction.Length == 0)
            || !long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out var dollars)
            || !long.TryParse(fraction.PadRight(Decimals, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out var rest)
            || dollars > Max / Nano || (dollars == Max / Nano && rest > 0))
        {
            return false;
        }

        nano = (dollars * Nano) + rest;
        return true;
    }
}
