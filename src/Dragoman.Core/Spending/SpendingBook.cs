namespace Dragoman.Core.Spending;

/// <summary>
/// The money of one node: what running turns have set aside, what was spent and not told yet, and the leases that it all comes out of
/// (F03–F06, N04). Thread-safe; it does no I/O and knows no clock.
/// </summary>
/// <remarks>
/// <para>The invariant, for each budget and slice: what was granted and not returned is what is free, reserved, unsettled and in flight.
/// Everything changes under one lock, a few dozen nanoseconds at a time: so all levels get their reservation, or none does.</para>
/// <para>A turn is admitted while something is left, so a cap is overspent by one reservation at most, and never refused because what
/// is left is less than a guess. Above the cap, up to the hard mark, only sessions go on that ran already in the window (F05).</para>
/// <para>One node and many work alike: money is spent from leases, and <see cref="CollectRequests"/> says early which run low.</para>
/// </remarks>
public sealed partial class SpendingBook
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SpendingAccount> _accounts = new(StringComparer.Ordinal);
    private readonly RunningSessions _sessions = new();
    private readonly Stack<Reservation> _spare = new();

    /// <summary>The account of a budget, made where there is none; the terms given now are in force from now on.</summary>
    public SpendingAccount Account(Budget budget)
    {
        lock (_gate)
        {
            if (_accounts.TryGetValue(budget.Id, out var account))
            {
                if (account.Budget != budget)
                {
                    account.Change(budget);
                }

                return account;
            }

            return _accounts[budget.Id] = new SpendingAccount(budget, _gate);
        }
    }

    /// <summary>How a budget stands on this node. For people and tests; turns do not ask.</summary>
    public SpendingStanding StandingOf(SpendingAccount account, long nowUs)
    {
        lock (_gate)
        {
            var slice = account.At(nowUs);
            var marks = BudgetMarks.Of(account.Budget, nowUs);
            var (spent, reserved) = (account.Spent(slice), account.Reserved(slice));
            return new(spent, reserved, marks.Cap, marks.StateAt(spent), slice.Window.ResetUs);
        }
    }

    private Reservation Rent()
    {
        var reservation = _spare.Count > 0 ? _spare.Pop() : new Reservation();
        reservation.IsOpen = true;
        return reservation;
    }

    private void GiveBack(Reservation reservation)
    {
        reservation.IsOpen = false;
        reservation.Clear();
        if (_spare.Count < 4096)
        {
            _spare.Push(reservation);
        }
    }
}
