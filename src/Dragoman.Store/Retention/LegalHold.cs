namespace Dragoman.Store.Retention;

/// <summary>What must not be deleted while it is in force (G06). What is null does not narrow it.</summary>
public sealed record LegalHold
{
    /// <summary>Holds turn records alone.</summary>
    public const string Turns = "turns";

    /// <summary>Holds the audit log alone.</summary>
    public const string Audit = "audit";

    /// <summary>Its id, e.g. <c>hold_5e1f…</c>.</summary>
    public required string Id { get; init; }

    /// <summary><see cref="Turns"/>, <see cref="Audit"/>, or null for both.</summary>
    public string? Class { get; init; }

    /// <summary>Turns of this session.</summary>
    public string? SessionId { get; init; }

    /// <summary>Turns of this user, and audit entries by them.</summary>
    public string? UserId { get; init; }

    /// <summary>From this time on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Why; a matter's number, not its content.</summary>
    public required string Reason { get; init; }

    /// <summary>Since when; set by the store.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when it is not in force any more; null while it is.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }
}
