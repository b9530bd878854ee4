namespace Dragoman.Core.Access;

/// <summary>A key that the gateway gave out (F01). The secret itself is shown once and is nowhere kept.</summary>
public sealed record VirtualKey
{
    /// <summary>Its id, e.g. <c>key_7c21…</c>; stands in records in place of the secret.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The secret's first characters, to tell keys apart by eye, e.g. <c>dgm_4fK2</c>.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the secret's UTF-8 bytes. The secret is 32 random bytes, so that no salt or slow hash is needed.</summary>
    public required ReadOnlyMemory<byte> Hash { get; init; }

    /// <summary>The user or team it belongs to; the organisation for the bootstrap key.</summary>
    public required PrincipalId Owner { get; init; }

    /// <summary>The project that its turns count for where they name no other.</summary>
    public string? Project { get; init; }

    /// <summary>What it may use; null where nothing is said.</summary>
    public AccessScopes? Scopes { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends by itself: its expiry, or the end of the overlap after a rotation. Null where it does not.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Since when it is disabled; null while it is not.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>The key that takes this one's place; null while it was not rotated. Both share one account of money and limits.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>Counts the changes, for conditional requests (ETag).</summary>
    public long Version { get; init; } = 1;
}
