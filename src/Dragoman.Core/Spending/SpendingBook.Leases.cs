namespace Dragoman.Core.Spending;

/// <summary>Towards the store: which leases run low, what was spent, what came of it.</summary>
public sealed partial class SpendingBook
{
    // A lease is a twentieth of the cap: what a node that dies takes with it is little, and the next one lasts for a while.
    private const int LeaseShare = 20;
    private const int LeaseTurns = 8;
    private const long DeniedForUs = 1_000_000;
    private const long IdleAfterUs = 30_000_000;
    private const long RenewBeforeUs = 20_000_000;

    private readonly Queue<SpendingSlice> _queued = new();

    /// <summary>True while some turn or lease waits for the store. Read without a lock: a hint for whoever asks the store.</summary>
    public bool HasUrgentRequests { get; private set; }

    /// <summary>
    /// What to ask the store for: leases that ran out or run low, and those whose time is up. Adds to <paramref name="requests"/>.
    /// </summary>
    public void CollectRequests(long nowUs, List<LeaseRequest> requests)
    {
        lock (_gate)
        {
            HasUrgentRequests = false;
            foreach (var account in _accounts.Values)
            {
                foreach (var slice in account.Slices)
                {
                    var hasTurns = slice.OpenReservations > 0 || nowUs - slice.LastUsedUs < IdleAfterUs || slice.IsQueued;
                    var isRunning = nowUs < slice.Window.SliceEndUs;
                    var isLow = isRunning && hasTurns && slice.Uncovered < LeaseOf(slice, nowUs) / 2;
                    var isEnding = hasTurns && slice.LeaseNanoUsd > 0 && slice.LeaseEndsUs - nowUs < RenewBeforeUs;
                    if (isLow || isEnding)
                    {
                        requests.Add(new(
                            slice.Bucket,
                            slice.Window.WindowStartUs,
                            BudgetMarks.Of(account.Budget, nowUs).Hard,
                            isLow ? Math.Max(0, LeaseOf(slice, nowUs) - slice.Uncovered) : 0));
                    }
                }
            }

            while (_queued.TryDequeue(out var slice))
            {
                slice.IsQueued = false;
            }
        }
    }

    /// <summary>What the store granted.</summary>
    public void Apply(in LeaseGrant grant, long nowUs)
    {
        lock (_gate)
        {
            if (Find(grant.Bucket) is not { } slice)
            {
                return;
            }

            slice.LeaseNanoUsd += grant.GrantedNanoUsd;
            slice.StoredNanoUsd = grant.SpentNanoUsd;
            slice.LeaseEndsUs = Moment.Us(grant.ExpiresAt);
            slice.DeniedUntilUs = slice.Uncovered > 0 ? 0 : nowUs + DeniedForUs;
        }
    }

    /// <summary>
    /// What was spent since the last time, and what is given back: all of a window that is over, and what lies idle. Whoever takes it must
    /// say <see cref="Confirm"/> or <see cref="Restore"/>.
    /// </summary>
    /// <param name="nowUs">Now.</param>
    /// <param name="everything">True where the node stops: all that is free is given back.</param>
    /// <param name="deltas">Where they are added.</param>
    public void CollectDeltas(long nowUs, bool everything, List<SpendingDelta> deltas)
    {
        lock (_gate)
        {
            foreach (var account in _accounts.Values)
            {
                for (var i = account.Slices.Count - 1; i >= 0; i--)
                {
                    var slice = account.Slices[i];
                    Expire(slice, nowUs);
                    var isOver = nowUs >= slice.Window.SliceEndUs;
                    var isIdle = slice.OpenReservations == 0 && nowUs - slice.LastUsedUs >= IdleAfterUs;
                    var returned = (isOver && slice.OpenReservations == 0) || isIdle || everything ? Math.Max(0, slice.Uncovered) : 0;
                    if (slice.UnsettledNanoUsd != 0 || returned != 0)
                    {
                        deltas.Add(new(slice.Bucket, slice.UnsettledNanoUsd, returned));
                        slice.InFlightNanoUsd += slice.UnsettledNanoUsd;
                        slice.UnsettledNanoUsd = 0;
                        slice.LeaseNanoUsd -= returned;
                    }
                    else if (isOver && slice.IsAtRest && slice.LeaseNanoUsd <= 0)
                    {
                        account.Forget(slice);
                    }
                }
            }
        }
    }

    /// <summary>The store has these.</summary>
    public void Confirm(List<SpendingDelta> deltas)
    {
        lock (_gate)
        {
            foreach (var delta in deltas)
            {
                if (Find(delta.Bucket) is not { } slice)
                {
                    continue;
                }

                slice.InFlightNanoUsd -= delta.SpentNanoUsd;
                slice.LeaseNanoUsd = Math.Max(0, slice.LeaseNanoUsd - delta.SpentNanoUsd);
                foreach (var later in slice.Account.Slices)
                {
                    later.StoredNanoUsd += SpendingAccount.Counts(later, slice) ? delta.SpentNanoUsd : 0;
                }
            }
        }
    }

    /// <summary>The store does not have these: they are to be told again.</summary>
    public void Restore(List<SpendingDelta> deltas)
    {
        lock (_gate)
        {
            foreach (var delta in deltas)
            {
                if (Find(delta.Bucket) is { } slice)
                {
                    slice.InFlightNanoUsd -= delta.SpentNanoUsd;
                    slice.UnsettledNanoUsd += delta.SpentNanoUsd;
                    slice.LeaseNanoUsd += delta.ReturnedNanoUsd;
                }
            }
        }
    }

    private bool Covers(SpendingSlice slice, long nowUs)
    {
        Expire(slice, nowUs);
        return slice.Uncovered > 0;
    }

    // The store takes a lease back that nobody renewed. What was promised out of it is still spent, and told when it is.
    private static void Expire(SpendingSlice slice, long nowUs)
    {
        if (slice.LeaseNanoUsd > 0 && nowUs >= slice.LeaseEndsUs)
        {
            slice.LeaseNanoUsd = 0;
        }
    }

    private static long LeaseOf(SpendingSlice slice, long nowUs) =>
        Math.Max(1, Math.Max(BudgetMarks.Of(slice.Account.Budget, nowUs).Hard / LeaseShare, slice.TypicalNanoUsd * LeaseTurns));

    private void Watch(SpendingSlice slice)
    {
        if (slice.Uncovered < slice.TypicalNanoUsd * (LeaseTurns / 2))
        {
            Want(slice);
        }
    }

    private void Want(SpendingSlice slice)
    {
        HasUrgentRequests = true;
        if (!slice.IsQueued)
        {
            slice.IsQueued = true;
            _queued.Enqueue(slice);
        }
    }

    private SpendingSlice? Find(in SpendingBucket bucket)
    {
        if (_accounts.TryGetValue(bucket.BudgetId, out var account))
        {
            foreach (var slice in account.Slices)
            {
                if (slice.Window.SliceStartUs == bucket.StartUs)
                {
                    return slice;
                }
            }
        }

        return null;
    }
}
