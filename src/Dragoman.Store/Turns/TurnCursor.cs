using System.Globalization;

namespace Dragoman.Store.Turns;

/// <summary>Where a page of turns ended: the next one goes on behind it. Its text form is fit for a URL.</summary>
/// <param name="StartedAtUs">Start of the last turn, microseconds since 1970-01-01 UTC.</param>
/// <param name="Sequence">The last turn's row.</param>
public readonly record struct TurnCursor(long StartedAtUs, long Sequence)
{
    /// <summary>Reads the text form; false where it is none.</summary>
    public static bool TryParse(string text, out TurnCursor cursor)
    {
        cursor = default;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0
            || !long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var started)
            || !long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            return false;
        }

        cursor = new TurnCursor(started, sequence);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{StartedAtUs}-{Sequence}");
}
