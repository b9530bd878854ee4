using System.Diagnostics;
using Dragoman.Commands.Claude;

namespace Dragoman.Commands.Verify;

/// <summary>Runs Claude Code once on a prompt and keeps every line that it printed, with its time.</summary>
internal sealed class ClaudeRunner(string executable, string settings, IReadOnlyDictionary<string, string> values, CommandHost host)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    private static readonly string[] Common =
        ["--output-format", "stream-json", "--verbose", "--include-partial-messages", "--permission-mode", "acceptEdits"];

    /// <summary>Runs it in a directory.</summary>
    public async Task<ClaudeTranscript> RunAsync(string directory, string prompt, string? model, CancellationToken cancellation)
    {
        string[] arguments = ["-p", prompt, "--settings", settings, .. Common, .. model is null ? (string[])[] : ["--model", model]];
        var start = ClaudeProcess.Prepare(executable, arguments, values, host with { WorkingDirectory = directory });
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Deadline);
        using var child = ClaudeProcess.Start(start);
        child.StandardInput.Close();
        var transcript = new ClaudeTranscript();
        try
        {
            var error = child.StandardError.ReadToEndAsync(deadline.Token);
            while (await child.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            {
                transcript.Add(line, host.Time.GetTimestamp());
            }

            await child.WaitForExitAsync(deadline.Token);
            transcript.End(child.ExitCode, await error);
        }
        catch (OperationCanceledException)
        {
            child.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            transcript.End(exitCode: -1, $"it did not end within {Deadline.TotalMinutes:0} minutes");
        }

        return transcript;
    }
}
