namespace Dragoman.Commands.Claude;

/// <summary>Finds the developer's own Claude Code.</summary>
internal static class ClaudeExecutable
{
    /// <summary>Names the executable where it is not on the path.</summary>
    public const string Variable = "DRAGOMAN_CLAUDE";

    /// <summary>The executable's path; null where there is none.</summary>
    /// <exception cref="CommandFailure">The variable names something that does not exist.</exception>
    public static string? Find(CommandHost host)
    {
        if (host.Variable(Variable) is { } named)
        {
            var path = host.FullPath(named);
            return File.Exists(path) ? path : throw new CommandFailure($"{Variable} names {path}, which does not exist: correct or unset it.");
        }

        string[] names = OperatingSystem.IsWindows() ? ["claude.exe", "claude.cmd"] : ["claude"];
        return (host.Variable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(directory => names.Select(name => Path.Combine(directory, name)))
            .FirstOrDefault(IsExecutable);
    }

    /// <summary>The executable's path.</summary>
    /// <exception cref="CommandFailure">There is none.</exception>
    public static string Require(CommandHost host) => Find(host) ?? throw new CommandFailure(
        $"Claude Code is not on the PATH: install it with `npm install -g @anthropic-ai/claude-code`, or name it with {Variable}.");

    private static bool IsExecutable(string path) =>
        File.Exists(path)
        && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None);
}
