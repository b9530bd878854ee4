namespace Dragoman.Core.Configuration;

/// <summary>How long what is kept (G06). What is null is kept for ever: nothing is deleted that nobody asked to have deleted.</summary>
public sealed record RetentionConfig
{
    /// <summary>Slices of budgets must outlive the longest window, a year, with room for the longest month.</summary>
    public static readonly TimeSpan LeastSpending = TimeSpan.FromDays(400);

    /// <summary>Turn records.</summary>
    public TimeSpan? Turns { get; init; }

    /// <summary>Sums of turns by hour.</summary>
    public TimeSpan? Usage { get; init; }

    /// <summary>What budgets count; at least <see cref="LeastSpending"/>.</summary>
    public TimeSpan? Spending { get; init; }

    /// <summary>Audit entries of what administrators did.</summary>
    public TimeSpan? Admin { get; init; }

    /// <summary>Audit entries of changes of policy.</summary>
    public TimeSpan? Policy { get; init; }

    /// <summary>Audit entries of refused requests.</summary>
    public TimeSpan? Refusal { get; init; }

    /// <summary>Audit entries of those who signed in, or tried to.</summary>
    public TimeSpan? SignIn { get; init; }

    /// <summary>Audit entries of the gateway itself.</summary>
    public TimeSpan? System { get; init; }
}
