using Dragoman.Hosting;

namespace Dragoman.Commands;

/// <summary>Where the gateway keeps its store and its secrets.</summary>
internal static class DataDirectory
{
    /// <summary>The directory that was asked for, or the user's own place for data.</summary>
    /// <param name="asked">What <c>--data</c> says; null where it is not given.</param>
    /// <param name="configFile">A configuration, which may name one; null where there is none.</param>
    /// <param name="host">The process.</param>
    /// <exception cref="CommandFailure">There is no such place.</exception>
    public static string Resolve(string? asked, string? configFile, CommandHost host)
    {
        if ((asked ?? host.Variable("DRAGOMAN_DATA")) is { } directory)
        {
            return host.FullPath(directory);
        }

        // A file that does not check out is reported by whoever needs the rest of it.
        if (configFile is not null && new ConfigSource(configFile, host.Environment).Load().Config?.Server.DataDirectory is { Length: > 0 } configured)
        {
            return Path.GetFullPath(configured, Path.GetDirectoryName(configFile)!);
        }

        // The XDG specification says that a relative path in the variable is to be ignored.
        var data = host.Variable("XDG_DATA_HOME") is { } xdg && Path.IsPathFullyQualified(xdg) ? xdg
            : OperatingSystem.IsWindows() ? host.Variable("LOCALAPPDATA")
            : host.Variable("HOME") is { } home ? Path.Combine(home, ".local", "share")
            : null;
        return data is not null
            ? Path.Combine(data, "dragoman")
            : throw new CommandFailure("There is no home directory to keep data in: say where with --data DIRECTORY or set HOME.");
    }
}
