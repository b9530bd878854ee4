using System.Globalization;
using Dragoman.Core.Configuration.Binding;

namespace Dragoman.Core.Importing;

/// <summary>claude-code-router's <c>config.json</c>: its scenarios are routes, and one rule chooses among them in its order.</summary>
internal static class CodeRouterImport
{
    private const int UsualLongContext = 60_000;

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["APIKEY"] = "is not copied; the gateway makes its first key at its first start, and dragoman keys makes more",
        ["HOST"] = "the address is server.listen here, 127.0.0.1:4141 where nothing is said",
        ["PORT"] = "the address is server.listen here, 127.0.0.1:4141 where nothing is said",
        ["PROXY_URL"] = "a proxy is taken from the environment: HTTPS_PROXY",
        ["LOG"] = "turns are recorded: dragoman turns",
        ["LOG_LEVEL"] = "the level of the log is said on the command line",
        ["CUSTOM_ROUTER_PATH"] = "no code runs in the gateway; write its conditions as rules under policies",
        ["REWRITE_SYSTEM_PROMPT"] = "prompts are the client's here",
        ["NON_INTERACTIVE_MODE"] = "is not needed here",
        ["StatusLine"] = "the status line is Claude Code's own",
        ["transformers"] = "no code runs in the gateway; what a host needs is in its profile",
        ["plugins"] = "no code runs in the gateway",
    };

    private static readonly Dictionary<string, string> RouterReasons = new(StringComparer.Ordinal)
    {
        ["custom"] = "no code runs in the gateway; write its conditions as rules under policies",
    };

    public static void Read(SourceMap source, ImportDraft draft)
    {
        var timeout = source.Number("API_TIMEOUT_MS") is > 0 and <= 86_400_000 and { } milliseconds ? (long?)milliseconds : null;
        var providers = new CodeRouterProviders(draft, timeout);
        foreach (var provider in source.Maps("Providers"))
        {
            providers.Read(provider);
        }

        if (source.Map("Router") is { } router)
        {
            ReadRouter(router, source.Map("fallback") ?? router.Map("fallback"), draft, providers);
        }
        else
        {
            draft.Notes.Add(source.Line, "Router", "is not there; ask for UPSTREAM/MODEL, or write default_route");
        }

        source.NoteRest(Reasons);
    }

    private static void ReadRouter(SourceMap router, SourceMap? fallbacks, ImportDraft draft, CodeRouterProviders providers)
    {
        // The scenarios stand flat in the section, or one level down.
        var scenarios = router.Map("routes");
        string? Scenario(string scenario, string route) =>
            Make(router.Take(scenario) ?? scenarios?.Take(scenario), router.PathOf(scenario), route, fallbacks?.Take(scenario), draft, providers);

        var usual = Scenario("default", "default");
        var longContext = Scenario("longContext", "long-context");
        var background = Scenario("background", "background");
        var think = Scenario("think", "think");
        var image = Scenario("image", "image");
        if ((router.Take("webSearch") ?? scenarios?.Take("webSearch")) is { } search)
        {
            draft.Notes.Add(
                search.Line, router.PathOf("webSearch"),
                "is not needed: a search goes where its turn goes, and the gateway searches for models that do not once there is a section search");
        }

        var threshold = router.Number("longContextThreshold") is > 0 and { } limit ? decimal.Truncate(limit) : UsualLongContext;
        draft.DefaultRoute = usual;
        if (usual is not null)
        {
            WriteRule(draft, usual, [
                (longContext, string.Create(CultureInfo.InvariantCulture, $"input_tokens > {threshold}")),
                (background, "tier == \"haiku\""),
                (think, "has_thinking"),
                (image, "has_images"),
            ]);
        }

        scenarios?.NoteRest(RouterReasons);
        router.NoteRest(RouterReasons);
    }

    private static void WriteRule(ImportDraft draft, string usual, (string? Route, string Condition)[] cases)
    {
        var word = "if";
        foreach (var (route, condition) in cases)
        {
            if (route is not null)
            {
                draft.Rule.Add($"{word} {condition}:");
                draft.Rule.Add($"  route {route}");
                word = "elif";
            }
        }

        if (draft.Rule.Count > 0)
        {
            draft.Rule.Add("else:");
        }

        // Also alone: a request for a Claude would else go where its tier leads.
        draft.Rule.Add(draft.Rule.Count > 0 ? $"  route {usual}" : $"route {usual}");
        draft.RuleName = "scenarios";
    }

    private static string? Make(ConfigNode? written, string path, string wanted, ConfigNode? fallbacks, ImportDraft draft, CodeRouterProviders providers)
    {
        if (written is null)
        {
            return null;
        }

        if (providers.Find(written) is not { } target)
        {
            draft.Notes.Add(written.Line, path, "names no provider and model of this file");
            return null;
        }

        var route = new DraftRoute(draft.FreeRoute(wanted)) { Targets = { target } };
        foreach (var item in fallbacks?.Items ?? [])
        {
            if (providers.Find(item) is not { } next)
            {
                draft.Notes.Add(item.Line, path, "a fallback names no provider and model of this file");
            }
            else if (!route.Targets.Contains(next))
            {
                route.Targets.Add(next);
            }
        }

        draft.Routes.Add(route);
        return route.Name;
    }
}
