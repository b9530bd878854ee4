namespace Dragoman.Store.Audit;

/// <summary>Who did what. No content of turns, no secret.</summary>
/// <remarks>Texts are cut at 1,024 characters, <see cref="Detail"/> at 16,384.</remarks>
public sealed record AuditEntry
{
    /// <summary>What it is about.</summary>
    public required AuditClass Class { get; init; }

    /// <summary>What was done, e.g. <c>key.create</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Who did it: the id of a key or user, or <c>gateway</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>To what, e.g. <c>key key_7c21</c>.</summary>
    public string? Target { get; init; }

    /// <summary>How it ended, e.g. <c>done</c>, <c>refused</c>.</summary>
    public string? Outcome { get; init; }

    /// <summary>The address that the request came from.</summary>
    public string? Address { get; init; }

    /// <summary>The request's or turn's id.</summary>
    public string? RequestId { get; init; }

    /// <summary>What changed, as JSON.</summary>
    public string? Detail { get; init; }

    /// <summary>When it happened; null for the moment at which the store takes it, by the store's clock.</summary>
    public DateTimeOffset? At { get; init; }
}
