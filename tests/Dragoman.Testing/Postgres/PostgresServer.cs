using System.Diagnostics;
using System.Globalization;

namespace Dragoman.Testing.Postgres;

/// <summary>
/// A PostgreSQL server of the tests' own: on a Unix socket in a directory of its own, without fsync, gone with the process that started
/// it. As root it runs as another user, since PostgreSQL refuses to run as root.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private static readonly Lazy<PostgresServer> One = new(() => new PostgresServer());

    private static int _made;

    private readonly string _bin;
    private readonly string? _user;
    private Process? _process;
    private volatile bool _disposed;

    /// <summary>Makes a cluster and starts it.</summary>
    public PostgresServer()
    {
        _bin = Binaries() ?? throw new InvalidOperationException(
            "PostgreSQL is missing: ./test installs it where it may; else install it (Debian and Ubuntu: the package postgresql).");
        _user = Environment.UserName == "root" ? (HasUser("postgres") ? "postgres" : "nobody") : null;
        Directory = Run("mktemp", "-d", "/tmp/dragoman-pg-XXXXXX").Trim();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
        Run(Path.Combine(_bin, "initdb"), "-D", Data, "-A", "trust", "-U", "dragoman", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions");
        Start();
    }

    /// <summary>The one that all tests of a process share; never stop this one.</summary>
    public static PostgresServer Shared => One.Value;

    /// <summary>
    /// Ends the shared one, if there is one. To be called while the process still runs: when it is ending, children are not waited for any
    /// more, and the end of the server would be waited for in vain.
    /// </summary>
    public static void EndShared()
    {
        if (One.IsValueCreated)
        {
            One.Value.Dispose();
        }
    }

    /// <summary>The directory of its socket and data.</summary>
    public string Directory { get; }

    private string Data => Path.Combine(Directory, "data");

    /// <summary>What the gateway takes as the address of a database.</summary>
    public string Address(string database) => $"Host={Directory};Username=dragoman;Database={database}";

    /// <summary>Makes a new database and gives its address.</summary>
    public string CreateDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"g{Interlocked.Increment(ref _made)}");
        Run(Path.Combine(_bin, "createdb"), "-h", Directory, "-U", "dragoman", name);
        return Address(name);
    }

    /// <summary>Starts it and returns when it takes connections.</summary>
    public void Start()
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        // The kernel ends the server when the thread that started it ends, so that thread stays as long as the server.
        var thread = new Thread(() =>
        {
            try
            {
                var process = Process.Start(Command(
                    Path.Combine(_bin, "postgres"),
                    ["-D", Data, "-k", Directory, "-h", "", "-F", "-c", "full_page_writes=off",
                        "-c", "max_connections=300", "-c", "shared_buffers=128MB", "-c", "log_min_messages=fatal", "-c", "logging_collector=off"],
                    dieWithThread: true))!;
                process.OutputDataReceived += static (_, _) => { };
                process.ErrorDataReceived += static (_, _) => { };
                process.BeginOutputReadLine();
                process.BeginErrorReadLine();
                started.SetResult(process);
                process.WaitForExit();
            }
            catch (Exception e)
            {
                started.TrySetException(e);
            }
        })
        { IsBackground = true, Name = "postgres" };
        thread.Start();
        _process = started.Task.WaitAsync(Deadline).GetAwaiter().GetResult();
        var clock = Stopwatch.StartNew();
        while (!IsReady())
        {
            if (clock.Elapsed > Deadline)
            {
                throw new InvalidOperationException("PostgreSQL does not start.");
            }

            Wait(20);
        }
    }

    /// <summary>Ends it at once, as a crash does: clients lose their connections.</summary>
    public void Stop()
    {
        if (Interlocked.Exchange(ref _process, null) is not { } process)
        {
            return;
        }

        try
        {
            // SIGQUIT: every server process ends at once, and none is left behind, as might be with SIGKILL.
            var id = process.Id.ToString(CultureInfo.InvariantCulture);
            Process.Start(new ProcessStartInfo("kill", ["-s", "QUIT", id]))!.WaitForExit(Deadline);
            if (!process.WaitForExit(Deadline))
            {
                process.Kill();
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It is gone already.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Stop();
        try
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Left in the temporary directory.
        }
    }

    private static string? Binaries()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':', StringSplitOptions.RemoveEmptyEntries);
        var packaged = System.IO.Directory.Exists("/usr/lib/postgresql")
            ? System.IO.Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(Version).Select(directory => Path.Combine(directory, "bin"))
            : [];
        // What is on the PATH may be a link to where its libraries and its postgres are.
        return path.Concat(packaged).Select(directory => Path.Combine(directory, "initdb")).Where(File.Exists)
            .Select(file => Path.GetDirectoryName(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file)).FirstOrDefault();
    }

    private static int Version(string directory) =>
        int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static bool HasUser(string name) => File.ReadLines("/etc/passwd").Any(line => line.StartsWith(name + ":", StringComparison.Ordinal));

    private bool IsReady()
    {
        try
        {
            var lines = File.ReadAllLines(Path.Combine(Data, "postmaster.pid"));
            return lines.Length >= 8 && lines[7].StartsWith("ready", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(Command(program, arguments, dieWithThread: false))!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Deadline) || process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} failed: {(errors.IsCompleted ? errors.Result : "it does not end")}");
        }

        return output.WaitAsync(Deadline).GetAwaiter().GetResult();
    }

    private ProcessStartInfo Command(string program, IEnumerable<string> arguments, bool dieWithThread)
    {
        var command = new ProcessStartInfo("setpriv") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/tmp" };
        if (_user is not null)
        {
            foreach (var argument in (string[])["--reuid", _user, "--regid", GroupOf(_user), "--clear-groups"])
            {
                command.ArgumentList.Add(argument);
            }
        }

        if (dieWithThread)
        {
            command.ArgumentList.Add("--pdeathsig");
            command.ArgumentList.Add("QUIT");
        }

        command.ArgumentList.Add("--");
        command.ArgumentList.Add(program);
        foreach (var argument in arguments)
        {
            command.ArgumentList.Add(argument);
        }

        command.Environment["LC_ALL"] = "C";
        return command;
    }

    private static string GroupOf(string user) =>
        File.ReadLines("/etc/passwd").Select(line => line.Split(':')).First(fields => fields[0] == user)[3];

    private static void Wait(int milliseconds)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(milliseconds);
    }
}
