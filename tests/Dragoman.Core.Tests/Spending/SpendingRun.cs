using Dragoman.Core.Access;
using Dragoman.Core.Spending;

namespace Dragoman.Core.Tests.Spending;

/// <summary>One run of the nodes beside a plain account of what they should hold.</summary>
internal sealed class SpendingRun
{
    private const long Minute = 60_000_000;

    // A day in a zone that changes its clock tonight, a rolling hour, a month that ends in a leap day.
    private static readonly Budget[] Terms =
    [
        new() { Id = "day", Scope = new(PrincipalKind.User, "u"), LimitNanoUsd = 5_000, Period = BudgetPeriod.Day, TimeZone = "Europe/Berlin" },
        new() { Id = "hour", Scope = new(PrincipalKind.Team, "t"), LimitNanoUsd = 9_000, Period = BudgetPeriod.Hour, Rolling = true },
        new() { Id = "month", Scope = PrincipalId.Organisation, LimitNanoUsd = 40_000, Period = BudgetPeriod.Month, HardPermille = 1000 },
    ];

    private readonly FakeLedger _ledger = new();
    private readonly SpendingNode[] _nodes;
    private readonly List<Open> _open = [];
    private readonly Dictionary<(string Budget, long Slice), long> _settled = [];
    private readonly Dictionary<string, long> _lost = new(StringComparer.Ordinal);
    private long _now = Moments.At("2028-02-29T22:40:00Z");
    private bool _hasCrashed;

    public SpendingRun() => _nodes = [new(_ledger), new(_ledger)];

    public void Step(int kind, int amount)
    {
        var node = amount & 1;
        switch (kind)
        {
            case <= 5:
                Reserve(node, amount);
                break;
            case <= 8 when _open.Count > 0:
                Settle(_open[amount % _open.Count], amount / 2);
                break;
            case 9 when _open.Count > 0:
                Settle(_open[amount % _open.Count], 0);
                break;
            case 10:
                _nodes[node].Flush(_now);
                break;
            case 11:
                _nodes[node].Refill(_now);
                break;
            case 12 when amount > 330:
                Crash(node);
                break;
            case 13:
                _now += amount * (Minute / 20);
                break;
            case 14 when amount > 300:
                _now += amount * Minute;
                break;
            case 15:
                _nodes[node].StoreIsDown = amount > 300;
                break;
        }
    }

    public void Check()
    {
        foreach (var terms in Terms)
        {
            var told = _ledger.Spent(terms.Id);
            var waiting = _nodes.Sum(node => node.Book.Account(terms).Slices.Sum(slice => slice.UnsettledNanoUsd + slice.InFlightNanoUsd));
            (told + waiting).ShouldBe(_settled.Where(entry => entry.Key.Budget == terms.Id).Sum(entry => entry.Value) - _lost.GetValueOrDefault(terms.Id));
            foreach (var node in _nodes)
            {
                node.Book.Account(terms).Slices.Sum(slice => slice.ReservedNanoUsd)
                    .ShouldBe(_open.Where(open => open.Node == node).Sum(open => open.Reservation.NanoUsd));
                foreach (var slice in node.Book.Account(terms).Slices)
                {
                    slice.ReservedNanoUsd.ShouldBeGreaterThanOrEqualTo(0);
                    slice.UnsettledNanoUsd.ShouldBeGreaterThanOrEqualTo(0);
                    slice.LeaseNanoUsd.ShouldBeGreaterThanOrEqualTo(0);
                }
            }

            NoWindowIsOverspent(terms);
        }
    }

    public void End()
    {
        foreach (var open in _open.ToArray())
        {
            Settle(open, 0);
        }

        foreach (var node in _nodes)
        {
            node.StoreIsDown = false;
            node.Flush(_now, everything: true);
            node.Flush(_now, everything: true);
        }

        Check();
        foreach (var terms in Terms)
        {
            _nodes.Sum(node => node.Book.Account(terms).Slices.Sum(slice => slice.LeaseNanoUsd)).ShouldBe(0);
        }
    }

    // Each node may pass the hard mark by one reservation, in a rolling window by what its slices let pass one after the other.
    private void NoWindowIsOverspent(Budget terms)
    {
        if (terms.Rolling || _hasCrashed)
        {
            return;
        }

        var hard = BudgetMarks.Of(terms, _now).Hard;
        foreach (var window in _settled.Where(entry => entry.Key.Budget == terms.Id))
        {
            window.Value.ShouldBeLessThanOrEqualTo(hard + (2 * 400));
        }
    }

    private void Reserve(int index, int amount)
    {
        var node = _nodes[index];
        var levels = new SpendingLevels([node.Book.Account(Terms[0]), node.Book.Account(Terms[1])], [], [node.Book.Account(Terms[2])]);
        if (node.Reserve(levels, amount, _now, session: (ulong)(amount % 5)).Reservation is { } reservation)
        {
            _open.Add(new(node, reservation, [.. Terms.Select(terms => (terms.Id, node.Book.Account(terms).At(_now).Window.SliceStartUs))]));
        }
    }

    private void Settle(Open open, long cost)
    {
        // Never more than was set aside, so that the bound on windows can be told.
        cost = Math.Min(cost, open.Reservation.NanoUsd);
        open.Node.Book.Settle(open.Reservation, cost);
        _open.Remove(open);
        foreach (var slice in open.Slices)
        {
            _settled[slice] = _settled.GetValueOrDefault(slice) + cost;
        }
    }

    // What it had not told is gone with it; so are its turns. Its leases stay out until their time is up.
    private void Crash(int index)
    {
        var node = _nodes[index];
        foreach (var terms in Terms)
        {
            _lost[terms.Id] = _lost.GetValueOrDefault(terms.Id) + node.Book.Account(terms).Slices.Sum(slice => slice.UnsettledNanoUsd + slice.InFlightNanoUsd);
        }

        _open.RemoveAll(open => open.Node == node);
        _nodes[index] = new(_ledger);
        _hasCrashed = true;
    }

    private sealed record Open(SpendingNode Node, Reservation Reservation, (string Budget, long Slice)[] Slices);
}
