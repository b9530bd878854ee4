namespace Dragoman.Core.Spending;

/// <summary>What became of a turn's wish to spend.</summary>
public readonly record struct SpendingVerdict
{
    /// <summary>The money that is set aside; null where none is.</summary>
    public Reservation? Reservation { get; init; }

    /// <summary>True where the store must be asked before this can be decided.</summary>
    public bool NeedsLease { get; init; }

    /// <summary>The account that stands in the way; null where none does.</summary>
    public SpendingAccount? Blame { get; init; }

    /// <summary>Whether the cap itself is reached, or other nodes hold what is left of it.</summary>
    public bool IsLentOut { get; init; }

    /// <summary>How the blamed budget stands.</summary>
    public BudgetState State { get; init; }

    /// <summary>What the blamed budget has spent and promised, nano-dollars.</summary>
    public long UsedNanoUsd { get; init; }

    /// <summary>Its cap, increases included, nano-dollars.</summary>
    public long CapNanoUsd { get; init; }

    /// <summary>When it may have something again, microseconds since 1970-01-01 UTC.</summary>
    public long ResetUs { get; init; }
}
