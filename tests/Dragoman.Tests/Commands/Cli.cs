using Dragoman.Commands;

namespace Dragoman.Tests.Commands;

/// <summary>Runs a command in this process, as a shell would, and keeps what it printed.</summary>
internal sealed record Cli
{
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public string WorkingDirectory { get; init; } = Path.GetTempPath();

    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var host = new CommandHost { Out = output, Error = error, Environment = Environment, WorkingDirectory = WorkingDirectory };
        var code = await CommandLine.RunAsync(arguments, host, TestContext.Current.CancellationToken);
        return new CliResult(code, output.ToString(), error.ToString());
    }
}
