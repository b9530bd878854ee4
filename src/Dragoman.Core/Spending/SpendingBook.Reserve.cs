namespace Dragoman.Core.Spending;

/// <summary>Reserving, extending, moving and settling.</summary>
public sealed partial class SpendingBook
{
    /// <summary>Sets money aside on every level, or on none and says why. Allocates nothing in the ordinary course.</summary>
    public SpendingVerdict TryReserve(in SpendingAsk ask)
    {
        lock (_gate)
        {
            var reservation = Rent();
            reservation.NanoUsd = ask.NanoUsd;
            var needsLease = false;
            if (Gather(reservation, ask.Levels.Holder, in ask, ref needsLease) is { } refused
                || Gather(reservation, ask.Levels.Project, in ask, ref needsLease, out refused)
                || GatherUpstream(reservation, ask.Levels.Upstream, in ask, ref needsLease, out refused))
            {
                GiveBack(reservation);
                return refused;
            }

            if (needsLease)
            {
                GiveBack(reservation);
                return new SpendingVerdict { NeedsLease = true };
            }

            Promise(reservation, 0, ask.NanoUsd, ask.NowUs);
            _sessions.Note(ask.Session, ask.NowUs);
            return new SpendingVerdict { Reservation = reservation };
        }
    }

    /// <summary>
    /// A running turn costs more than was set aside: sets more aside where no level stops for it. False where the turn must end now.
    /// </summary>
    /// <param name="reservation">The turn's.</param>
    /// <param name="nanoUsd">What it needs in all.</param>
    /// <param name="nowUs">Now.</param>
    public bool TryExtend(Reservation reservation, long nanoUsd, long nowUs)
    {
        lock (_gate)
        {
            var more = nanoUsd - reservation.NanoUsd;
            if (!reservation.IsOpen || more <= 0)
            {
                return reservation.IsOpen;
            }

            foreach (var slice in reservation.Slices)
            {
                var account = slice.Account;
                if (account.Spent(slice) + account.Reserved(slice) + more > BudgetMarks.Of(account.Budget, nowUs).Hard)
                {
                    return false;
                }
            }

            foreach (var slice in reservation.Slices)
            {
                slice.ReservedNanoUsd += more;
                Watch(slice);
            }

            reservation.NanoUsd = nanoUsd;
            return true;
        }
    }

    /// <summary>Another upstream takes the turn over: its account has the reservation now. On refusal the old one keeps it.</summary>
    public SpendingVerdict TryMove(Reservation reservation, in SpendingAsk ask)
    {
        lock (_gate)
        {
            var probe = Rent();
            var needsLease = false;
            var isRefused = Gather(probe, ask.Levels.Upstream, in ask, ref needsLease, out var refused);
            if (!isRefused && !needsLease)
            {
                for (var i = reservation.UpstreamFrom; i < reservation.Count; i++)
                {
                    Release(reservation.Slices[i], reservation.NanoUsd, 0);
                }

                reservation.CutTo(reservation.UpstreamFrom);
                foreach (var slice in probe.Slices)
                {
                    reservation.Add(slice);
                }

                Promise(reservation, reservation.UpstreamFrom, reservation.NanoUsd, ask.NowUs);
            }

            GiveBack(probe);
            return isRefused ? refused : needsLease ? new SpendingVerdict { NeedsLease = true } : new SpendingVerdict { Reservation = reservation };
        }
    }

    /// <summary>The turn is over: what it cost stands on every level, what was set aside is free again. Zero for one that cost nothing.</summary>
    /// <remarks>It counts in the window in which it was reserved, on every level, whatever the clock says by now.</remarks>
    public void Settle(Reservation reservation, long costNanoUsd)
    {
        lock (_gate)
        {
            if (!reservation.IsOpen)
            {
                return;
            }

            foreach (var slice in reservation.Slices)
            {
                Release(slice, reservation.NanoUsd, Math.Max(costNanoUsd, 0));
            }

            GiveBack(reservation);
        }
    }

    private bool Gather(Reservation reservation, SpendingAccount[] accounts, in SpendingAsk ask, ref bool needsLease, out SpendingVerdict refused)
    {
        var found = Gather(reservation, accounts, in ask, ref needsLease);
        refused = found ?? default;
        return found is not null;
    }

    private bool GatherUpstream(Reservation reservation, SpendingAccount[] accounts, in SpendingAsk ask, ref bool needsLease, out SpendingVerdict refused)
    {
        reservation.UpstreamFrom = reservation.Count;
        return Gather(reservation, accounts, in ask, ref needsLease, out refused);
    }

    // Adds the slices of those accounts that count this turn. Not null where one of them refuses.
    private SpendingVerdict? Gather(Reservation reservation, SpendingAccount[] accounts, in SpendingAsk ask, ref bool needsLease)
    {
        foreach (var account in accounts)
        {
            if (!account.Counts(ask.RequestedModel, ask.Model))
            {
                continue;
            }

            var slice = account.At(ask.NowUs);
            var marks = BudgetMarks.Of(account.Budget, ask.NowUs);
            var spent = account.Spent(slice);
            var used = spent + account.Reserved(slice);
            var state = marks.StateAt(used);
            if (state == BudgetState.Stopped || (state == BudgetState.Grace && !_sessions.RanSince(ask.Session, slice.Window.WindowStartUs)))
            {
                return Refuse(slice, in marks, used, state);
            }

            if (!ask.WithoutLease && !Covers(slice, ask.NowUs))
            {
                if (slice.DeniedUntilUs > ask.NowUs)
                {
                    return Refuse(slice, in marks, used, state) with { IsLentOut = true, ResetUs = slice.DeniedUntilUs };
                }

                // It is about to be used: a lease that comes for it does not lie idle.
                slice.LastUsedUs = ask.NowUs;
                Want(slice);
                needsLease = true;
            }

            NoteWorst(reservation, slice, in marks, spent);
            slice.TypicalNanoUsd = Math.Max(slice.TypicalNanoUsd - (slice.TypicalNanoUsd >> 4), ask.NanoUsd);
            reservation.Add(slice);
        }

        return null;
    }

    private static SpendingVerdict Refuse(SpendingSlice slice, in BudgetMarks marks, long used, BudgetState state) => new()
    {
        Blame = slice.Account,
        State = state,
        UsedNanoUsd = used,
        CapNanoUsd = marks.Cap,
        ResetUs = slice.Window.ResetUs,
    };

    private static void NoteWorst(Reservation reservation, SpendingSlice slice, in BudgetMarks marks, long spent)
    {
        if (slice.Account.Budget.Scope.Kind == Access.PrincipalKind.Upstream)
        {
            // What the upstream's account has left is not the caller's business (H-268).
            return;
        }

        var permille = marks.Cap <= 0 ? 1000 : spent is >= 0 and <= long.MaxValue / 1000 ? spent * 1000 / marks.Cap : (long)((Int128)spent * 1000 / marks.Cap);
        if (reservation.Worst is null || permille > reservation.WorstPermille)
        {
            reservation.Worst = slice.Account;
            reservation.WorstPermille = permille;
            reservation.WorstReset = slice.ResetSeconds;
            reservation.WorstState = marks.StateAt(spent);
        }
    }

    private void Promise(Reservation reservation, int from, long nanoUsd, long nowUs)
    {
        foreach (var slice in reservation.Slices[from..])
        {
            slice.ReservedNanoUsd += nanoUsd;
            slice.OpenReservations++;
            slice.LastUsedUs = nowUs;
            Watch(slice);
        }
    }

    private void Release(SpendingSlice slice, long reserved, long cost)
    {
        slice.ReservedNanoUsd -= reserved;
        slice.OpenReservations--;
        slice.UnsettledNanoUsd += cost;
        Watch(slice);
    }
}
