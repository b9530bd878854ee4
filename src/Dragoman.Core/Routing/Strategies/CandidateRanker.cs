using Dragoman.Core.Routing.Health;
using Dragoman.Core.Routing.Sessions;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Routing.Strategies;

/// <summary>
/// Puts a route's targets in order for one turn: those that can serve it, by strategy, then by health, the session's own first. What
/// cannot serve the turn is not in the order at all, whatever fails (D14). Allocates nothing.
/// </summary>
public sealed class CandidateRanker(HealthBook health)
{
    // What is assumed of an answer when targets are compared by cost.
    private const int TypicalOutput = 500;

    // One in twenty turns asks a target whose latency nobody knows yet, or knows no more.
    private const ulong ExploreOneIn = 20;

    /// <summary>The order of a route that has a target for the turn.</summary>
    public CandidateOrder Rank(Route route, in TurnFacts facts, in OrderContext context)
    {
        ArgumentNullException.ThrowIfNull(route);
        var order = default(CandidateOrder);
        if (route.Targets.Count == 1)
        {
            order.Add(0);
            return order;
        }

        var primaries = AddFits(route, in facts, ref order);
        if (primaries > 1 && route.Strategy != RouteStrategy.Priority)
        {
            Arrange(route, order.Span[..primaries], in facts, in context);
            order.Reason = OrderReason.Strategy;
        }

        if (route.Canary is { } canary && SessionHash.Permille(context.Session, route.Name, context.Chance) < canary.Permille)
        {
            Promote(ref order, canary.Target, OrderReason.Canary);
        }

        ByHealth(route, ref order, context.NowMs);
        if (context.Pinned >= 0)
        {
            Pin(route, ref order, in context);
        }

        return order;
    }

    // Strict fits, then those that lose what may be lost; the degraded ones behind them, the same way. Gives the number of the strict.
    private static int AddFits(Route route, in TurnFacts facts, ref CandidateOrder order)
    {
        var strict = 0;
        var (from, to) = (0, route.PrimaryCount);
        for (var round = 0; round < 2; round++)
        {
            for (var i = from; i < to; i++)
            {
                if (!IsCanary(route, i) && TargetFit.Misfit(route.Targets[i], route, in facts, strict: true) is null)
                {
                    order.Add(i);
                }
            }

            strict = round == 0 ? order.Count : strict;
            for (var i = from; i < to; i++)
            {
                if (!IsCanary(route, i)
                    && TargetFit.Misfit(route.Targets[i], route, in facts, strict: true) is not null
                    && TargetFit.Misfit(route.Targets[i], route, in facts, strict: false) is null)
                {
                    order.Add(i);
                }
            }

            (from, to) = (to, route.Targets.Count);
        }

        if (route.Canary is { } canary && TargetFit.Misfit(route.Targets[canary.Target], route, in facts, strict: true) is null)
        {
            order.Add(canary.Target);
        }

        return strict == 0 ? Math.Min(order.Count, 1) : strict;
    }

    private static bool IsCanary(Route route, int target) => route.Canary is { } canary && canary.Target == target;

    private void Arrange(Route route, Span<byte> targets, in TurnFacts facts, in OrderContext context)
    {
        Span<double> scores = stackalloc double[CandidateOrder.Capacity];
        scores = scores[..targets.Length];
        var chance = context.Chance;
        var turn = route.Strategy == RouteStrategy.RoundRobin ? health.Next(route.Name) % targets.Length : 0;
        var explore = chance % ExploreOneIn == 0;
        for (var i = 0; i < targets.Length; i++)
        {
            var target = route.Targets[targets[i]];
            var weight = route.Weight(targets[i]);
            scores[i] = route.Strategy switch
            {
                RouteStrategy.Weighted => -Chances.Exponential(ref chance, weight),
                RouteStrategy.RoundRobin => -((i - turn + targets.Length) % targets.Length),
                RouteStrategy.LeastBusy => -(health.Of(target).InFlight + 1) / weight,
                RouteStrategy.Latency => -Known(health.Of(target).LatencyMs, explore),
                RouteStrategy.LatencyP95 => -Known(health.Of(target).LatencyP95Ms, explore),
                RouteStrategy.Cost => -ExpectedCost(target, in facts, in context),
                RouteStrategy.Headroom => health.Of(target).Limits.ShareLeft(facts.InputTokens, context.NowMs),
                RouteStrategy.Hash => -SessionHash.Exponential(context.Session, target.Name, context.Chance, weight),
                _ => -i,
            };
        }

        SortDown(scores, targets);
    }

    // A session is not over with this turn: what is cheap while cold may be dear once a cache would have been warm. Without a session
    // there is nothing to come.
    private static double ExpectedCost(RouteTarget target, in TurnFacts facts, in OrderContext context)
    {
        if (context.Session.Length == 0)
        {
            return target.Price.Cost(new Usage { InputTokens = facts.InputTokens, OutputTokens = TypicalOutput });
        }

        var isWarm = context.Pin is { } pin && ReferenceEquals(pin.Target, target) && MoveCheck.IsWarm(pin, context.NowMs);
        return SessionCost.Of(facts.InputTokens, context.Pin).At(target.Price, !isWarm);
    }

    // An unknown target comes first when it is its turn to be tried out, else last.
    private static double Known(double latency, bool explore) => double.IsNaN(latency) ? explore ? -1 : double.MaxValue : latency;

    // Stable, so that equals stay as written; the lists are short.
    private static void SortDown(Span<double> scores, Span<byte> targets)
    {
        for (var i = 1; i < scores.Length; i++)
        {
            var (score, target) = (scores[i], targets[i]);
            var at = i;
            for (; at > 0 && scores[at - 1] < score; at--)
            {
                (scores[at], targets[at]) = (scores[at - 1], targets[at - 1]);
            }

            (scores[at], targets[at]) = (score, target);
        }
    }

    private void ByHealth(Route route, ref CandidateOrder order, long nowMs)
    {
        Span<double> scores = stackalloc double[CandidateOrder.Capacity];
        scores = scores[..order.Count];
        var first = order[0];
        var anyDown = false;
        for (var i = 0; i < scores.Length; i++)
        {
            var state = health.Of(route.Targets[order[i]]).At(nowMs);
            // A probe rides on a turn that has others to fall back on: it may as well be the first.
            scores[i] = state is Availability.Ready or Availability.Probing ? 0 : -(double)state;
            anyDown |= scores[i] < 0;
        }

        if (!anyDown)
        {
            return;
        }

        SortDown(scores, order.Span);
        if (order[0] != first)
        {
            order.Reason = OrderReason.Health;
        }
    }

    private void Pin(Route route, ref CandidateOrder order, in OrderContext context)
    {
        if (health.Of(route.Targets[context.Pinned]).At(context.NowMs) <= Availability.Probing)
        {
            Promote(ref order, context.Pinned, OrderReason.Session);
        }
    }

    private static void Promote(ref CandidateOrder order, int target, OrderReason reason)
    {
        var at = order.PlaceOf(target);
        if (at > 0)
        {
            order.Promote(at);
        }

        if (at >= 0)
        {
            order.Reason = reason;
        }
    }
}
