namespace Dragoman.Testing;

/// <summary>What a strict Converse fake allows.</summary>
public sealed record StrictConverseOptions
{
    /// <summary>The bearer tokens that are accepted; null accepts any.</summary>
    public IReadOnlySet<string>? Keys { get; init; }

    /// <summary>Checks signatures where a request has one; null refuses signed requests.</summary>
    public SigV4Verifier? Signatures { get; init; }

    /// <summary>Signatures and encrypted reasoning that count as minted here.</summary>
    public IReadOnlySet<string> KnownSignatures { get; init; } = new HashSet<string>();
}
