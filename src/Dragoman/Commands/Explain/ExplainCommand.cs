using System.CommandLine;
using System.Globalization;
using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;
using Dragoman.Core.Routing.Explanations;
using Dragoman.Core.Routing.Health;
using Dragoman.Core.Routing.Sessions;
using Dragoman.Core.Routing.Strategies;
using Dragoman.Hosting;
using Dragoman.Store.Capabilities;

namespace Dragoman.Commands.Explain;

/// <summary><c>dragoman explain</c>: which rule fires for a request, and why each candidate wins or loses (D16, N17).</summary>
internal static class ExplainCommand
{
    /// <summary>The verb.</summary>
    public static Verb Create(SharedOptions shared, CommandHost host)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "A Messages request as JSON, bare or as {\"headers\": …, \"body\": …}; - reads the standard input.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var turn = new Option<string?>("--turn") { Description = "A turn that was recorded while rules were in force, instead of FILE.", HelpName = "ID" };
        var model = new Option<string?>("--model") { Description = "Ask for this model instead of the request's.", HelpName = "MODEL" };
        var at = new Option<DateTimeOffset?>("--at") { Description = "As if it arrived then; now where nothing is said.", HelpName = "TIME" };
        var developer = new Option<string?>("--developer") { Description = "As if this developer's key were shown.", HelpName = "NAME" };
        var team = new Option<string?>("--team") { Description = "As if the developer were in this team.", HelpName = "NAME" };
        var repository = new Option<string?>("--repository") { Description = "As if it belonged to this repository.", HelpName = "NAME" };
        var budget = new Option<double?>("--budget-left") { Description = "As if this share of the budget were left, 0 to 1.", HelpName = "SHARE" };
        var failures = new Option<double?>("--failure-rate") { Description = "As if this share of the session's turns had failed, 0 to 1.", HelpName = "SHARE" };
        var json = SharedOptions.Json();
        var verb = new Verb("explain", "Say where a request would go, or a recorded turn went, and why: the facts, each condition that was asked, each target and why it is not first. Nothing is sent.")
        {
            Examples = ["dragoman explain request.json --config dragoman.yaml", "dragoman explain --turn req_0VbY…", "dragoman explain - --team payments --at 2026-11-21T22:00Z < request.json"],
            ExitCodes = ["0  it goes somewhere", "1  it would be refused; the reason is said"],
        };
        verb.Arguments.Add(file);
        foreach (var option in new Option[] { turn, model, at, developer, team, repository, budget, failures, json })
        {
            verb.Options.Add(option);
        }

        verb.SetAction((parsed, cancellation) => RunAsync(
            new GatewayOptions
            {
                ConfigFile = shared.ConfigFile(parsed),
                Listen = ListenAddress.Parse(ListenAddress.Default),
                DataDirectory = shared.DataDirectoryIfAny(parsed),
                Environment = host.Environment,
                Time = host.Time,
            },
            async snapshot =>
            {
                var facts = (parsed.GetValue(turn), parsed.GetValue(file)) switch
                {
                    ({ } id, null) => await RecordedTurn.ReadAsync(id, shared.Place(parsed), snapshot.Version, host),
                    (null, { } path) => await PastedRequest.ReadAsync(
                        path is "-" ? "-" : host.FullPath(path), host, snapshot.RouteTable, parsed.GetValue(at) ?? host.Time.GetUtcNow(), cancellation),
                    _ => throw new CommandFailure("Name either a file with a request, or --turn ID."),
                };
                facts.RequestedModel = parsed.GetValue(model) ?? facts.RequestedModel;
                facts.Developer = parsed.GetValue(developer) ?? facts.Developer;
                facts.Team = parsed.GetValue(team) ?? facts.Team;
                facts.Repository = parsed.GetValue(repository) ?? facts.Repository;
                facts.BudgetLeft = parsed.GetValue(budget) ?? facts.BudgetLeft;
                facts.FailureRate = parsed.GetValue(failures) ?? facts.FailureRate;
                return facts;
            },
            parsed.GetValue(json),
            host,
            cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(
        GatewayOptions options, Func<PolicySnapshot, Task<TurnFacts>> read, bool json, CommandHost host, CancellationToken cancellation)
    {
        var (config, _) = await StartupConfig.FindAsync(new ConfigSource(options.ConfigFile, options.Environment), options, cancellation);
        var snapshot = PolicyCompiler.Compile(config, CapabilityStore.Measurements(options.Place(config.Store), options.Time));
        var facts = await read(snapshot);

        // Nothing is known here of health and of sessions: every target is up, no cache is warm.
        var router = new TurnRouter(new HealthBook(), new SessionPins());
        var explanation = Explainer.Explain(router, snapshot.RouteTable, in facts, new OrderContext(0, 0, string.Empty));
        if (json)
        {
            JsonOutput.Write(host.Out, ExplanationShape.Of(explanation));
        }
        else
        {
            Print(explanation, host);
        }

        return explanation.Routed.Decision.Failure is null ? 0 : 1;
    }

    private static void Print(Explanation explanation, CommandHost host)
    {
        var routed = explanation.Routed;
        host.Out.WriteLine(routed.Decision.Failure is { } failure ? $"refused: {failure.Message}" : $"{routed.First}  ({routed.Route!.Name})");
        host.Out.WriteLine($"because: {routed.Reason}");
        foreach (var policy in explanation.Policies)
        {
            host.Out.WriteLine();
            host.Out.WriteLine($"policy {policy.Name}: {(policy.Chosen is null ? "no branch holds" : $"route {policy.Chosen}")}");
            foreach (var step in policy.Steps)
            {
                var facts = string.Join(", ", step.Facts.Select(fact => $"{fact.Key} = {fact.Value}"));
                host.Out.WriteLine($"  line {step.Line,-3} {(step.Held ? "yes" : "no "),-4} {step.Text}{(facts.Length > 0 ? $"   # {facts}" : "")}");
            }
        }

        if (explanation.Candidates.Count > 0)
        {
            host.Out.WriteLine();
            Table.Print(host, ["TRIED", "TARGET", "INPUT COSTS>", "WHY NOT FIRST"], explanation.Candidates.Select(Row));
        }

        host.Out.WriteLine();
        Table.Print(host, ["FACT", "VALUE"], explanation.Facts.Select(fact => (IReadOnlyList<string>)[fact.Key, fact.Value]));
    }

    private static string[] Row(ExplainedCandidate candidate) =>
    [
        candidate.Place == 0 ? "never" : candidate.Place.ToString(CultureInfo.InvariantCulture),
        candidate.Target,
        candidate.CostNanoUsd is { } cost ? (cost / 1e9).ToString("$0.0000", CultureInfo.InvariantCulture) : "-",
        candidate.Why ?? "",
    ];
}
