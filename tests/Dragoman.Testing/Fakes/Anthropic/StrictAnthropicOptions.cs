namespace Dragoman.Testing;

/// <summary>What a strict Anthropic fake allows.</summary>
public sealed record StrictAnthropicOptions
{
    /// <summary>The keys that are accepted; null accepts any.</summary>
    public IReadOnlySet<string>? Keys { get; init; }

    /// <summary>The models listed.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5"];

    /// <summary>Signatures that count as minted here, e.g. those of a recorded conversation.</summary>
    public IReadOnlySet<string> KnownSignatures { get; init; } = new HashSet<string>();
}
