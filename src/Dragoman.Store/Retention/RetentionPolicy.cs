using Dragoman.Store.Audit;

namespace Dragoman.Store.Retention;

/// <summary>How long what is kept (G06). What is null or not named is kept for ever.</summary>
public sealed record RetentionPolicy
{
    /// <summary>Turn records.</summary>
    public TimeSpan? Turns { get; init; }

    /// <summary>Sums by hour, which outlive the turns that they are made of.</summary>
    public TimeSpan? Usage { get; init; }

    /// <summary>Spending by budget and slice.</summary>
    public TimeSpan? Spending { get; init; }

    /// <summary>The content of audit entries by class. <see cref="AuditClass.Retention"/> is kept whatever stands here.</summary>
    public IReadOnlyDictionary<AuditClass, TimeSpan> Audit { get; init; } = new Dictionary<AuditClass, TimeSpan>();
}
