using Dragoman.Core.Routing;
using Dragoman.Core.Routing.Strategies;

namespace Dragoman.Core.Configuration;

/// <summary>Makes routes of their records.</summary>
internal sealed class RouteCompiler(IReadOnlyList<RouteConfig> routes, UpstreamFactory upstreams, TargetFactory targets)
{
    private const double Million = 1_000_000;

    public List<Route> Compile() => [.. routes.Select(Compile)];

    private Route Compile(RouteConfig route)
    {
        var own = route.Targets.Select(target => CompileTarget(route, target, route.Require)).ToList();
        var spare = route.Behaviour.Degraded is { } name
            ? routes.First(other => other.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) : null;
        var all = own.Concat(spare is null ? [] : spare.Targets.Select(target => CompileTarget(spare, target, route.Require))).Take(CandidateOrder.Capacity).ToList();
        return new Route
        {
            Name = route.Name,
            Targets = all,
            PrimaryCount = own.Count,
            Strategy = route.Behaviour.Strategy,
            Weights = route.Targets.Any(target => target.Weight is not null) ? [.. route.Targets.Select(target => (target.Weight ?? Million) / Million)] : null,
            Canary = CanaryOf(route),
            Sticky = route.Behaviour.Sticky,
            FallbackOn = route.Behaviour.FallbackOn,
            Attempts = route.Behaviour.Attempts,
            MaxWait = route.Behaviour.MaxWait,
            Translation = route.Translation,
            Images = route.Images,
            ParallelTools = route.ParallelTools,
            IsConfigured = true,
        };
    }

    private static Canary? CanaryOf(RouteConfig route)
    {
        for (var i = 0; i < route.Targets.Count; i++)
        {
            if (route.Targets[i].CanaryPercent is { } percent)
            {
                return new Canary(i, (int)percent * 10);
            }
        }

        return null;
    }

    // A degraded mode must be what both routes require.
    private RouteTarget CompileTarget(RouteConfig route, TargetConfig target, Requirements required) => targets.Create(
        target.Inline is { } inline ? upstreams.Get(inline)
            : upstreams.Find(target.Upstream!) ?? throw new InvalidOperationException($"There is no upstream {target.Upstream}."),
        target.Model,
        route.Translation,
        target.Preferences,
        route.Require,
        required);
}
