using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Gateway;

/// <summary>The real gateway executable, started on a port and a data directory of its own and killed with the test.</summary>
public sealed partial class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly DirectoryInfo _directory;
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GatewayProcess(Process process, DirectoryInfo directory, string key)
    {
        _process = process;
        _directory = directory;
        Key = key;
    }

    /// <summary>The key clients use.</summary>
    public string Key { get; }

    /// <summary>The address, without a trailing slash.</summary>
    public string BaseUrl { get; private set; } = string.Empty;

    /// <summary>The configuration file: rewriting it reloads the gateway.</summary>
    public string ConfigFile => Path.Combine(_directory.FullName, "dragoman.yaml");

    /// <summary>The data directory.</summary>
    public string DataDirectory => Path.Combine(_directory.FullName, "data");

    /// <summary>What it wrote to standard output and error so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts a gateway with this configuration and waits until it listens.</summary>
    public static async Task<GatewayProcess> StartAsync(string yaml, IReadOnlyDictionary<string, string> environment, string key = "sk-dragoman-test")
    {
        var directory = Directory.CreateTempSubdirectory("dragoman-gateway-");
        var config = Path.Combine(directory.FullName, "dragoman.yaml");
        await File.WriteAllTextAsync(config, yaml);
        var data = directory.CreateSubdirectory("data");
        var start = Command("serve", "--config", config, "--listen", "127.0.0.1:0", "--data", data.FullName);
        start.Environment["HOME"] = directory.FullName;
        start.Environment["DRAGOMAN_KEY"] = key;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var gateway = new GatewayProcess(process, directory, key);
        process.OutputDataReceived += (_, line) => gateway.Hear(line.Data);
        process.ErrorDataReceived += (_, line) => gateway.Hear(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            var ended = process.WaitForExitAsync();
            await Task.WhenAny(gateway._address.Task, ended).WaitAsync(StartDeadline);
            if (!gateway._address.Task.IsCompleted)
            {
                throw new InvalidOperationException($"The gateway ended with {process.ExitCode} before it listened: {gateway.Log}");
            }

            gateway.BaseUrl = await gateway._address.Task;
            return gateway;
        }
        catch (TimeoutException late)
        {
            var log = gateway.Log;
            await gateway.DisposeAsync();
            throw new TimeoutException($"The gateway did not say within {StartDeadline.TotalSeconds:0} s where it listens: {log}", late);
        }
    }

    /// <summary>Runs another verb of the executable, e.g. <c>turns --json</c>, and gives exit code and what it wrote.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        RunAsync(arguments, new Dictionary<string, string>(), null, TimeSpan.FromSeconds(30));

    /// <summary>Runs a verb in a directory, with further environment variables, until it ends or its deadline has come.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string[] arguments, IReadOnlyDictionary<string, string> environment, string? directory, TimeSpan deadline)
    {
        var start = Command(arguments);
        start.RedirectStandardInput = true;
        start.WorkingDirectory = directory ?? string.Empty;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(deadline);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = process.StandardError.ReadToEndAsync(timeout.Token);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"dragoman {string.Join(' ', arguments)} did not end within {deadline.TotalSeconds:0} s.", late);
        }
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does: nothing is written, nothing is given back.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        }

        _process.Dispose();
        try
        {
            _directory.Delete(recursive: true);
        }
        catch (IOException)
        {
            // The temporary directory is the system's to clean then.
        }
    }

    private static ProcessStartInfo Command(params string[] arguments)
    {
        var binary = Path.Combine(Repository.Root, "src", "Dragoman", "bin", Repository.Configuration, "net10.0", "dragoman.dll");
        var dotnet = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? host
            : Environment.GetEnvironmentVariable("DOTNET") ?? Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, [binary, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // Nothing of the machine's own providers may be found: only what a test gives.
        string[] kept = ["PATH", "DOTNET_ROOT", "TMPDIR", "LANG"];
        foreach (var name in start.Environment.Keys.Except(kept, StringComparer.Ordinal).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_NOLOGO"] = "1";
        return start;
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.AppendLine(line);
        }

        if (Listening().Match(line) is { Success: true } match)
        {
            _address.TrySetResult(match.Groups["url"].Value);
        }
    }

    [GeneratedRegex(@"listening on (?<url>http://127\.0\.0\.1:\d+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();
}
