using Dragoman.Core.Configuration;

namespace Dragoman.Core.Routing;

/// <summary>What is in a model's name: window suffix, percent-encoding, tier, the prefix of published names.</summary>
public static class ModelNames
{
    /// <summary>The prefix under which models of other providers are published, so that the CLI keeps them (H-341).</summary>
    public const string PublishedPrefix = "claude-via/";

    private const string LargeWindowSuffix = "[1m]";

    private static readonly string[] Words = ["haiku", "sonnet", "opus", "fable", "mythos"];

    /// <summary>
    /// The id without window suffix and percent-encoding (H-015). Gives the same string back where there is nothing to take off.
    /// </summary>
    /// <param name="requested">The id as the client wrote it.</param>
    /// <param name="largeWindow">True where it ended in <c>[1m]</c>.</param>
    public static string Normalize(string requested, out bool largeWindow)
    {
        var id = requested;
        if (id.Contains('%', StringComparison.Ordinal))
        {
            id = Uri.UnescapeDataString(id);
        }

        largeWindow = id.EndsWith(LargeWindowSuffix, StringComparison.OrdinalIgnoreCase);
        if (largeWindow)
        {
            id = id[..^LargeWindowSuffix.Length];
        }

        return id.Length > 0 && (id[0] == ' ' || id[^1] == ' ') ? id.Trim() : id;
    }

    /// <summary>The tier that the id names; null where it names none.</summary>
    public static ModelTier? TierOf(string? id)
    {
        for (var i = 0; id is not null && i < Words.Length; i++)
        {
            if (id.Contains(Words[i], StringComparison.OrdinalIgnoreCase))
            {
                return (ModelTier)i;
            }
        }

        return null;
    }

    /// <summary>The tier's word, e.g. <c>opus</c>; empty where the id names none.</summary>
    public static string TierWord(string? id) => TierOf(id) is { } tier ? Words[(int)tier] : "";

    /// <summary>The word of a tier.</summary>
    public static string Word(ModelTier tier) => Words[(int)tier];

    /// <summary>True where the id is of Claude's family.</summary>
    public static bool IsClaude(ReadOnlySpan<char> id) => id.StartsWith("claude", StringComparison.OrdinalIgnoreCase);
}
