namespace Dragoman.Store.Audit;

/// <summary>Which entries to list. What is null does not filter.</summary>
public sealed record AuditFilter
{
    /// <summary>Every entry.</summary>
    public static AuditFilter None { get; } = new();

    /// <summary>Of this class.</summary>
    public AuditClass? Class { get; init; }

    /// <summary>By this actor.</summary>
    public string? Actor { get; init; }

    /// <summary>With this action.</summary>
    public string? Action { get; init; }

    /// <summary>To this target.</summary>
    public string? Target { get; init; }

    /// <summary>At this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? Until { get; init; }
}
