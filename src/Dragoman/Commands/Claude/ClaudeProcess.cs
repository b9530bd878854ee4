using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Dragoman.Commands.Claude;

/// <summary>Claude Code as a child that owns the terminal: its input, output, signals and exit code are those of the caller.</summary>
internal static class ClaudeProcess
{
    /// <summary>How the child is started, with the caller's environment changed by <paramref name="values"/>.</summary>
    public static ProcessStartInfo Prepare(
        string executable, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> values, CommandHost host)
    {
        var start = new ProcessStartInfo(executable, arguments) { UseShellExecute = false, WorkingDirectory = host.WorkingDirectory };
        start.Environment.Clear();
        foreach (var (name, value) in host.Environment)
        {
            start.Environment[name] = value;
        }

        foreach (var name in ClaudeEnvironment.Leading)
        {
            start.Environment.Remove(name);
        }

        // Meant for the gateway; the child has no use for it.
        start.Environment.Remove(AccessKeyVariable.Name);
        foreach (var (name, value) in values)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Starts a prepared child.</summary>
    /// <exception cref="CommandFailure">It does not start.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new CommandFailure($"{start.FileName} does not start ({e.Message}): check that it is Claude Code's executable.");
        }
    }

    /// <summary>Waits for the child and passes on the signals that reach only this process.</summary>
    /// <returns>The child's exit code; 128 + n where a signal n ended it.</returns>
    public static async Task<int> RunAsync(ProcessStartInfo start)
    {
        using var child = Start(start);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Forward(context, child, 15));
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Forward(context, child, 1));
        // Ctrl-C in a terminal reaches the whole foreground group, so the child already has it; two would mean "quit at once".
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            if (Console.IsInputRedirected)
            {
                Forward(context, child, 2);
            }
            else
            {
                context.Cancel = true;
            }
        });
        await child.WaitForExitAsync();
        return child.ExitCode;
    }

    private static void Forward(PosixSignalContext context, Process child, int signal)
    {
        context.Cancel = true;
        if (OperatingSystem.IsWindows())
        {
            child.Kill(entireProcessTree: true);
        }
        else if (!child.HasExited)
        {
            _ = Kill(child.Id, signal);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
