using System.CommandLine;

namespace Dragoman.Commands;

/// <summary>Options that several verbs take. They may stand before or behind the verb.</summary>
internal sealed class SharedOptions(CommandHost host)
{
    /// <summary>The configuration file.</summary>
    public Option<string?> Config { get; } = new("--config")
    {
        Description = "Configuration file. Without it DRAGOMAN_CONFIG names one; without that, upstreams are found in the environment.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>The data directory.</summary>
    public Option<string?> Data { get; } = new("--data")
    {
        Description = "Directory of the store and the gateway's own secrets (DRAGOMAN_DATA; default: ~/.local/share/dragoman).",
        HelpName = "DIRECTORY",
        Recursive = true,
    };

    /// <summary>A new <c>--json</c> for one verb.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON, for programs." };

    /// <summary>The configuration file in force; null where there is none.</summary>
    /// <exception cref="CommandFailure">It does not exist.</exception>
    public string? ConfigFile(ParseResult parsed) => ConfigFile(parsed.GetValue(Config));

    /// <summary>The configuration file that was asked for, or that the environment names.</summary>
    public string? ConfigFile(string? asked)
    {
        if ((asked ?? host.Variable("DRAGOMAN_CONFIG")) is not { } file)
        {
            return null;
        }

        var path = host.FullPath(file);
        return File.Exists(path) ? path : throw new CommandFailure($"There is no file {path}: check what --config or DRAGOMAN_CONFIG names.");
    }

    /// <summary>The data directory in force; empty where there is no place for one.</summary>
    public string DataDirectoryIfAny(ParseResult parsed)
    {
        try
        {
            return DataDirectory(parsed);
        }
        catch (CommandFailure) when (parsed.GetValue(Data) is null)
        {
            return string.Empty;
        }
    }

    /// <summary>The data directory in force.</summary>
    public string DataDirectory(ParseResult parsed) => 
        Commands.DataDirectory.Resolve(parsed.GetValue(Data), ConfigFile(parsed), host);
}
