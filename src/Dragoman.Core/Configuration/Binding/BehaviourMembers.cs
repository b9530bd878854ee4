using Dragoman.Core.Routing.Sessions;
using Dragoman.Core.Routing.Strategies;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>The members of a route that say how it chooses and what it does when a target fails.</summary>
internal static class BehaviourMembers
{
    private static readonly ConfigType Trigger = new ChoiceType(
        ("rate_limit", FailureCause.RateLimit), ("overloaded", FailureCause.Overloaded), ("upstream_error", FailureCause.Upstream),
        ("unreachable", FailureCause.Unreachable), ("timeout", FailureCause.Timeout), ("truncated", FailureCause.Truncated),
        ("malformed", FailureCause.Malformed), ("credential", FailureCause.UpstreamCredential), ("permission", FailureCause.Permission),
        ("billing", FailureCause.Billing), ("not_found", FailureCause.NotFound), ("not_supported", FailureCause.NotSupported),
        ("content_filter", FailureCause.ContentFiltered), ("prompt_too_long", FailureCause.PromptTooLong),
        ("invalid_request", FailureCause.InvalidRequest));

    public static Member[] All { get; } =
    [
        new("strategy", new ChoiceType(
                ("priority", RouteStrategy.Priority), ("weighted", RouteStrategy.Weighted), ("round_robin", RouteStrategy.RoundRobin),
                ("least_busy", RouteStrategy.LeastBusy), ("latency", RouteStrategy.Latency), ("latency_p95", RouteStrategy.LatencyP95),
                ("cost", RouteStrategy.Cost), ("headroom", RouteStrategy.Headroom), ("hash", RouteStrategy.Hash)),
            "In which order targets are tried; priority, which is as written. A session stays where its prompt cache is warm, see sticky."),
        new("sticky", new ChoiceType(("cost", StickyMode.Cost), ("prompt", StickyMode.Prompt), ("off", StickyMode.Off)),
            "When a session may leave the target where its prompt cache is warm: cost, when the user has said something new and moving saves more "
            + "than the cold prefix costs; prompt, whenever the user has said something new; off, at each turn. cost where nothing is said."),
        new("fallback_on", new ListType<FailureCause>(Trigger, 20), "Failures on which the next target is tried, besides outages, overloads and refusals for the rate."),
        new("attempts", ScalarTypes.Integer(1, 10), "The most requests that one turn may send upstream; one to each target where nothing is said, and three at least."),
        new("max_wait", ScalarTypes.Duration, "The longest that a turn waits for a target that said when to come back; 5s."),
        new("degraded", ScalarTypes.Name, "The route whose targets are used when none of this one's answers."),
    ];

    public static RouteBehaviour Create(BoundMembers bound) => new()
    {
        Strategy = bound.Value<RouteStrategy>("strategy") ?? RouteStrategy.Priority,
        Sticky = bound.Value<StickyMode>("sticky") ?? StickyMode.Cost,
        FallbackOn = bound.List<FailureCause>("fallback_on"),
        Attempts = (int)(bound.Value<long>("attempts") ?? 0),
        MaxWait = bound.Value<TimeSpan>("max_wait") ?? new RouteBehaviour().MaxWait,
        Degraded = bound.Get<string>("degraded"),
        DegradedAt = bound.SpotOf("degraded"),
    };
}
