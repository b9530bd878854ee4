using System.Globalization;

namespace Dragoman.Core.Spending;

/// <summary>One slice of one account on this node. Everything in it is touched only under the book's lock.</summary>
internal sealed class SpendingSlice(SpendingAccount account, BudgetWindow window)
{
    public SpendingAccount Account { get; } = account;

    public BudgetWindow Window { get; } = window;

    public SpendingBucket Bucket => new(Account.Budget.Id, Window.SliceStartUs);

    /// <summary>What the store said that all nodes have settled in the window, with what was settled from here since.</summary>
    public long StoredNanoUsd { get; set; }

    /// <summary>What this node holds of the cap and has not settled.</summary>
    public long LeaseNanoUsd { get; set; }

    public long LeaseEndsUs { get; set; }

    /// <summary>Until then the store's word holds that nothing is left.</summary>
    public long DeniedUntilUs { get; set; }

    public long ReservedNanoUsd { get; set; }

    public long UnsettledNanoUsd { get; set; }

    /// <summary>Handed out to be settled; not yet known to have arrived.</summary>
    public long InFlightNanoUsd { get; set; }

    public int OpenReservations { get; set; }

    public long LastUsedUs { get; set; }

    /// <summary>Typical reservation here, by which leases are measured.</summary>
    public long TypicalNanoUsd { get; set; }

    public bool IsQueued { get; set; }

    /// <summary>What of the lease is neither promised nor spent.</summary>
    public long Uncovered => LeaseNanoUsd - ReservedNanoUsd - UnsettledNanoUsd - InFlightNanoUsd;

    public bool IsAtRest => OpenReservations == 0 && UnsettledNanoUsd == 0 && InFlightNanoUsd == 0;

    /// <summary><see cref="BudgetWindow.ResetUs"/> in seconds, as headers have it; made once.</summary>
    public string ResetSeconds => field ??= ((Window.ResetUs + 999_999) / 1_000_000).ToString(CultureInfo.InvariantCulture);
}
