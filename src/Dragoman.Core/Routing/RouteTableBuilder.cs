using Dragoman.Core.Catalogue;
using Dragoman.Core.Configuration;
using Dragoman.Dialects.Conversation.Phases;

namespace Dragoman.Core.Routing;

/// <summary>Fills a route table in the order in which names win.</summary>
internal sealed class RouteTableBuilder
{
    private readonly GatewayConfig _config;
    private readonly ProviderCatalogue _catalogue;
    private readonly UpstreamFactory _upstreams;
    private readonly TargetFactory _targets;
    private readonly IReadOnlyList<Route> _routes;
    private readonly Dictionary<ModelTier, NamedRoute> _fallbackTiers;
    private readonly Dictionary<string, NamedRoute> _names = new(StringComparer.OrdinalIgnoreCase);

    public RouteTableBuilder(
        GatewayConfig config, ProviderCatalogue catalogue, UpstreamFactory upstreams, TargetFactory targets, IReadOnlyList<Route> routes)
    {
        _config = config;
        _catalogue = catalogue;
        _upstreams = upstreams;
        _targets = targets;
        _routes = routes;
        _fallbackTiers = new FallbackTiers(catalogue, upstreams.All, targets).Find();
        ExplicitModels = FindExplicitModels();
    }

    /// <summary>Models that the configuration names: in routes and in the <c>models</c> of upstreams.</summary>
    public IReadOnlyList<(Upstream Upstream, string Model)> ExplicitModels { get; }

    public RouteTable Build()
    {
        foreach (var route in _routes)
        {
            _names.TryAdd(route.Name, new NamedRoute(route, $"route {route.Name}"));
            _names.TryAdd(ModelNames.PublishedPrefix + route.Name, new NamedRoute(route, $"route {route.Name}"));
        }

        foreach (var (upstream, model) in ExplicitModels)
        {
            AddModel(upstream, model);
        }

        foreach (var alias in _config.Aliases)
        {
            _names.TryAdd(alias.Name, Resolve(alias.Target, $"alias {alias.Name}"));
        }

        var policies = _config.Policies.Select(Compile).ToArray();
        foreach (var policy in policies)
        {
            _names.TryAdd(policy.Name, new NamedRoute(null, $"policy {policy.Name}") { Policy = policy });
        }

        var tiers = _config.Tiers.ToDictionary(
            tier => ModelNames.TierOf(tier.Name)!.Value, tier => Resolve(tier.Target, $"tier {tier.Name}"));
        AddListedModels(tiers);
        return new RouteTable(new RouteTableParts
        {
            Names = _names,
            Policies = policies,
            Sides = Sides(),
            Subagents = _config.SideRoutes.FirstOrDefault(side => side.Name == RouteTable.Subagent) is { } agents ? Resolve(agents.Target, "subagents") : null,
            ConfiguredTiers = tiers,
            FallbackTiers = _fallbackTiers,
            Default = _config.DefaultRoute is { } target ? Resolve(target.Target, "default route") : null,
            Known = Known(tiers.Keys, _fallbackTiers.Keys),
            Derive = new DerivedRoutes(_catalogue, _upstreams, _targets).Find,
        });
    }

    private NamedRoute?[]? Sides()
    {
        var sides = new NamedRoute?[TurnPhases.All.Count];
        foreach (var side in _config.SideRoutes.Where(side => side.Name != RouteTable.Subagent))
        {
            sides[TurnPhases.All.ToList().IndexOf(side.Name)] = Resolve(side.Target, $"side request {side.Name}");
        }

        return sides.Any(side => side is not null) ? sides : null;
    }

    private List<(Upstream, string)> FindExplicitModels()
    {
        var models = new List<(Upstream, string)>();
        foreach (var route in _routes)
        {
            models.AddRange(route.Targets.Select(target => (target.Upstream, target.Model)));
        }

        foreach (var upstream in _upstreams.All)
        {
            models.AddRange(_upstreams.Configs[upstream.Id].Models.Select(model => (upstream, model)));
        }

        return [.. models.Distinct()];
    }

    private void AddModel(Upstream upstream, string model)
    {
        var name = $"{upstream.Id}/{model}";
        var route = DirectRoute(_targets.Create(upstream, model));
        var named = new NamedRoute(route, $"model {name}");
        _names.TryAdd(ModelNames.PublishedPrefix + name, named);
        _names.TryAdd(name, named);
        _names.TryAdd($"{ModelNames.PublishedPrefix}{upstream.Provider}/{model}", named);
        _names.TryAdd($"{upstream.Provider}/{model}", named);
    }

    // Plain ids. A claude-* id that only stands in a route is left to the rules, which is what the rules are for; one that an
    // upstream lists by name is asked for by name.
    private void AddListedModels(Dictionary<ModelTier, NamedRoute> tiers)
    {
        foreach (var (upstream, model) in ExplicitModels)
        {
            var isListed = _upstreams.Configs[upstream.Id].Models.Contains(model, StringComparer.OrdinalIgnoreCase);
            var hasTier = ModelNames.TierOf(model) is { } tier && tiers.ContainsKey(tier);
            if (!hasTier && (isListed || !ModelNames.IsClaude(model)))
            {
                _names.TryAdd(model, _names[$"{upstream.Id}/{model}"]);
            }
        }
    }

    private CompiledPolicy Compile(PolicyConfig policy) => new(
        policy.Name,
        policy.Rule,
        [.. policy.Rule.Targets.Select(target => Resolve(target.Name, $"policy {policy.Name}, line {target.Line}"))]);

    private NamedRoute Resolve(string target, string why)
    {
        var derived = new DerivedRoutes(_catalogue, _upstreams, _targets);
        var named = _names.GetValueOrDefault(target) ?? derived.Find(target, afterRules: false) ?? derived.Find(target, afterRules: true)
            ?? (ModelNames.TierWord(target) == target && ModelNames.TierOf(target) is { } tier ? _fallbackTiers.GetValueOrDefault(tier) : null)
            ?? throw new InvalidOperationException($"There is no route {target}.");
        return named with { Reason = $"{why} → {named.Reason}" };
    }

    private List<string> Known(IEnumerable<ModelTier> configured, IEnumerable<ModelTier> fallback) =>
    [
        .. _routes.Select(route => route.Name),
        .. _config.Policies.Select(policy => policy.Name),
        .. _config.Aliases.Select(alias => alias.Name),
        .. configured.Union(fallback).Order().Select(ModelNames.Word),
        .. _upstreams.All.Select(upstream => $"{upstream.Id}/<model>"),
    ];

    public static Route DirectRoute(RouteTarget target) => new() { Name = target.ToString(), Targets = [target] };
}
