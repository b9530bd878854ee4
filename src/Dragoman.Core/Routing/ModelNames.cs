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

    /// <summary>
    /// Anthropic's own id of the model that this id names at a cloud (<c>us.anthropic.claude-opus-4-7-v1:0</c>,
    /// <c>claude-opus-4-7@20260101</c>); null where it is no cloud's. Clients in a cloud's mode send those (A02).
    /// </summary>
    public static string? FromCloud(string id)
    {
        const string Maker = "anthropic.";
        var maker = id.IndexOf(Maker, StringComparison.OrdinalIgnoreCase);
        if (maker < 0)
        {
            return IsClaude(id) && id.Contains('@', StringComparison.Ordinal) ? id.Replace("@default", string.Empty, StringComparison.Ordinal).Replace('@', '-') : null;
        }

        var name = id[(maker + Maker.Length)..];
        var version = name.LastIndexOf("-v", StringComparison.Ordinal);
        return version > 0 && name.AsSpan(version + 2).IndexOfAnyExcept("0123456789:") < 0 ? name[..version] : name;
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
