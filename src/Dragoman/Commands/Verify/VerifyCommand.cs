using System.CommandLine;
using Dragoman.Commands.Claude;
using Dragoman.Commands.Doctor;
using Dragoman.Core.Configuration;
using Dragoman.Store.Engines;

namespace Dragoman.Commands.Verify;

/// <summary><c>dragoman verify</c>: the checks that a person would make after pointing Claude Code at a gateway, made by the real one.</summary>
internal static class VerifyCommand
{
    /// <summary>The verb.</summary>
    public static Verb Create(SharedOptions shared, CommandHost host)
    {
        var model = new Option<string[]>("--model")
        {
            Description = "A name to ask for as well; may be given several times.",
            HelpName = "NAME",
        };
        var json = SharedOptions.Json();
        var verb = new Verb(
            "verify",
            "Let your Claude Code work through the gateway and check what arrives: one small prompt per alias, a live stream, and a "
            + "rename over five files in a temporary directory. It asks your models for real, a dozen short turns or so.")
        {
            Examples = ["dragoman verify", "dragoman verify --config dragoman.yaml --model gpt-5-via-gateway"],
            ExitCodes = ["0  every check passed; there may be warnings", "1  one did not, or could not be made"],
        };
        verb.Options.Add(model);
        verb.Options.Add(json);
        verb.SetAction((parsed, cancellation) => RunAsync(
            shared.ConfigFile(parsed), shared.DataDirectory(parsed), shared.Place(parsed), shared.StoreAddress(parsed), parsed.GetValue(model) ?? [], parsed.GetValue(json), host, cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(
        string? configFile, string dataDirectory, StorePlace place, Secret? storeAddress, string[] models, bool json, CommandHost host, CancellationToken cancellation)
    {
        var executable = ClaudeExecutable.Require(host);
        await using var session = await GatewaySession.OpenAsync(configFile, dataDirectory, storeAddress, host, cancellation);
        if (session.Missing is { } missing)
        {
            throw new CommandFailure(missing);
        }

        var values = ClaudeEnvironment.Values(session.Address, session.Key, host);
        using var settings = PrivateFile.Create(dataDirectory, "claude-settings", ClaudeSettings.Overrule(values));
        var verification = new Verification(session, new ClaudeRunner(executable, settings.Path, values, host), place, host);
        var report = new FindingReport(host, json);
        await foreach (var finding in verification.RunAsync(models, cancellation))
        {
            report.Add(finding);
        }

        return report.Finish();
    }
}
