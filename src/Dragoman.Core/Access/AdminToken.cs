namespace Dragoman.Core.Access;

/// <summary>A credential for the admin API, beside the bootstrap secret. The secret itself is shown once and is nowhere kept.</summary>
public sealed record AdminToken
{
    /// <summary>Its id, e.g. <c>tok_51d0…</c>; stands in the audit log in place of the secret.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do.</summary>
    public required AdminRole Role { get; init; }

    /// <summary>The user whose things a developer's token shows; null for the other roles.</summary>
    public string? UserId { get; init; }

    /// <summary>The secret's first characters, to tell tokens apart by eye.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the secret's UTF-8 bytes.</summary>
    public required ReadOnlyMemory<byte> Hash { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends by itself; null where it does not.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Since when it is revoked; null while it is not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Counts the changes, for conditional requests (ETag).</summary>
    public long Version { get; init; } = 1;
}
