using System.Runtime.InteropServices;
using Dragoman.Store.Turns;

namespace Dragoman.Store.Sqlite;

/// <summary>Sums one batch of turns up by hour and holder, so that a batch costs a few upserts and not one for each turn.</summary>
internal sealed class UsageSums
{
    private readonly Dictionary<UsageKey, UsageSum> _sums = [];

    public IReadOnlyDictionary<UsageKey, UsageSum> Sums => _sums;

    public void Clear() => _sums.Clear();

    public void Add(TurnRecord turn)
    {
        var start = MicroTime.Of(turn.StartedAt);
        var key = new UsageKey(
            start - (start % UsageHours.HourUs),
            turn.Project ?? string.Empty,
            turn.UserId ?? string.Empty,
            turn.TeamId ?? string.Empty,
            turn.CustomerId ?? string.Empty,
            turn.Upstream ?? string.Empty,
            turn.UpstreamModel ?? turn.RequestedModel);
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, key, out _);
        var usage = turn.Usage;
        sum.Turns++;
        sum.Failed += turn.Outcome == TurnOutcome.Completed ? 0 : 1;
        sum.Unpriced += turn.CostNanoUsd is null ? 1 : 0;
        sum.InputTokens += usage.InputTokens;
        sum.CacheReadTokens += usage.CacheReadTokens;
        sum.CacheWriteTokens += usage.CacheWriteTokens;
        sum.OutputTokens += usage.OutputTokens;
        sum.WebSearches += usage.WebSearches;
        sum.CostNanoUsd += turn.CostNanoUsd ?? 0;
    }
}
