using Dragoman.Core.Configuration.Binding;

namespace Dragoman.Core.Importing;

/// <summary>What LiteLLM's <c>router_settings</c> and <c>litellm_settings</c> say of fallbacks, aliases and retries.</summary>
internal sealed class LiteLlmRouting(ImportDraft draft)
{
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["allowed_fails"] = "each target has a circuit breaker that learns from its answers",
        ["cooldown_time"] = "each target has a circuit breaker that learns from its answers",
        ["retry_after"] = "pauses are as long as the upstream asks for, up to max_wait of the route",
        ["enable_pre_call_checks"] = "a target that cannot hold the prompt is never tried here",
        ["redis_host"] = "nodes share their state through the store, not through Redis",
        ["redis_port"] = "nodes share their state through the store, not through Redis",
        ["redis_password"] = "nodes share their state through the store, not through Redis",
        ["redis_url"] = "nodes share their state through the store, not through Redis",
        ["cache"] = "answers are not cached here",
        ["cache_params"] = "answers are not cached here",
        ["drop_params"] = "what a host does not take is left out here anyhow, and the loss is named",
        ["set_verbose"] = "the level of the log is said on the command line",
        ["callbacks"] = "turns are recorded by the gateway itself: dragoman turns",
        ["success_callback"] = "turns are recorded by the gateway itself: dragoman turns",
        ["failure_callback"] = "turns are recorded by the gateway itself: dragoman turns",
        ["max_budget"] = "set it with dragoman budgets",
        ["budget_duration"] = "set it with dragoman budgets",
    };

    public void Apply(SourceMap? router, SourceMap? module)
    {
        SourceMap[] sections = [.. new[] { router, module }.OfType<SourceMap>()];
        foreach (var section in sections)
        {
            Fallbacks(section, "fallbacks", null);
            Fallbacks(section, "context_window_fallbacks", "prompt_too_long");
            Fallbacks(section, "content_policy_fallbacks", "content_filter");
        }

        // What holds for every group comes after what holds for one.
        foreach (var section in sections)
        {
            DefaultFallbacks(section);
            Aliases(section);
            Retries(section);
            section.NoteRest(Reasons);
        }
    }

    private void Fallbacks(SourceMap section, string member, string? trigger)
    {
        foreach (var (item, path) in section.Items(member))
        {
            foreach (var (key, value) in item.Members)
            {
                var names = Names(value);
                if (key.Text == "*")
                {
                    ForAll(names, item.Line, path);
                }
                else if (draft.Route(DraftNames.Clean(key.Text)) is { } route)
                {
                    Give(route, names, item.Line, path);
                    if (trigger is not null)
                    {
                        route.FallbackOn.Add(trigger);
                    }
                }
                else
                {
                    draft.Notes.Add(item.Line, path, "is for a group that was not carried over");
                }
            }
        }
    }

    private void DefaultFallbacks(SourceMap section)
    {
        if (section.Take("default_fallbacks") is { } list)
        {
            ForAll(Names(list), list.Line, section.PathOf("default_fallbacks"));
        }
    }

    private void ForAll(List<string> names, int line, string path)
    {
        foreach (var route in draft.Routes.Where(route => route.Degraded is null).ToList())
        {
            var others = names.Where(name => !DraftNames.Clean(name).Equals(route.Name, StringComparison.OrdinalIgnoreCase)).ToList();
            if (others.Count > 0 && !draft.Routes.Exists(other => other.Degraded == route.Name && other.Targets.Count == 0))
            {
                Give(route, others, line, path);
            }
        }
    }

    // One group: its route is the degraded mode. Several: a route of their targets, one after the other.
    private void Give(DraftRoute route, List<string> names, int line, string path)
    {
        var found = names.Select(name => draft.Route(DraftNames.Clean(name))).OfType<DraftRoute>().Where(other => other != route).Distinct().ToList();
        if (found.Count < names.Count)
        {
            draft.Notes.Add(line, path, "names a group that was not carried over");
        }

        if (found.Count == 0)
        {
            return;
        }

        if (route.Degraded is { } already)
        {
            if (found.TrueForAll(other => other.Name == already))
            {
                return;
            }

            var chain = draft.Route(already)!;
            if (chain.Name == ChainName(route))
            {
                chain.Targets.AddRange(Targets(found).Except(chain.Targets));
                return;
            }

            found.Insert(0, chain);
        }

        route.Degraded = found.Count == 1 ? found[0].Name : Chain(route, found);
    }

    private string Chain(DraftRoute route, List<DraftRoute> found)
    {
        var chain = new DraftRoute(draft.FreeRoute(ChainName(route))) { Targets = [.. Targets(found)] };
        draft.Routes.Add(chain);
        return chain.Name;
    }

    private static string ChainName(DraftRoute route) => $"{route.Name}-fallbacks";

    private static IEnumerable<DraftTarget> Targets(List<DraftRoute> routes) =>
        routes.SelectMany(other => other.Targets).Select(target => target with { Weight = null }).Distinct();

    private void Aliases(SourceMap section)
    {
        if (section.Map("model_group_alias") is not { } aliases)
        {
            return;
        }

        foreach (var (name, value) in aliases.Members())
        {
            var target = value.Kind == NodeKind.Mapping
                ? value.Members.Find(member => member.Key.Text == "model").Value?.Text
                : value.Text;
            if (target is null || draft.Route(DraftNames.Clean(target)) is not { } route)
            {
                draft.Notes.Add(value.Line, aliases.PathOf(name), "leads to a group that was not carried over");
            }
            else if (!DraftNames.IsClean(name) || draft.Route(name) is not null || draft.Aliases.Exists(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                draft.Notes.Add(value.Line, aliases.PathOf(name), "the name is taken, or has characters that names here cannot have");
            }
            else
            {
                draft.Aliases.Add((name, route.Name));
            }
        }
    }

    private void Retries(SourceMap section)
    {
        if (section.Number("num_retries") is { } retries)
        {
            foreach (var route in draft.Routes.Where(route => route.Attempts is null))
            {
                var degraded = route.Degraded is { } name ? draft.Route(name)!.Targets.Count : 0;
                route.Attempts = (int)Math.Clamp(Math.Max(retries + 1, route.Targets.Count + degraded), 1, 10);
            }
        }

        foreach (var member in new[] { "timeout", "stream_timeout", "request_timeout" })
        {
            if (section.Has(member))
            {
                section.Take(member);
                section.Note(member, "deadlines belong to an upstream: timeouts.first_byte and timeouts.idle");
            }
        }
    }

    private static List<string> Names(ConfigNode node) => node.Kind switch
    {
        NodeKind.Sequence => [.. node.Items.Where(item => item.Kind == NodeKind.Scalar).Select(item => item.Text)],
        NodeKind.Scalar => [node.Text],
        _ => [],
    };
}
