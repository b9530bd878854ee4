using Dragoman.Core.Spending;

namespace Dragoman.Core.Tests.Spending;

/// <summary>A node: its book, and what stands between that and the store.</summary>
internal sealed class SpendingNode(FakeLedger ledger)
{
    private readonly List<LeaseRequest> _requests = [];
    private readonly List<SpendingDelta> _deltas = [];

    public SpendingBook Book { get; } = new();

    public bool StoreIsDown { get; set; }

    /// <summary>How often a turn had to wait for the store.</summary>
    public int Waits { get; private set; }

    public SpendingVerdict Reserve(SpendingLevels levels, long nanoUsd, long nowUs, ulong session = 0, string model = "m")
    {
        var verdict = Try(levels, nanoUsd, nowUs, session, model);
        if (verdict.NeedsLease)
        {
            Waits++;
            Refill(nowUs);
            verdict = Try(levels, nanoUsd, nowUs, session, model);
        }

        verdict.NeedsLease.ShouldBe(StoreIsDown && verdict.NeedsLease);
        return verdict;
    }

    public SpendingVerdict Try(SpendingLevels levels, long nanoUsd, long nowUs, ulong session = 0, string model = "m") => Book.TryReserve(new SpendingAsk
    {
        Levels = levels,
        RequestedModel = model,
        Model = model,
        NanoUsd = nanoUsd,
        Session = session,
        NowUs = nowUs,
    });

    public void Refill(long nowUs)
    {
        _requests.Clear();
        Book.CollectRequests(nowUs, _requests);
        foreach (var request in _requests)
        {
            if (!StoreIsDown)
            {
                Book.Apply(ledger.Lease(this, in request, nowUs), nowUs);
            }
        }
    }

    public void Flush(long nowUs, bool everything = false)
    {
        _deltas.Clear();
        Book.CollectDeltas(nowUs, everything, _deltas);
        if (StoreIsDown)
        {
            Book.Restore(_deltas);
            return;
        }

        foreach (var delta in _deltas)
        {
            ledger.Settle(this, in delta, nowUs);
        }

        Book.Confirm(_deltas);
    }
}
