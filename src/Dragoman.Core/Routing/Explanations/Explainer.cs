using Dragoman.Core.Routing.Health;
using Dragoman.Core.Routing.Strategies;
using Dragoman.Core.Rules;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Routing.Explanations;

/// <summary>Says why a turn goes where it goes: asks the router that live turns ask, and notes what it looked at (N17).</summary>
public static class Explainer
{
    /// <summary>Explains a turn as it would be decided at that moment; changes nothing.</summary>
    public static Explanation Explain(TurnRouter router, RouteTable table, in TurnFacts facts, in OrderContext context)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(table);
        var routed = router.Decide(table, in facts, in context);
        return new Explanation
        {
            Routed = routed,
            Facts = Show(in facts),
            Policies = table.PoliciesAsked(in facts),
            Candidates = routed.Route is { } route ? Candidates(router.Health, route, in routed, in facts, context.NowMs) : [],
        };
    }

    private static List<KeyValuePair<string, string>> Show(in TurnFacts facts)
    {
        var shown = new List<KeyValuePair<string, string>>(RuleFacts.All.Count);
        foreach (var fact in RuleFacts.All)
        {
            shown.Add(new(fact.Name, fact.Show(in facts)));
        }

        return shown;
    }

    private static List<ExplainedCandidate> Candidates(HealthBook health, Route route, in RoutedTurn routed, in TurnFacts facts, long nowMs)
    {
        var candidates = new List<ExplainedCandidate>(route.Targets.Count);
        for (var place = 0; place < routed.Order.Count; place++)
        {
            var target = route.Targets[routed.Order[place]];
            candidates.Add(new ExplainedCandidate(
                target.Name, place + 1, place == 0 ? null : WhyBehind(health.Of(target), target, route, in routed, in facts, nowMs), Cost(target, in facts)));
        }

        var order = routed.Order;
        for (var i = 0; i < route.Targets.Count; i++)
        {
            if (order.PlaceOf(i) < 0)
            {
                var target = route.Targets[i];
                candidates.Add(new ExplainedCandidate(
                    target.Name, 0, TargetFit.Misfit(target, route, in facts, strict: false) ?? "has no place left among the fallbacks", Cost(target, in facts)));
            }
        }

        return candidates;
    }

    private static string WhyBehind(
        TargetHealth health, RouteTarget target, Route route, in RoutedTurn routed, in TurnFacts facts, long nowMs) => health.At(nowMs) switch
        {
            Availability.Open => "fails too often; it is left alone for a while",
            Availability.Cooling => "asked for a pause, or its limit is used up",
            Availability.Probing => "failed lately and is being tried out",
            _ when TargetFit.Misfit(target, route, in facts, strict: true) is { } loses => $"would lose something: {loses}",
            _ when routed.Stay is Sessions.StayOrMove.InToolLoop or Sessions.StayOrMove.MoveCostsMore => "the session stays where its prompt cache is warm",
            _ when route.IndexOf(target) >= route.PrimaryCount => "belongs to the degraded mode",
            _ => route.Strategy == RouteStrategy.Priority ? "is written behind" : $"comes later by strategy {route.Strategy.ToString().ToLowerInvariant()}",
        };

    private static long? Cost(RouteTarget target, in TurnFacts facts) =>
        target.Price.Id == Pricing.Price.Unknown.Id ? null : target.Price.Cost(new Usage { InputTokens = facts.InputTokens, IsReported = true });
}
