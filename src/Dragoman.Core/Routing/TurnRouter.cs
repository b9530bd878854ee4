using Dragoman.Core.Routing.Health;
using Dragoman.Core.Routing.Sessions;
using Dragoman.Core.Routing.Strategies;

namespace Dragoman.Core.Routing;

/// <summary>
/// Decides a turn: the route table says which route, the route's strategy and its targets' health say in which order, and the session
/// stays where its prompt cache is warm unless leaving is worth it (decision 10, N01). Live turns and explanations of recorded ones go
/// through here alike.
/// </summary>
public sealed class TurnRouter(HealthBook health, SessionPins pins)
{
    private readonly CandidateRanker _ranker = new(health);

    /// <summary>How the targets do.</summary>
    public HealthBook Health => health;

    /// <summary>Where the sessions are.</summary>
    public SessionPins Pins => pins;

    /// <summary>How the sessions' turns end.</summary>
    public SessionOutcomes Outcomes { get; } = new();

    /// <summary>Where this turn goes. Thread-safe; reads health and sessions, changes neither.</summary>
    public RoutedTurn Decide(RouteTable table, in TurnFacts facts, in OrderContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        var decision = table.Decide(in facts);
        if (decision.Route is not { } route)
        {
            return new RoutedTurn { Decision = decision };
        }

        var pin = context.Session.Length == 0 || route.Sticky == StickyMode.Off ? null : pins.Find(context.Session, facts.RequestedModel);
        if (pin is null || !MoveCheck.IsWarm(pin, context.NowMs))
        {
            return Free(decision, pin, in facts, in context);
        }

        var (stayRoute, stayIndex) = Place(table, route, pin);
        return stayIndex < 0 || !CanServe(stayRoute!, stayIndex, in facts, context.NowMs)
            ? Free(decision, pin, in facts, in context) with { Stay = StayOrMove.CannotStay }
            : StayOr(decision, stayRoute!, stayIndex, pin, in facts, in context);
    }

    /// <summary>The order of a route's targets as things stand now, for a turn that has waited.</summary>
    public CandidateOrder Reorder(Route route, in TurnFacts facts, in OrderContext context) => _ranker.Rank(route, in facts, in context);

    private RoutedTurn StayOr(RouteDecision decision, Route stayRoute, int stayIndex, SessionPin pin, in TurnFacts facts, in OrderContext context)
    {
        var stay = Stay(decision, stayRoute, stayIndex, in facts, in context);
        if (!facts.IsUserPrompt)
        {
            return stay with { Stay = ReferenceEquals(stayRoute, decision.Route) && stayRoute.Targets.Count == 1 ? StayOrMove.Free : StayOrMove.InToolLoop };
        }

        var free = Free(decision, pin, in facts, in context);
        if (ReferenceEquals(free.First, stay.First))
        {
            return free;
        }

        if (decision.Route!.Sticky == StickyMode.Prompt)
        {
            return free with { Stay = StayOrMove.MoveAllowed };
        }

        var saving = MoveCheck.Saving(pin, free.First!);
        return saving > 0
            ? free with { Stay = StayOrMove.MoveSaves, Saving = saving }
            : stay with { Stay = StayOrMove.MoveCostsMore, Saving = saving };
    }

    private RoutedTurn Free(RouteDecision decision, SessionPin? pin, in TurnFacts facts, in OrderContext context)
    {
        var order = _ranker.Rank(decision.Route!, in facts, context with { Pinned = -1, Pin = pin });
        return new RoutedTurn { Decision = decision, Route = decision.Route, Order = order };
    }

    private RoutedTurn Stay(RouteDecision decision, Route route, int index, in TurnFacts facts, in OrderContext context) => new()
    {
        Decision = decision,
        Route = route,
        Order = _ranker.Rank(route, in facts, context with { Pinned = index }),
    };

    // Where the pin is in the policy that is in force now. A name that leads elsewhere since the session began is followed at once: only
    // a rule's change of mind is weighed.
    private static (Route? Route, int Index) Place(RouteTable table, Route decided, SessionPin pin)
    {
        if (ReferenceEquals(pin.Route, decided) || pin.Route.Name == decided.Name)
        {
            return (decided, IndexOf(decided, pin.Target));
        }

        return ReferenceEquals(pin.Table, table) ? (pin.Route, pin.Route.IndexOf(pin.Target)) : (null, -1);
    }

    private static int IndexOf(Route route, RouteTarget target)
    {
        for (var i = 0; i < route.Targets.Count; i++)
        {
            if (ReferenceEquals(route.Targets[i], target) || route.Targets[i].Name == target.Name)
            {
                return i;
            }
        }

        return -1;
    }

    private bool CanServe(Route route, int index, in TurnFacts facts, long nowMs) =>
        TargetFit.Misfit(route.Targets[index], route, in facts, strict: true) is null
        && health.Of(route.Targets[index]).At(nowMs) <= Availability.Probing;
}
