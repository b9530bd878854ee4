using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Dragoman.Core.Capabilities;
using Dragoman.Core.Catalogue;
using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;
using Dragoman.Hosting;
using Dragoman.Store.Capabilities;
using Microsoft.Extensions.Logging;

namespace Dragoman.Commands.Conformance;

/// <summary>One run: a gateway of its own that holds nothing against any model, the checks, the scorecard, the record.</summary>
internal sealed class ConformanceRun(CommandHost host, string? configFile, string dataDirectory, Secret? storeAddress)
{
    /// <summary>What the checks of one model may cost.</summary>
    public required long MaxCostNanoUsd { get; init; }

    /// <summary>How long one check may take.</summary>
    public required TimeSpan CheckTime { get; init; }

    /// <summary>True prints JSON.</summary>
    public bool Json { get; init; }

    /// <summary>Runs, and gives the exit code.</summary>
    public async Task<int> RunAsync(string upstream, IReadOnlyList<string> models, CancellationToken cancellation)
    {
        var key = "dgm-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await using var gateway = await Gateway.StartAsync(
            new GatewayOptions
            {
                ConfigFile = configFile,
                Listen = new IPEndPoint(IPAddress.Loopback, 0),
                DataDirectory = dataDirectory,
                StoreAddress = storeAddress,
                BootstrapKey = key,
                Environment = host.Environment,
                Time = host.Time,
                Measurements = Measurements.Optimistic,
                LogLevel = LogLevel.None,
                OwnsProcess = false,
            },
            cancellation);
        var targets = Targets(gateway.Snapshot, upstream, models);
        var reports = new List<Scorecard>();
        foreach (var target in targets)
        {
            using var lab = new Lab(Client(gateway.Address, key), target, host.Time);
            reports.Add(await ExamineAsync(lab, new CapabilityStore(gateway.Store.Engine), cancellation));
        }

        Print(reports);
        return reports.Exists(report => report.Results.Any(result => result.Result.Outcome == CheckOutcome.Failed)) ? 1 : 0;
    }

    private async Task<Scorecard> ExamineAsync(Lab lab, CapabilityStore store, CancellationToken cancellation)
    {
        var run = new LabRun(lab, CheckTime, MaxCostNanoUsd, host);
        host.Error.WriteLine($"{lab.Target.Name}: {Suite.All.Count} checks, about {Dollars(run.EstimatedNanoUsd)}, at most {Dollars(MaxCostNanoUsd)}");
        var results = new List<LabResult>();
        var at = host.Time.GetUtcNow();
        await foreach (var result in run.RunAsync(cancellation))
        {
            results.Add(result);
            host.Error.WriteLine($"  {results.Count,2}/{Suite.All.Count} {result.Name}: {Scorecard.Word(result.Result.Outcome)}");
        }

        var checks = results.Select(result => new CapabilityCheck
        {
            Upstream = lab.Target.Upstream.Id,
            Endpoint = lab.Target.Upstream.Endpoint.AbsoluteUri,
            Model = lab.Target.Model,
            Name = result.Name,
            Outcome = result.Result.Outcome,
            Detail = result.Result.Detail,
            At = at,
            CatalogueVersion = ProviderCatalogue.BuiltIn.Version,
        }).ToList();
        store.Save(checks);
        return new Scorecard(lab.Target, at, results, MeasuredTraits.Of(checks));
    }

    private static List<RouteTarget> Targets(PolicySnapshot snapshot, string asked, IReadOnlyList<string> models)
    {
        var upstream = snapshot.Upstreams.FirstOrDefault(one => one.Id.Equals(asked, StringComparison.OrdinalIgnoreCase))
            ?? snapshot.Upstreams.FirstOrDefault(one => one.Provider.Equals(asked, StringComparison.OrdinalIgnoreCase))
            ?? throw new CommandFailure(snapshot.Upstreams.Count == 0 ? Missing.Upstreams
                : $"There is no upstream {asked}: choose one of {string.Join(", ", snapshot.Upstreams.Select(one => one.Id))}.");
        var own = $"{ModelNames.PublishedPrefix}{upstream.Id}/";
        var names = models.Count > 0 ? models
            : [.. snapshot.Routes.SelectMany(route => route.Targets).Where(target => target.Upstream.Id == upstream.Id).Select(target => target.Model).Distinct(StringComparer.Ordinal)];
        if (names.Count == 0)
        {
            var known = snapshot.Models.All.Where(model => model.Id.StartsWith(own, StringComparison.Ordinal)).Select(model => model.Id[own.Length..]).Take(6).ToList();
            throw new CommandFailure(
                $"The configuration names no model of {upstream.Id}: say which with --model{(known.Count > 0 ? $", for example {string.Join(", ", known)}" : string.Empty)}.");
        }

        return [.. names.Select(model => snapshot.RouteTable.Decide(new TurnFacts { RequestedModel = $"{upstream.Id}/{model}" }).Target
            ?? throw new CommandFailure($"There is no way to {upstream.Id}/{model}: check its name with `dragoman models`."))];
    }

    private static HttpClient Client(Uri address, string key)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Add("x-api-key", key);
        client.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
        client.DefaultRequestHeaders.Add("x-claude-code-session-id", $"conformance-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");
        return client;
    }

    private void Print(List<Scorecard> reports)
    {
        if (Json)
        {
            JsonOutput.Write(host.Out, reports.Select(report => report.Shape()));
            return;
        }

        foreach (var report in reports)
        {
            report.Print(host);
        }
    }

    private static string Dollars(long nano) => (nano / 1e9).ToString("$0.00##", CultureInfo.InvariantCulture);
}
