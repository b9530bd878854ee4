using System.CommandLine;
using System.Globalization;

namespace Dragoman.Commands.Conformance;

/// <summary><c>dragoman conformance</c>: what a model really does, found out by asking it (N02, A19, E04).</summary>
internal static class ConformanceCommand
{
    private const double UsualMaxCost = 1.0;
    private const int UsualCheckSeconds = 120;

    /// <summary>The verb.</summary>
    public static Verb Create(SharedOptions shared, CommandHost host)
    {
        var verb = new Verb("conformance", "Find out what the models of an upstream really do, so that turns go only where they can be served.")
        {
            Examples = ["dragoman conformance run --upstream openai --model gpt-5"],
        };
        verb.Subcommands.Add(Run(shared, host));
        return verb;
    }

    private static Verb Run(SharedOptions shared, CommandHost host)
    {
        var upstream = new Option<string>("--upstream") { Description = "The upstream's id, or its provider.", HelpName = "ID", Required = true };
        var model = new Option<string[]>("--model")
        {
            Description = "A model's id at the upstream; may be given several times. Without it: the models that the configuration names for it.",
            HelpName = "ID",
        };
        var maxCost = new Option<double>("--max-cost")
        {
            Description = "Dollars that the checks of one model may cost; what does not fit is not made.",
            HelpName = "DOLLARS",
            DefaultValueFactory = _ => UsualMaxCost,
        };
        maxCost.Validators.Add(result =>
        {
            if (!double.TryParse(result.Tokens.LastOrDefault()?.Value ?? "1", NumberStyles.Float, CultureInfo.InvariantCulture, out var asked) || asked is not (>= 0 and <= 1000))
            {
                result.AddError("--max-cost takes dollars from 0 to 1000");
            }
        });
        var json = SharedOptions.Json();
        var verb = new Verb(
            "run",
            "Make every check of one or more models: text, tools, parallel calls, arguments, results, thinking, images, documents, schemas, streams, "
            + "limits, caches, counts. It asks the models for real, some thirty short turns each. What it finds is kept, and routing follows it: a "
            + "model that failed the checks of tools gets no turn that needs tools, unless the configuration says that it takes them.")
        {
            Examples =
            [
                "dragoman conformance run --upstream openai --model gpt-5",
                "dragoman conformance run --upstream local --config dragoman.yaml --max-cost 0.20 --json",
            ],
            ExitCodes = ["0  nothing failed; something may not be supported", "1  a check failed, or could not begin"],
        };
        verb.Options.Add(upstream);
        verb.Options.Add(model);
        verb.Options.Add(maxCost);
        verb.Options.Add(json);
        verb.SetAction((parsed, cancellation) => new ConformanceRun(host, shared.ConfigFile(parsed), shared.DataDirectory(parsed), shared.StoreAddress(parsed))
        {
            MaxCostNanoUsd = (long)(parsed.GetValue(maxCost) * 1e9),
            CheckTime = TimeSpan.FromSeconds(UsualCheckSeconds),
            Json = parsed.GetValue(json),
        }.RunAsync(parsed.GetValue(upstream)!, parsed.GetValue(model) ?? [], cancellation));
        return verb;
    }
}
