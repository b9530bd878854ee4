using System.Diagnostics;
using System.Text.Json;
using Dragoman.EndToEnd.Cli;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Inbound;

/// <summary>The official clients from npm, pinned by the lock file in the clients folder: one script for each, one process for each run.</summary>
internal static class OfficialClient
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The folder of the scripts and their packages.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "Dragoman.EndToEnd", "clients");

    /// <summary>The path of a program that the packages bring.</summary>
    public static async Task<string> ProgramAsync(string name)
    {
        await InstallAsync();
        return Path.Combine(Folder, "node_modules", ".bin", name);
    }

    /// <summary>Runs a scenario and gives what the client made of it, see <c>clients/run.mjs</c>.</summary>
    public static async Task<JsonElement> RunAsync(string client, string scenario, string baseUrl, string key, string model)
    {
        await InstallAsync();
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, "run.mjs"), client, scenario]);
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["BASE_URL"] = baseUrl;
        start.Environment["API_KEY"] = key;
        start.Environment["MODEL"] = model;
        var (code, output, errors) = await RunAsync(start, Deadline);
        var line = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        code.ShouldBe(0, $"{client} {scenario}: {output}\n{errors}");
        return JsonDocument.Parse(line ?? throw new InvalidDataException($"{client} {scenario} printed nothing: {errors}")).RootElement;
    }

    /// <summary>Runs a program to its end; killed with all its children where that takes too long.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(ProcessStartInfo start, TimeSpan deadline)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        using var process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(deadline);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} did not end within {deadline.TotalSeconds:0} s: {await output}\n{await errors}", late);
        }

        return (process.ExitCode, await output, await errors);
    }

    private static Task InstallAsync() =>
        NpmFolder.InstallAsync(Folder, static () => Directory.Exists(Path.Combine(Folder, "node_modules", "openai")));
}
