using Dragoman.Core.Spending;

namespace Dragoman.Core.Tests.Spending;

/// <summary>What a store keeps of leases and spending, for any number of books; it refuses what no store would take.</summary>
internal sealed class FakeLedger
{
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(60);

    private readonly Dictionary<SpendingBucket, long> _spent = [];
    private readonly Dictionary<(SpendingBucket Bucket, object Node), (long Left, long EndsUs)> _leases = [];

    public long Spent(string budget) => _spent.Where(entry => entry.Key.BudgetId == budget).Sum(entry => entry.Value);

    public long Leased(string budget, long nowUs) =>
        _leases.Where(entry => entry.Key.Bucket.BudgetId == budget && entry.Value.EndsUs > nowUs).Sum(entry => entry.Value.Left);

    public LeaseGrant Lease(object node, in LeaseRequest request, long nowUs)
    {
        request.WantNanoUsd.ShouldBeGreaterThanOrEqualTo(0);
        var from = request.WindowStartUs;
        var budget = request.Bucket.BudgetId;
        var spent = _spent.Where(entry => entry.Key.BudgetId == budget && entry.Key.StartUs >= from).Sum(entry => entry.Value);
        var leased = _leases.Where(entry => entry.Key.Bucket.BudgetId == budget && entry.Key.Bucket.StartUs >= from && entry.Value.EndsUs > nowUs)
            .Sum(entry => entry.Value.Left);
        var granted = Math.Clamp(request.HardNanoUsd - spent - leased, 0, request.WantNanoUsd);
        var key = (request.Bucket, node);
        var held = _leases.TryGetValue(key, out var lease) && lease.EndsUs > nowUs ? lease.Left : 0;
        var ends = nowUs + (long)LeaseTime.TotalMicroseconds;
        _leases[key] = (held + granted, ends);
        return new(request.Bucket, granted, spent, leased + granted, Moment.At(ends));
    }

    public void Settle(object node, in SpendingDelta delta, long nowUs)
    {
        delta.SpentNanoUsd.ShouldBeGreaterThanOrEqualTo(0);
        delta.ReturnedNanoUsd.ShouldBeGreaterThanOrEqualTo(0);
        _spent[delta.Bucket] = _spent.GetValueOrDefault(delta.Bucket) + delta.SpentNanoUsd;
        var key = (delta.Bucket, node);
        if (_leases.TryGetValue(key, out var lease) && lease.EndsUs > nowUs)
        {
            _leases[key] = (Math.Max(0, lease.Left - delta.SpentNanoUsd - delta.ReturnedNanoUsd), lease.EndsUs);
        }
    }
}
