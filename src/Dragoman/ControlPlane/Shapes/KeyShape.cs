using Dragoman.Core.Access;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>A virtual key. Its secret is in no answer but the one that made it.</summary>
internal sealed record KeyShape
{
    /// <summary>Its id, which stands in records.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The secret's first characters, to tell keys apart by eye.</summary>
    public required string Prefix { get; init; }

    /// <summary>The secret, in the answer that made the key and never again.</summary>
    public string? Secret { get; init; }

    /// <summary>The user or team it belongs to.</summary>
    public required HolderShape Owner { get; init; }

    /// <summary>The project that its turns count for where they name no other.</summary>
    public string? Project { get; init; }

    /// <summary>What it may use; null where nothing is said.</summary>
    public AccessScopes? Scopes { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Since when it is disabled.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>The key that takes its place after a rotation.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>Counts the changes; the ETag is this number in quotes.</summary>
    public required long Version { get; init; }

    /// <summary>The shape, with the secret in the one answer that may show it.</summary>
    public static KeyShape Of(VirtualKey key, string? secret = null) => new()
    {
        Id = key.Id,
        Name = key.Name,
        Prefix = key.Prefix,
        Secret = secret,
        Owner = HolderShape.Of(key.Owner),
        Project = key.Project,
        Scopes = key.Scopes,
        CreatedAt = key.CreatedAt,
        ExpiresAt = key.ExpiresAt,
        DisabledAt = key.DisabledAt,
        ReplacedBy = key.ReplacedBy,
        Version = key.Version,
    };
}
