using System.CommandLine;
using Dragoman.Core.Capabilities;
using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;
using Dragoman.Hosting;
using Dragoman.Store.Capabilities;

namespace Dragoman.Commands;

/// <summary><c>dragoman models</c>: what can be asked for, and where it leads.</summary>
internal static class ModelsCommand
{
    /// <summary>The verb.</summary>
    public static Verb Create(SharedOptions shared, CommandHost host)
    {
        var json = SharedOptions.Json();
        var verb = new Verb("models", "List what Claude Code can ask for: routes, tiers and models, and where each leads.")
        {
            Examples = ["dragoman models", "dragoman models --config dragoman.yaml --json"],
        };
        verb.Options.Add(json);
        verb.SetAction((parsed, cancellation) => RunAsync(
            new GatewayOptions
            {
                ConfigFile = shared.ConfigFile(parsed),
                Listen = ListenAddress.Parse(ListenAddress.Default),
                DataDirectory = shared.DataDirectoryIfAny(parsed),
                StoreAddress = shared.StoreAddress(parsed),
                Environment = host.Environment,
                Time = host.Time,
            },
            parsed.GetValue(json),
            host,
            cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(GatewayOptions options, bool json, CommandHost host, CancellationToken cancellation)
    {
        var (config, _) = await StartupConfig.FindAsync(new ConfigSource(options.ConfigFile, options.Environment), options, cancellation);
        var snapshot = PolicyCompiler.Compile(config, CapabilityStore.Measurements(options.Place(config.Store), options.Time));
        if (snapshot.Upstreams.Count == 0)
        {
            throw new CommandFailure(Missing.Upstreams);
        }

        var entries = Entries(snapshot).ToList();
        if (json)
        {
            JsonOutput.Write(host.Out, new { version = snapshot.Version, models = entries });
        }
        else
        {
            Table.Print(
                host,
                ["MODEL", "KIND", "LEADS TO", "WINDOW>", "ANSWER>", "TAKES", "SAID BY"],
                entries.Select(entry => (IReadOnlyList<string>)
                    [entry.Id, entry.Kind, entry.LeadsTo ?? entry.Problem ?? "-", Tokens(entry.ContextWindow), Tokens(entry.MaxOutputTokens), string.Join(' ', entry.Takes), SaidBy(entry)]));
        }

        return 0;
    }

    private static IEnumerable<Entry> Entries(PolicySnapshot snapshot)
    {
        foreach (var route in snapshot.Routes)
        {
            yield return Describe(snapshot, route.Name, "route");
        }

        foreach (var (tier, _) in UpstreamList.Tiers(snapshot))
        {
            yield return Describe(snapshot, tier, "tier");
        }

        foreach (var model in snapshot.Models.All.Where(model => snapshot.Routes.All(route => route.Name != model.Id)))
        {
            yield return Describe(snapshot, model.Id, "model");
        }
    }

    private static Entry Describe(PolicySnapshot snapshot, string id, string kind)
    {
        var decision = snapshot.RouteTable.Decide(new TurnFacts { RequestedModel = id });
        var traits = decision.Target?.Traits;
        return new Entry(
            id,
            kind,
            decision.Target?.ToString(),
            decision.Failure?.Message,
            traits?.ContextWindow,
            traits?.MaxOutputTokens,
            traits is null ? [] : [.. Takes(traits)],
            decision.Target is { } target ? Sources(target.Sources) : null,
            decision.Target?.Sources.MeasuredAt);
    }

    private static IEnumerable<string> Takes(Dialects.Conversation.ModelTraits traits)
    {
        (bool Has, string Name)[] all =
            [(traits.Tools, "tools"), (traits.ParallelTools, "parallel"), (traits.Vision, "images"), (traits.Documents, "pdf"), (traits.Reasoning, "thinking")];
        return all.Where(trait => trait.Has).Select(trait => trait.Name);
    }

    private static Dictionary<string, string> Sources(TraitSources sources) => new(StringComparer.Ordinal)
    {
        ["tools"] = Word(sources.Tools),
        ["parallel"] = Word(sources.ParallelTools),
        ["images"] = Word(sources.Vision),
        ["pdf"] = Word(sources.Documents),
        ["schema"] = Word(sources.StructuredOutput),
    };

    private static string Word(TraitSource source) => source.ToString().ToLowerInvariant();

    // What is only assumed needs no word; what was measured says when.
    private static string SaidBy(Entry entry) => entry.Sources is not { } sources ? "-" : string.Join(
        ", ",
        sources.Values.Distinct().Where(source => source != Word(TraitSource.Assumed)).Order(StringComparer.Ordinal)
            .Select(source => source == Word(TraitSource.Measured) ? $"measured {entry.MeasuredAt:yyyy-MM-dd}" : source));

    private static string Tokens(long? count) => count switch
    {
        null => "-",
        >= 1_000_000 => $"{count / 1_000_000.0:0.##}M",
        >= 1000 => $"{count / 1000}K",
        _ => $"{count}",
    };

    private sealed record Entry(
        string Id, string Kind, string? LeadsTo, string? Problem, long? ContextWindow, long? MaxOutputTokens, IReadOnlyList<string> Takes,
        IReadOnlyDictionary<string, string>? Sources, DateTimeOffset? MeasuredAt);
}
