using System.CommandLine;
using Dragoman.Core.Configuration;
using Dragoman.Hosting;

namespace Dragoman.Commands;

/// <summary><c>dragoman check</c>: everything that is wrong with a configuration, at once.</summary>
internal static class CheckCommand
{
    private const string UsualName = "dragoman.yaml";

    /// <summary>The verb.</summary>
    public static Verb Create(SharedOptions shared, CommandHost host)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = $"The file to check; without it the one of --config or DRAGOMAN_CONFIG, or {UsualName} here.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = SharedOptions.Json();
        var verb = new Verb("check", "Check a configuration and say everything that is wrong with it.")
        {
            Examples = ["dragoman check", "dragoman check dragoman.yaml --json"],
            ExitCodes = ["0  the configuration can be used; there may be warnings", "1  it cannot"],
        };
        verb.Arguments.Add(file);
        verb.Options.Add(json);
        verb.SetAction(parsed => Run(
            parsed.GetValue(file) is { } named ? shared.ConfigFile(named)! : shared.ConfigFile(parsed) ?? shared.ConfigFile(UsualName)!,
            parsed.GetValue(json),
            host));
        return verb;
    }

    private static int Run(string path, bool json, CommandHost host)
    {
        var result = new ConfigSource(path, host.Environment).Load();
        var snapshot = result.Config is { } config ? PolicyCompiler.Compile(config) : null;
        if (json)
        {
            JsonOutput.Write(host.Out, new
            {
                file = path,
                valid = result.IsValid,
                version = snapshot?.Version,
                errors = result.Errors.Select(Shape),
                warnings = result.Warnings.Select(Shape),
            });
        }
        else
        {
            foreach (var error in result.Errors)
            {
                host.Error.WriteLine($"error: {error}");
            }

            foreach (var warning in result.Warnings)
            {
                host.Error.WriteLine($"warning: {warning}");
            }

            host.Out.WriteLine(snapshot is null
                ? $"{path}: {Count(result.Errors.Count, "error")}, {Count(result.Warnings.Count, "warning")}"
                : $"{path}: in order, {Count(result.Warnings.Count, "warning")}; {Count(snapshot.Upstreams.Count, "upstream")}, "
                    + $"{Count(snapshot.Routes.Count, "route")}, policy version {snapshot.Version}");
        }

        return snapshot is null ? 1 : 0;
    }

    private static object Shape(ConfigError error) => new
    {
        file = error.File,
        line = error.Line,
        column = error.Column,
        path = error.Path,
        message = error.Message,
        fix = error.Fix,
    };

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
