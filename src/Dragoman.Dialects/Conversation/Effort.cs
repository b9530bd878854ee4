namespace Dragoman.Dialects.Conversation;

/// <summary>The effort words of all providers on one scale.</summary>
internal static class Effort
{
    /// <summary>No word, or one that is not on the scale.</summary>
    public const int Unsaid = -1;

    /// <summary><c>high</c>: what adaptive thinking means when no effort is given (H-092).</summary>
    public const int High = 4;

    private static readonly string[] Words = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

    /// <summary>The rank of a word, 0 for <c>none</c>.</summary>
    public static int Rank(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("none"u8) ? 0
        : word.SequenceEqual("minimal"u8) ? 1
        : word.SequenceEqual("low"u8) ? 2
        : word.SequenceEqual("medium"u8) ? 3
        : word.SequenceEqual("high"u8) ? High
        : word.SequenceEqual("xhigh"u8) ? 5
        : word.SequenceEqual("max"u8) ? 6
        : Unsaid;

    /// <summary>The rank that a token budget stands for (H-097).</summary>
    public static int OfBudget(long tokens) => tokens <= 4096 ? 2 : tokens <= 16384 ? 3 : High;

    /// <summary>The supported word that is nearest to the wanted rank, the lower one of two; null where none is supported (H-096).</summary>
    public static string? Nearest(int rank, IReadOnlyList<string> supported)
    {
        string? best = null;
        var bestDistance = int.MaxValue;
        for (var i = 0; i < supported.Count; i++)
        {
            var at = Array.IndexOf(Words, supported[i]);
            var distance = at < 0 ? int.MaxValue : (Math.Abs(at - rank) * 2) + (at > rank ? 1 : 0);
            if (distance < bestDistance)
            {
                best = supported[i];
                bestDistance = distance;
            }
        }

        return best;
    }

    /// <summary>The word for no thinking at all, or hardly any; null where the model always thinks.</summary>
    public static string? Off(IReadOnlyList<string> supported)
    {
        string? off = null;
        for (var i = 0; i < supported.Count; i++)
        {
            if (supported[i] == "none")
            {
                return supported[i];
            }

            off = supported[i] == "minimal" ? supported[i] : off;
        }

        return off;
    }

    /// <summary>The lowest supported word.</summary>
    public static string? Lowest(IReadOnlyList<string> supported) => Nearest(0, supported);
}
