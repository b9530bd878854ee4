namespace Dragoman.Testing;

/// <summary>What a strict Anthropic fake allows.</summary>
public sealed record StrictAnthropicOptions
{
    /// <summary>The port, for a fake that takes another one's place; 0 for any.</summary>
    public int Port { get; init; }

    /// <summary>The keys that are accepted; null accepts any.</summary>
    public IReadOnlySet<string>? Keys { get; init; }

    /// <summary>The models listed.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5"];

    /// <summary>Betas that this host does not know, and refuses.</summary>
    public IReadOnlySet<string> LacksBetas { get; init; } = new HashSet<string>();

    /// <summary>Members that this host does not know, and refuses wherever they stand outside of tool schemas and inputs.</summary>
    public IReadOnlySet<string> LacksMembers { get; init; } = new HashSet<string>();

    /// <summary>Signatures that count as minted here, e.g. those of a recorded conversation.</summary>
    public IReadOnlySet<string> KnownSignatures { get; init; } = new HashSet<string>();

    /// <summary>What signs thinking; null for one of its own.</summary>
    public SignatureMint? Mint { get; init; }

    /// <summary>What stands in front of the API and checks address and credential in place of its own rules; null for nothing.</summary>
    public FrontDoor? Door { get; init; }
}
