using System.Diagnostics;
using System.Runtime.InteropServices;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Cli;

/// <summary>The real Claude Code CLI, pinned by the lock file in the npm folder, run in an environment that is empty but for what it needs.</summary>
public static class ClaudeCli
{
    /// <summary>The version the tests are written against.</summary>
    public const string Version = "2.1.329";

    // Two at a time: more only makes every one of them slower on the two cores of the smallest build machine.
    private static readonly SemaphoreSlim Slots = new(2);
    private static readonly Lazy<Task<string>> Binary = new(LocateAsync);

    private static string NpmPath => Path.Combine(Repository.Root, "tests", "Dragoman.EndToEnd", "npm");

    /// <summary>Where the CLI is; installed where it is missing.</summary>
    public static Task<string> BinaryAsync() => Binary.Value;

    /// <summary>The CLI's executable, installed where it was missing.</summary>
    public static Task<string> PathAsync() => Binary.Value;

    /// <summary>Starts the CLI and waits for its end.</summary>
    public static async Task<ClaudeResult> RunAsync(ClaudeWorkspace workspace, ClaudeOptions options)
    {
        await using var session = await StartAsync(workspace, options);
        if (options.Conversational)
        {
            session.CloseInput();
        }

        return await session.CompleteAsync();
    }

    /// <summary>Starts the CLI.</summary>
    public static async Task<ClaudeSession> StartAsync(ClaudeWorkspace workspace, ClaudeOptions options)
    {
        var binary = await Binary.Value;
        await Slots.WaitAsync();
        var slot = new Slot();
        try
        {
            var process = Process.Start(Describe(binary, workspace, options))!;
            var session = new ClaudeSession(process, options.Deadline, slot);
            if (options.Conversational)
            {
                await session.SendAsync(options.Prompt);
            }
            else
            {
                session.CloseInput();
            }

            return session;
        }
        catch
        {
            slot.Dispose();
            throw;
        }
    }

    private static ProcessStartInfo Describe(string binary, ClaudeWorkspace workspace, ClaudeOptions options)
    {
        var start = new ProcessStartInfo(binary)
        {
            WorkingDirectory = workspace.Project,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] arguments =
        [
            "-p", "--output-format", "stream-json", "--verbose", "--include-partial-messages",
            "--permission-mode", options.PermissionMode,
            .. options.Model is { } model ? new[] { "--model", model } : [],
            .. options.Conversational ? new[] { "--input-format", "stream-json" } : [],
            .. options.Arguments,
            .. options.Conversational ? [] : new[] { "--", options.Prompt },
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["HOME"] = workspace.Home;
        start.Environment["CLAUDE_CONFIG_DIR"] = Path.Combine(workspace.Home, ".claude");
        // What it leaves behind goes with the workspace.
        start.Environment["CLAUDE_CODE_TMPDIR"] = Directory.CreateDirectory(Path.Combine(workspace.Home, "tmp")).FullName;
        start.Environment["ANTHROPIC_BASE_URL"] = options.BaseUrl;
        start.Environment["ANTHROPIC_API_KEY"] = options.ApiKey;
        start.Environment["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1";
        start.Environment["DISABLE_AUTOUPDATER"] = "1";
        start.Environment["IS_SANDBOX"] = "1";
        foreach (var (name, value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task<string> LocateAsync()
    {
        if (Find() is { } there)
        {
            return there;
        }

        await NpmFolder.InstallAsync(NpmPath, () => Find() is not null);
        return Find() ?? throw new InvalidOperationException($"npm ci in {NpmPath} left no CLI behind.");
    }

    // The platform package's own binary is preferred: it needs no install script to have run.
    private static string? Find()
    {
        var modules = Path.Combine(NpmPath, "node_modules");
        var platform = RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "darwin" : "linux";
        var cpu = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        string[] candidates =
        [
            Path.Combine(modules, "@anthropic-ai", $"claude-code-{platform}-{cpu}", "claude"),
            Path.Combine(modules, ".bin", "claude"),
        ];
        return Array.Find(candidates, File.Exists);
    }

    private sealed class Slot : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                Slots.Release();
            }
        }
    }
}
