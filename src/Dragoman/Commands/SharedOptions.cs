using System.CommandLine;
using Dragoman.Core.Configuration;
using Dragoman.Hosting;
using Dragoman.Store.Engines;

namespace Dragoman.Commands;

/// <summary>Options that several verbs take. They may stand before or behind the verb.</summary>
internal sealed class SharedOptions(CommandHost host)
{
    private const string StoreVariable = "DRAGOMAN_STORE";

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

    /// <summary>The store.</summary>
    public Option<string?> Store { get; } = new("--store")
    {
        Description = "PostgreSQL database instead of the SQLite file (DRAGOMAN_STORE), e.g. postgres://dragoman@db/dragoman.",
        HelpName = "ADDRESS",
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

    /// <summary>The store's address that was asked for, or that the environment names; null where the configuration decides.</summary>
    public Secret? StoreAddress(ParseResult parsed) => StoreAddress(parsed.GetValue(Store));

    /// <summary>The store's address that was asked for, or that the environment names; null where the configuration decides.</summary>
    /// <exception cref="CommandFailure">It has a password where others can read it.</exception>
    public Secret? StoreAddress(string? asked)
    {
        if (asked is not null && new StorePlace(string.Empty, asked).HoldsPassword)
        {
            throw new CommandFailure(
                $"What follows --store has a password in it, which everybody on this machine can read in the list of processes: put the address into {StoreVariable}.");
        }

        return asked is not null ? new Secret(asked, "--store") : host.Variable(StoreVariable) is { } named ? new Secret(named, StoreVariable) : null;
    }

    /// <summary>Where the store in force is.</summary>
    /// <exception cref="CommandFailure">The configuration, which may name it, does not check out.</exception>
    public StorePlace Place(ParseResult parsed) => Place(parsed, DataDirectory(parsed));

    private StorePlace Place(ParseResult parsed, string directory)
    {
        if (StoreAddress(parsed) is { } address)
        {
            return new StorePlace(directory, address.Reveal());
        }

        var loaded = ConfigFile(parsed) is { } file ? new ConfigSource(file, host.Environment).Load() : null;
        return loaded is { Config: null } ? throw new CommandFailure(string.Join('\n', loaded.Errors)) : new StorePlace(directory, loaded?.Config!.Store.Address?.Reveal());
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
