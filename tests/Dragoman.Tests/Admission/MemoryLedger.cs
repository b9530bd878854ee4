using System.Collections.Concurrent;
using Dragoman.Core.Spending;
using Dragoman.DataPlane.Admission;

namespace Dragoman.Tests.Admission;

/// <summary>A ledger in memory, of one node. It can be down.</summary>
internal sealed class MemoryLedger : ILedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SpendingBucket, long> _spent = [];
    private readonly Dictionary<SpendingBucket, long> _leased = [];

    public bool IsDown { get; set; }

    public ConcurrentQueue<SpendingDelta> Deltas { get; } = [];

    public long Spent
    {
        get
        {
            lock (_gate)
            {
                return _spent.Values.Sum();
            }
        }
    }

    public Task<IReadOnlyList<LeaseGrant>> LeaseAsync(IReadOnlyList<LeaseRequest> requests, CancellationToken cancellation)
    {
        ThrowIfDown();
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<LeaseGrant>>([.. requests.Select(Lease)]);
        }
    }

    public Task SettleAsync(IReadOnlyList<SpendingDelta> deltas, CancellationToken cancellation)
    {
        ThrowIfDown();
        lock (_gate)
        {
            foreach (var delta in deltas)
            {
                Deltas.Enqueue(delta);
                _spent[delta.Bucket] = _spent.GetValueOrDefault(delta.Bucket) + delta.SpentNanoUsd;
                _leased[delta.Bucket] = Math.Max(0, _leased.GetValueOrDefault(delta.Bucket) - delta.SpentNanoUsd - delta.ReturnedNanoUsd);
            }
        }

        return Task.CompletedTask;
    }

    private LeaseGrant Lease(LeaseRequest request)
    {
        var (spent, leased) = (_spent.GetValueOrDefault(request.Bucket), _leased.GetValueOrDefault(request.Bucket));
        var granted = Math.Clamp(request.HardNanoUsd - spent - leased, 0, request.WantNanoUsd);
        _leased[request.Bucket] = leased + granted;
        return new(request.Bucket, granted, spent, leased + granted, DateTimeOffset.MaxValue.AddYears(-7000));
    }

    private void ThrowIfDown()
    {
        if (IsDown)
        {
            throw new IOException("The ledger is down.");
        }
    }
}
