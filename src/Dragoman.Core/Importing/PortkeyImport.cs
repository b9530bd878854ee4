using Dragoman.Core.Configuration.Binding;

namespace Dragoman.Core.Importing;

/// <summary>A Portkey config: a tree of strategies becomes routes, with the degraded mode where strategies stand inside each other.</summary>
internal sealed class PortkeyImport
{
    private const string MainRoute = "main";

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["cache"] = "answers are not cached here; prompt caches of the hosts are kept warm instead",
        ["input_guardrails"] = "guardrails are not carried over",
        ["output_guardrails"] = "guardrails are not carried over",
        ["before_request_hooks"] = "guardrails are not carried over",
        ["after_request_hooks"] = "guardrails are not carried over",
        ["forward_headers"] = "Claude Code's headers are passed on to hosts of its own protocol, and to no other",
        ["metadata"] = "labels of turns are not carried over",
        ["id"] = "names nothing here",
        ["slug"] = "names nothing here",
        ["name"] = "names nothing here",
    };

    private readonly ImportDraft _draft;
    private readonly PortkeyTargets _targets;

    private PortkeyImport(ImportDraft draft)
    {
        _draft = draft;
        _targets = new PortkeyTargets(draft);
    }

    public static void Read(SourceMap source, ImportDraft draft)
    {
        // As it is exported by the admin API, the config stands one or two levels down.
        while (!source.Has("targets") && (source.Map("config") ?? source.Map("data")) is { } inner)
        {
            source = inner;
        }

        var import = new PortkeyImport(draft);
        if (import.Build(source, MainRoute, PortkeyDefaults.None) is { } route)
        {
            draft.DefaultRoute ??= import.Register(route, MainRoute);
        }

        if (draft.DefaultRoute is { } usual)
        {
            // A config decides for every request, also for those that ask for a Claude by its tier.
            draft.RuleName = "config";
            draft.Rule.Add($"route \"{usual}\"");
        }
    }

    private DraftRoute? Build(SourceMap map, string name, PortkeyDefaults outer)
    {
        var defaults = PortkeyDefaults.Of(map, outer);
        var strategy = map.Map("strategy");
        var mode = strategy?.Text("mode") ?? map.Text("mode");
        DraftRoute? route;
        if (!map.Has("targets"))
        {
            route = _targets.Read(map, defaults) is { } target ? new DraftRoute(name) { Targets = { target } } : null;
        }
        else if (mode == "conditional")
        {
            route = Conditional(map, strategy!, name, defaults);
        }
        else
        {
            var children = map.Maps("targets")
                .Select((child, i) => (Route: Build(child, $"{name}-{i + 1}", defaults), Weight: child.Number("weight") ?? 1, child.Line))
                .ToList();
            route = Combine(mode, children, strategy, map, name);
        }

        if (route is not null)
        {
            defaults.Apply(route, strategy);
        }

        strategy?.NoteRest(Reasons);
        map.NoteRest(Reasons);
        return route;
    }

    private DraftRoute? Combine(
        string? mode, List<(DraftRoute? Route, decimal Weight, int Line)> children, SourceMap? strategy, SourceMap map, string name)
    {
        foreach (var (_, _, line) in children.Where(child => mode == "loadbalance" && child.Weight <= 0))
        {
            _draft.Notes.Add(line, map.PathOf("targets"), "has no weight and was left out");
        }

        var kept = children.Where(child => child.Route is not null && (mode != "loadbalance" || child.Weight > 0)).Select(child => (Route: child.Route!, child.Weight)).ToList();
        if (kept.Count == 0)
        {
            return null;
        }

        switch (mode)
        {
            case "loadbalance":
                return Balanced(kept, name);
            case "single" or null when kept.Count == 1 || mode == "single":
                return kept[0].Route;
            default:
                if (mode is not (null or "fallback"))
                {
                    strategy?.Note("mode", "has no counterpart; the targets are tried in order");
                }

                return InOrder([.. kept.Select(one => one.Route)], name);
        }
    }

    private DraftRoute Balanced(List<(DraftRoute Route, decimal Weight)> children, string name)
    {
        var route = new DraftRoute(name) { Strategy = "weighted" };
        var rest = new List<DraftTarget>();
        foreach (var (child, weight) in children)
        {
            route.Targets.Add(child.Targets[0] with { Weight = Math.Min(weight, 1000) });
            rest.AddRange(child.Targets.Skip(1).Select(target => target with { Weight = null }));
            rest.AddRange(_draft.Route(child.Degraded ?? "")?.Targets ?? []);
            route.FallbackOn.UnionWith(child.FallbackOn);
        }

        Degrade(route, rest);
        return route;
    }

    private DraftRoute InOrder(List<DraftRoute> children, string name)
    {
        var first = children[0];
        var route = new DraftRoute(name) { Strategy = first.Strategy, Targets = [.. first.Targets] };
        var rest = children.Skip(1).SelectMany(child => child.Targets.Concat(_draft.Route(child.Degraded ?? "")?.Targets ?? [])).ToList();
        children.ForEach(child => route.FallbackOn.UnionWith(child.FallbackOn));
        if (first.Strategy is null && first.Degraded is null)
        {
            route.Targets.AddRange(rest.Select(target => target with { Weight = null }).Except(route.Targets));
            return route;
        }

        // What is balanced among stays among itself; what comes after it is the degraded mode.
        Degrade(route, [.. _draft.Route(first.Degraded ?? "")?.Targets ?? [], .. rest]);
        return route;
    }

    private void Degrade(DraftRoute route, IReadOnlyCollection<DraftTarget> rest)
    {
        if (rest.Count > 0)
        {
            var fallbacks = new DraftRoute(_draft.FreeRoute($"{route.Name}-fallbacks"))
            {
                Targets = [.. rest.Select(target => target with { Weight = null }).Distinct()],
            };
            _draft.Routes.Add(fallbacks);
            route.Degraded = fallbacks.Name;
        }
    }

    private DraftRoute? Conditional(SourceMap map, SourceMap strategy, string name, PortkeyDefaults defaults)
    {
        var byName = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var child in map.Maps("targets"))
        {
            var label = child.Text("name");
            if (label is null)
            {
                _draft.Notes.Add(child.Line, child.Path, "has no name that a condition could lead to");
            }
            else if (Build(child, DraftNames.Clean(label), defaults) is { } route)
            {
                byName[label] = Register(route, label);
            }
        }

        foreach (var condition in strategy.Maps("conditions"))
        {
            Condition(condition, byName);
        }

        if (strategy.Text("default") is { } usual && byName.TryGetValue(usual, out var target))
        {
            // Inside another strategy the default is what a condition that nobody can ask for leads to.
            _draft.DefaultRoute ??= name == MainRoute ? target : null;
            return name == MainRoute ? null : _draft.Route(target);
        }

        return null;
    }

    private void Condition(SourceMap condition, Dictionary<string, string> byName)
    {
        var then = condition.Text("then");
        if (then is null || !byName.TryGetValue(then, out var route) || condition.Take("query") is not { } query)
        {
            _draft.Notes.Add(condition.Line, condition.Path, "leads to no target that was carried over");
            return;
        }

        foreach (var (key, value) in query.Members)
        {
            // "params.model" is what the client asks for: another name of the route.
            var models = key.Text == "params.model" ? Models(value) : [];
            if (models.Count == 0)
            {
                _draft.Notes.Add(key.Line, condition.PathOf("query"), $"asks for something else than the model; write it as a rule under policies: route {route}");
            }

            foreach (var model in models.Where(DraftNames.IsClean))
            {
                if (_draft.Route(model) is null && !_draft.Aliases.Exists(one => one.Name.Equals(model, StringComparison.OrdinalIgnoreCase)))
                {
                    _draft.Aliases.Add((model, route));
                }
            }
        }
    }

    private static List<string> Models(ConfigNode value) => value.Kind switch
    {
        NodeKind.Scalar => [value.Text],
        NodeKind.Mapping => [.. value.Members
            .Where(one => one.Key.Text is "$eq" or "$in")
            .SelectMany(one => one.Value.Kind == NodeKind.Sequence ? one.Value.Items.Select(item => item.Text) : [one.Value.Text])],
        _ => [],
    };

    private string Register(DraftRoute route, string wanted)
    {
        var named = new DraftRoute(_draft.FreeRoute(wanted)) { Strategy = route.Targets.Count > 1 ? route.Strategy : null, Targets = route.Targets, Attempts = route.Attempts, Degraded = route.Degraded };
        named.FallbackOn.UnionWith(route.FallbackOn);
        if (named.Strategy is null)
        {
            for (var i = 0; i < named.Targets.Count; i++)
            {
                named.Targets[i] = named.Targets[i] with { Weight = null };
            }
        }

        _draft.Routes.Add(named);
        return named.Name;
    }
}
