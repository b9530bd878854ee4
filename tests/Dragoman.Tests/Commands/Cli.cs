using Dragoman.Commands;

namespace Dragoman.Tests.Commands;

/// <summary>Runs a command in this process, as a shell would, and keeps what it printed.</summary>
internal sealed class Cli(string? workingDirectory = null)
{
    /// <summary>The variables that the command sees: none but these. The port of the Ollama probe is one where nothing listens.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal) { ["OLLAMA_HOST"] = "127.0.0.1:9" };

    /// <summary>What the command reads from standard input.</summary>
    public string Input { get; set; } = string.Empty;

    public CommandHost Host(TextWriter? output = null, TextWriter? error = null) => new()
    {
        Out = output ?? TextWriter.Null,
        Error = error ?? TextWriter.Null,
        In = new StringReader(Input),
        Environment = Environment,
        WorkingDirectory = workingDirectory ?? Path.GetTempPath(),
    };

    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, Host(output, error), TestContext.Current.CancellationToken);
        return new CliResult(code, output.ToString(), error.ToString());
    }
}
