using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Dragoman.Core.Configuration;
using Dragoman.Hosting;
using Dragoman.Store;
using Dragoman.Store.Engines;
using Dragoman.Store.Secrets;
using Dragoman.Store.Sqlite;
using Dragoman.Store.Turns;

namespace Dragoman.Commands.Doctor;

/// <summary>All checks, in the order in which a person would look. None stops the others.</summary>
internal sealed class Examination(CommandHost host, string? configFile, string dataDirectory, Secret? storeAddress, IPEndPoint listen)
{
    /// <summary>Runs them; findings come as they are made.</summary>
    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return Finding.Fine("version", $"dragoman {CommandLine.Version} on .NET {Environment.Version}");
        yield return Data();
        if (storeAddress is not null || Place() is { IsFile: false })
        {
            yield return await StoreAsync();
        }

        yield return Finding.Fine("sqlite", $"{SqliteLibrary.Version} ({SqliteLibrary.Source})");
        yield return Key();
        var running = await RunningGateway.FindAsync(dataDirectory, cancellation);
        yield return running is null ? Port() : Finding.Fine("gateway", $"runs at {running}");

        var (findings, snapshot) = await ConfigurationAsync(cancellation);
        foreach (var finding in findings)
        {
            yield return finding;
        }

        if (snapshot is not null)
        {
            using var reach = new UpstreamReach();
            foreach (var upstream in snapshot.Upstreams)
            {
                yield return await reach.CheckAsync(upstream, cancellation);
            }
        }

        await foreach (var finding in new ClaudeChecks(host, running).RunAsync(cancellation))
        {
            yield return finding;
        }
    }

    private Finding Data()
    {
        const string Check = "data directory";
        try
        {
            SecretFile.EnvelopeKey(dataDirectory);
            return Place() is { IsFile: false }
                ? Finding.Fine(Check, $"{dataDirectory} can be written")
                : Finding.Fine(Check, $"{Path.GetDirectoryName(TurnStore.Open(dataDirectory, host.Time).Path)} can be written");
        }
        catch (StoreException e)
        {
            return Finding.Fail(Check, e.Message, "Correct that, or choose another directory with --data.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Fail(Check, $"{dataDirectory} cannot be used ({e.Message})", "Make it writable, or choose another one with --data.");
        }
    }

    // What the configuration names counts even where the rest of it does not check out: that is told by its own finding.
    private StorePlace Place() => new(
        dataDirectory,
        (storeAddress ?? (configFile is null ? null : new ConfigSource(host.FullPath(configFile), host.Environment).Load().Config?.Store.Address))?.Reveal());

    private async Task<Finding> StoreAsync()
    {
        const string Check = "store";
        try
        {
            await using var engine = Place().Open(host.Time);
            return Finding.Fine(Check, $"{engine.Display} can be reached, and its schema is up to date");
        }
        catch (StoreException e)
        {
            return Finding.Fail(Check, e.Message, "Correct that, or name another database with --store or DRAGOMAN_STORE.");
        }
    }

    private Finding Key()
    {
        const string Check = "key";
        try
        {
            var key = AccessKeyVariable.Read(host);
            ListenAddress.RequireKey(listen, key);
            return Finding.Fine(Check, key is not null ? $"{AccessKeyVariable.Name} is set"
                : File.Exists(Path.Combine(dataDirectory, SecretFile.BootstrapFile)) ? "made at the first start"
                : "will be made and shown at the first start");
        }
        catch (CommandFailure failure)
        {
            return Finding.Fail(Check, "the key cannot be used", failure.Message);
        }
    }

    private Finding Port()
    {
        const string Check = "port";
        try
        {
            using var listener = new TcpListener(listen);
            listener.ExclusiveAddressUse = true;
            listener.Start();
            return Finding.Fine(Check, $"{listen} is free");
        }
        catch (SocketException e)
        {
            return Finding.Fail(
                Check,
                $"{listen} cannot be listened on ({e.SocketErrorCode})",
                "Stop what holds it, or choose another one with --listen; a gateway of another data directory counts too.");
        }
    }

    private async Task<(IReadOnlyList<Finding> Findings, PolicySnapshot? Snapshot)> ConfigurationAsync(CancellationToken cancellation)
    {
        const string Check = "configuration";
        var path = configFile is null ? null : host.FullPath(configFile);
        var source = new ConfigSource(path, host.Environment);
        if (path is not null)
        {
            var result = source.Load();
            Finding[] problems =
            [
                .. result.Errors.Select(error => Finding.Fail(Check, error.ToString(), "`dragoman check` shows all of them.")),
                .. result.Warnings.Select(warning => Finding.Warn(Check, warning.ToString(), "`dragoman check` shows all of them.")),
            ];
            if (result.Config is not { } config)
            {
                return (problems, null);
            }

            var compiled = PolicyCompiler.Compile(config);
            return ([Finding.Fine(Check, $"{path}: {compiled.Upstreams.Count} upstreams, {compiled.Routes.Count} routes"), .. problems], compiled);
        }

        var options = new GatewayOptions { Listen = listen, DataDirectory = dataDirectory, Environment = host.Environment };
        var (found, _) = await StartupConfig.FindAsync(source, options, cancellation);
        var snapshot = PolicyCompiler.Compile(found);
        return snapshot.Upstreams.Count == 0
            ? ([Finding.Fail(Check, "no file, and the environment offers no upstream", Missing.Upstreams)], null)
            : ([Finding.Fine(Check, $"no file; the environment offers {string.Join(", ", snapshot.Upstreams.Select(u => u.Id))}")], snapshot);
    }
}
