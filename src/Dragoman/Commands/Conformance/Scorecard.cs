using System.Globalization;
using Dragoman.Core.Capabilities;
using Dragoman.Core.Catalogue;
using Dragoman.Core.Routing;

namespace Dragoman.Commands.Conformance;

/// <summary>What a run found of one model, for people and for programs.</summary>
internal sealed record Scorecard(RouteTarget Target, DateTimeOffset At, IReadOnlyList<LabResult> Results, MeasuredTraits Traits)
{
    /// <summary>An outcome in one word.</summary>
    public static string Word(CheckOutcome outcome) => outcome.ToString().ToLowerInvariant();

    /// <summary>The table, and what routing makes of it.</summary>
    public void Print(CommandHost host)
    {
        host.Out.WriteLine($"{Target.Name} ({Target.Upstream.Dialect.Name}), {At:yyyy-MM-dd HH:mm} UTC");
        Table.Print(
            host,
            ["CHECK", "RESULT", "SECONDS>", "COST>", "SEEN"],
            Results.Select(result => (IReadOnlyList<string>)
            [
                result.Name,
                result.Result.Outcome == CheckOutcome.Failed ? "FAILED" : Word(result.Result.Outcome),
                result.Took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture),
                Dollars(result.CostNanoUsd),
                result.Result.Detail,
            ]));
        host.Out.WriteLine(
            $"{Count(CheckOutcome.Passed)} passed, {Count(CheckOutcome.Failed)} failed, {Count(CheckOutcome.Unsupported)} unsupported, "
            + $"{Count(CheckOutcome.Inconclusive)} inconclusive; {Dollars(Results.Sum(result => result.CostNanoUsd))}");
        if (Traits.Tools == false)
        {
            host.Out.WriteLine("Turns that need tools do not go to this model, from the gateway's next start or reload on; `tools: true` for it in the configuration overrules that.");
        }

        host.Out.WriteLine();
    }

    /// <summary>The same as JSON.</summary>
    public object Shape() => new
    {
        upstream = Target.Upstream.Id,
        model = Target.Model,
        dialect = Target.Upstream.Dialect.Name,
        endpoint = Target.Upstream.Endpoint.AbsoluteUri,
        at = At,
        catalogueVersion = ProviderCatalogue.BuiltIn.Version,
        costUsd = Results.Sum(result => result.CostNanoUsd) / 1e9,
        traits = new
        {
            tools = Traits.Tools,
            parallelTools = Traits.ParallelTools,
            vision = Traits.Vision,
            documents = Traits.Documents,
            structuredOutput = Traits.StructuredOutput,
        },
        checks = Results.Select(result => new
        {
            check = result.Name,
            outcome = Word(result.Result.Outcome),
            detail = result.Result.Detail,
            seconds = Math.Round(result.Took.TotalSeconds, 3),
            costUsd = result.CostNanoUsd / 1e9,
        }),
    };

    private int Count(CheckOutcome outcome) => Results.Count(result => result.Result.Outcome == outcome);

    private static string Dollars(long nano) => (nano / 1e9).ToString("$0.0000", CultureInfo.InvariantCulture);
}
