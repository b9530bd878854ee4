using System.Diagnostics;
using System.Runtime.CompilerServices;
using Dragoman.Commands.Claude;

namespace Dragoman.Commands.Doctor;

/// <summary>Whether Claude Code is here, and whether this shell and its settings lead it to the gateway.</summary>
internal sealed class ClaudeChecks(CommandHost host, Uri? running)
{
    private static readonly TimeSpan VersionTime = TimeSpan.FromSeconds(20);

    private readonly string _address = ClaudeEnvironment.BaseUrl(running ?? new Uri($"http://{ListenAddress.Default}"));

    /// <summary>Runs them.</summary>
    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return await ExecutableAsync(cancellation);
        yield return Shell();
        foreach (var name in ClaudeEnvironment.Leading.Where(name => host.Variable(name) is not null && host.Variable("ANTHROPIC_BASE_URL") is not null))
        {
            yield return Finding.Warn(
                "shell",
                $"{name} is set beside ANTHROPIC_BASE_URL, and leads past the gateway or sends another key to it",
                $"Unset {name} where Claude Code runs; `dragoman claude` does that by itself.");
        }

        foreach (var obstacle in ClaudeSettings.Obstacles(host, _address))
        {
            yield return Finding.Warn(
                "settings",
                $"{obstacle.Name} in {obstacle.File}{(obstacle.Value.Length > 0 ? $" is {obstacle.Value}, and" : "")} wins over the shell's variables",
                "Remove it there; `dragoman claude` overrules it for its own process.");
        }
    }

    private async Task<Finding> ExecutableAsync(CancellationToken cancellation)
    {
        const string Check = "claude";
        string path;
        try
        {
            path = ClaudeExecutable.Require(host);
        }
        catch (CommandFailure failure)
        {
            return Finding.Warn(Check, "Claude Code was not found", failure.Message);
        }

        var start = ClaudeProcess.Prepare(path, ["--version"], new Dictionary<string, string>(StringComparer.Ordinal), host);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(VersionTime);
        Process? child = null;
        try
        {
            child = ClaudeProcess.Start(start);
            child.StandardInput.Close();
            var version = (await child.StandardOutput.ReadToEndAsync(deadline.Token)).Trim();
            await child.WaitForExitAsync(deadline.Token);
            return child.ExitCode == 0
                ? Finding.Fine(Check, $"{version} at {path}")
                : Finding.Fail(Check, $"{path} --version ends with exit code {child.ExitCode}", "Install Claude Code again.");
        }
        catch (CommandFailure failure)
        {
            return Finding.Fail(Check, "Claude Code does not start", failure.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            child?.Kill(entireProcessTree: true);
            return Finding.Fail(Check, $"{path} --version does not end", "Install Claude Code again.");
        }
        finally
        {
            child?.Dispose();
        }
    }

    private Finding Shell()
    {
        const string Check = "shell";
        var url = host.Variable("ANTHROPIC_BASE_URL");
        return url is null ? Finding.Warn(
                Check,
                "ANTHROPIC_BASE_URL is not set in this shell, so a plain `claude` here goes past the gateway",
                "Paste the lines that `dragoman serve` prints, or use `dragoman claude`.")
            : LeadsHere(url) ? Finding.Fine(Check, $"ANTHROPIC_BASE_URL is {url}")
            : Finding.Warn(Check, $"ANTHROPIC_BASE_URL is {url}, not {_address}", $"Set it to {_address}, if this gateway is meant.");
    }

    // Base URLs that end in /v1, /anthropic, /api or /claude-code work as well.
    private bool LeadsHere(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && Uri.TryCreate(_address, UriKind.Absolute, out var here)
        && uri.Port == here.Port && (uri.Host == here.Host || (uri.IsLoopback && here.IsLoopback));
}
