using Dragoman.Core.Catalogue;
using Dragoman.Core.Configuration.Binding;
using Dragoman.Core.Routing;

namespace Dragoman.Core.Configuration;

/// <summary>Checks what single values cannot show: that names exist, are unique and fit together. Runs every check.</summary>
internal sealed class ConfigValidator
{
    private readonly GatewayConfig _config;
    private readonly BindContext _context;
    private readonly ProviderCatalogue _catalogue;
    private readonly HashSet<string> _routes = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _aliases = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _upstreams = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _providers = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _models = new(StringComparer.OrdinalIgnoreCase);

    // A section that has errors may lack entries that others name; saying that they do not exist would be noise.
    private readonly bool _upstreamsAreWhole;
    private readonly bool _routesAreWhole;

    private ConfigValidator(GatewayConfig config, BindContext context)
    {
        _config = config;
        _context = context;
        _upstreamsAreWhole = IsWhole("upstreams") && IsWhole("providers");
        _routesAreWhole = _upstreamsAreWhole && IsWhole("routes") && IsWhole("aliases") && IsWhole("models");
        bool IsWhole(string section) => !context.Errors.Any(error => error.Path.StartsWith(section, StringComparison.Ordinal));
        _catalogue = ProviderCatalogue.BuiltIn.With(config.Providers, config.Models);
    }

    public static void Validate(GatewayConfig config, BindContext context)
    {
        var validator = new ConfigValidator(config, context);
        validator.CheckUpstreams();
        validator.CheckRoutes();
        validator.CheckAliases();
        validator.CheckTiers();
        validator.CheckSideRoutes();
        validator.CheckPolicies();
        validator.CheckModels();
        if (config.DefaultRoute is { } route)
        {
            validator.CheckTarget(route.Target, route.At, "default_route");
        }
    }

    private void CheckUpstreams()
    {
        foreach (var upstream in _config.Upstreams)
        {
            if (!_upstreams.Add(upstream.Id))
            {
                _context.Error(upstream.At, $"the upstream \"{upstream.Id}\" is there twice", "give one of them another name");
            }

            if (upstream.Id.Contains('/', StringComparison.Ordinal))
            {
                _context.Error(upstream.At, "an upstream's name holds no slash", "names are used as upstream/model");
            }

            CheckUpstream(upstream);
        }

        foreach (var target in _config.Routes.SelectMany(route => route.Targets).Where(target => target.Upstream is not null))
        {
            CheckPreferences(target.Preferences, target.PreferencesAt, _config.Upstreams.FirstOrDefault(
                upstream => upstream.Id.Equals(target.Upstream, StringComparison.OrdinalIgnoreCase))?.Provider);
        }

        foreach (var inline in _config.Routes.SelectMany(route => route.Targets).Select(target => target.Inline).OfType<UpstreamConfig>())
        {
            CheckUpstream(inline);
        }
    }

    private void CheckPreferences(RoutingPreferences? preferences, Spot at, string? provider)
    {
        if (preferences is not null && provider is not null && !provider.Equals("openrouter", StringComparison.OrdinalIgnoreCase))
        {
            _context.Error(at, $"preferences are OpenRouter's, and this upstream's provider is \"{provider}\"", "take them out, or use provider: openrouter");
        }
    }

    private void CheckUpstream(UpstreamConfig upstream)
    {
        CheckPreferences(upstream.Preferences, upstream.PreferencesAt, upstream.Provider);
        _providers.Add(upstream.Provider);
        _models.UnionWith(upstream.Models);
        var provider = _catalogue.Find(upstream.Provider);
        if (upstream.ApiKey is null && provider is { KeyVariables.Count: > 0 } && upstream.Auth != AuthStyle.None
            && !UpstreamFactory.IsCloud(upstream.Auth ?? provider.Auth ?? AuthStyle.Bearer))
        {
            _context.Warn(upstream.At, "has no key, so requests are sent without one", $"add api_key: ${{{provider.KeyVariables[0]}}}, or auth: none");
        }

        if (provider is null && upstream.Endpoint is null && _upstreamsAreWhole)
        {
            var near = Nearest.Of(upstream.Provider, _catalogue.ProviderIds);
            _context.Error(
                upstream.At, $"unknown provider \"{upstream.Provider}\" without an endpoint",
                near is null ? "add endpoint, or an entry of that name under providers" : $"did you mean \"{near}\"?");
        }
        else if (provider is { Endpoint: null, EndpointTemplate: { } template } && upstream.Endpoint is null && _upstreamsAreWhole)
        {
            CheckPlace(upstream, template);
        }
        else if (provider is { Endpoint: null } && upstream.Endpoint is null && _upstreamsAreWhole)
        {
            _context.Error(upstream.At, $"the provider \"{upstream.Provider}\" has no endpoint of its own", "add endpoint: https://…");
        }

        var dialect = UpstreamFactory.DialectOf(upstream, provider);
        if (upstream.Dialect is not null && upstream.Endpoint is { } endpoint && Endpoints.DialectOf(endpoint) is { } named && named != dialect)
        {
            _context.Error(upstream.At, $"the endpoint's path speaks {named}, the upstream says {dialect}", "change one of the two");
        }
    }

    private void CheckPlace(UpstreamConfig upstream, string template)
    {
        foreach (var (name, value) in new[] { ("region", upstream.Region), ("project", upstream.Project) })
        {
            if (value is null && template.Contains($"{{{name}}}", StringComparison.Ordinal))
            {
                _context.Error(upstream.At, $"the endpoint of \"{upstream.Provider}\" needs a {name}", $"add {name}: …, or a whole endpoint");
            }
        }
    }

    private void CheckRoutes()
    {
        foreach (var route in _config.Routes)
        {
            if (!_routes.Add(route.Name))
            {
                _context.Error(route.At, $"the route \"{route.Name}\" is there twice", "give one of them another name");
            }

            foreach (var target in route.Targets)
            {
                CheckTargetOf(route, target);
            }

            CheckCanaries(route);
        }

        foreach (var route in _config.Routes.Where(route => route.Behaviour.Degraded is not null))
        {
            CheckDegraded(route);
        }
    }

    private void CheckCanaries(RouteConfig route)
    {
        var canaries = route.Targets.Where(target => target.CanaryPercent is not null).ToList();
        if (canaries.Count > 1)
        {
            _context.Error(canaries[1].At, $"the route \"{route.Name}\" has more than one canary", "try one target at a time");
        }
        else if (canaries.Count == route.Targets.Count)
        {
            _context.Error(canaries[0].At, $"the route \"{route.Name}\" has nothing but a canary", "add the target that the other sessions use");
        }
    }

    // One level only: the degraded mode of a degraded mode would be a second way of writing a longer list.
    private void CheckDegraded(RouteConfig route)
    {
        var name = route.Behaviour.Degraded!;
        var at = route.Behaviour.DegradedAt;
        if (name.Equals(route.Name, StringComparison.OrdinalIgnoreCase))
        {
            _context.Error(at, "a route cannot be its own degraded mode", "name another route");
        }
        else if (!_routes.Contains(name) && _routesAreWhole)
        {
            var near = Nearest.Of(name, _config.Routes.Select(candidate => candidate.Name));
            _context.Error(at, $"unknown route \"{name}\"", near is null ? "name an entry of routes" : $"did you mean \"{near}\"?");
        }
    }

    private void CheckTargetOf(RouteConfig route, TargetConfig target)
    {
        var upstream = target.Inline;
        if (upstream is null)
        {
            upstream = _config.Upstreams.FirstOrDefault(candidate => candidate.Id.Equals(target.Upstream, StringComparison.OrdinalIgnoreCase));
            if (upstream is null && !_upstreamsAreWhole)
            {
                return;
            }

            if (upstream is null)
            {
                var near = Nearest.Of(target.Upstream!, _config.Upstreams.Select(candidate => candidate.Id));
                _context.Error(
                    target.At, $"unknown upstream \"{target.Upstream}\"",
                    near is not null ? $"did you mean \"{near}\"?"
                        : _config.Upstreams.Count == 0 ? "add it under upstreams"
                        : $"there are {string.Join(", ", _config.Upstreams.Select(candidate => candidate.Id))}");
                return;
            }
        }

        if (target.Model.Length == 0)
        {
            _context.Error(target.At, "names no model", $"write {target.Upstream}/MODEL");
            return;
        }

        _models.Add(target.Model);
        var dialect = UpstreamFactory.DialectOf(upstream, _catalogue.Find(upstream.Provider));
        if (route.Translation.Passthrough == true && dialect != DialectNames.AnthropicMessages)
        {
            _context.Error(
                target.At, $"passthrough needs an upstream that speaks {DialectNames.AnthropicMessages}, this one speaks {dialect}",
                "take translation.passthrough out, or name another upstream");
        }

        if ((route.Translation.ToolUse == ToolUseStyle.OpenAiToolCalls && dialect == DialectNames.AnthropicMessages)
            || (route.Translation.ToolUse == ToolUseStyle.AnthropicBlocks && dialect == DialectNames.OpenAiChat))
        {
            _context.Error(target.At, $"translation.tool_use does not fit an upstream that speaks {dialect}", "write tool_use: native");
        }
    }

    private void CheckAliases()
    {
        foreach (var alias in _config.Aliases)
        {
            if (_routes.Contains(alias.Name))
            {
                _context.Error(alias.At, $"a route has the name \"{alias.Name}\" already", "give the alias another name");
            }

            // An alias sees the aliases in front of it only, so that none leads in a circle.
            CheckTarget(alias.Target, alias.At, $"aliases.{alias.Name}");
            _aliases.Add(alias.Name);
        }
    }

    private void CheckTiers()
    {
        foreach (var tier in _config.Tiers)
        {
            if (ModelNames.TierWord(tier.Name) != tier.Name)
            {
                _context.Error(tier.At, $"\"{tier.Name}\" is no tier", "there are haiku, sonnet, opus, fable, mythos");
            }

            CheckTarget(tier.Target, tier.At, $"tiers.{tier.Name}");
        }
    }

    private void CheckSideRoutes()
    {
        foreach (var side in _config.SideRoutes)
        {
            if (!RouteTable.SideNames.Contains(side.Name))
            {
                var near = Nearest.Of(side.Name, RouteTable.SideNames);
                _context.Error(
                    side.At, $"\"{side.Name}\" is no kind of side request",
                    near is null ? $"there are {string.Join(", ", RouteTable.SideNames)}" : $"did you mean \"{near}\"?");
            }

            CheckTarget(side.Target, side.At, $"side_routes.{side.Name}");
        }
    }

    private void CheckPolicies()
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var policy in _config.Policies)
        {
            if (!names.Add(policy.Name))
            {
                _context.Error(policy.At, $"the policy \"{policy.Name}\" is there twice", "give one of them another name");
            }

            foreach (var target in policy.Rule.Targets)
            {
                var at = policy.Places is { } places ? places(target.Line, target.Column) : policy.At;
                CheckTarget(target.Name, at, at.Path);
            }
        }
    }

    private void CheckModels()
    {
        foreach (var model in _config.Models.Where(model => model.Id.Contains('/', StringComparison.Ordinal)))
        {
            var provider = model.Id[..model.Id.IndexOf('/', StringComparison.Ordinal)];
            if (_catalogue.Find(provider) is null && !_providers.Contains(provider))
            {
                _context.Warn(model.At, $"no provider \"{provider}\" is used", "write provider/model, or the bare id for all providers");
            }
        }
    }

    private void CheckTarget(string target, Spot at, string path)
    {
        var slash = target.IndexOf('/', StringComparison.Ordinal);
        if (!_routesAreWhole)
        {
            return;
        }

        var isKnown = _routes.Contains(target) || _aliases.Contains(target) || (_models.Contains(target) && !ModelNames.IsClaude(target))
            || (slash > 0 && slash < target.Length - 1 && (_upstreams.Contains(target[..slash]) || _providers.Contains(target[..slash])))
            || _providers.Any(provider => Knows(provider, target));
        if (isKnown)
        {
            return;
        }

        var near = Nearest.Of(target, _routes.Concat(_aliases).Concat(_models.Where(model => !ModelNames.IsClaude(model))));
        _context.Error(
            at with { Path = path }, $"unknown route \"{target}\"",
            near is not null ? $"did you mean \"{near}\"?"
                : _routes.Count > 0 ? $"there are {string.Join(", ", _routes.Take(20))}, or write upstream/model"
                : "add it under routes, or write upstream/model");
    }

    // The same that a route table derives: listed models, own prefixes, and the tiers of the providers that are used.
    private bool Knows(string provider, string target) =>
        _catalogue.Lists(provider, target)
        || (_catalogue.Find(provider)?.ModelPrefixes ?? []).Any(prefix => target.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        || (ModelNames.TierWord(target) == target && _catalogue.Find(provider)?.Tiers is { Count: > 0 });
}
