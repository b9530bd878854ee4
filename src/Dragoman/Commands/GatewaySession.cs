using System.Net;
using System.Security.Cryptography;
using Dragoman.Core.Configuration;
using Dragoman.Hosting;
using Microsoft.Extensions.Logging;

namespace Dragoman.Commands;

/// <summary>
/// The gateway that a command works with: the one that runs on the data directory where its key is known, else one of its own on a
/// free port, for as long as the command runs.
/// </summary>
internal sealed class GatewaySession : IAsyncDisposable
{
    private readonly Gateway? _own;

    private GatewaySession(Uri address, string key, Gateway? own)
    {
        Address = address;
        Key = key;
        _own = own;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The key that it takes.</summary>
    public string Key { get; }

    /// <summary>True where it was started for this command.</summary>
    public bool IsOwn => _own is not null;

    /// <summary>The policy of a gateway that was started for this command; null for another process's.</summary>
    public PolicySnapshot? Snapshot => _own?.Snapshot;

    /// <summary>What to do before it can answer any turn; null where it can.</summary>
    public string? Missing => _own is { Snapshot.Upstreams.Count: 0 } ? Hosting.Missing.Upstreams : null;

    /// <summary>Finds or starts the gateway.</summary>
    /// <param name="configFile">A configuration: a running gateway has its own, so this starts one.</param>
    /// <param name="dataDirectory">The data directory.</param>
    /// <param name="storeAddress">The store's address where one was asked for.</param>
    /// <param name="host">The process.</param>
    /// <param name="cancellation">Ends the search or the start.</param>
    public static async Task<GatewaySession> OpenAsync(
        string? configFile, string dataDirectory, Secret? storeAddress, CommandHost host, CancellationToken cancellation)
    {
        var key = AccessKeyVariable.Read(host);
        if (configFile is null && key is not null
            && await RunningGateway.FindAsync(dataDirectory, cancellation) is { } running
            && await GatewayProbe.AdmitsAsync(running, key, cancellation))
        {
            return new GatewaySession(running, key, own: null);
        }

        key = "dgm-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var gateway = await Gateway.StartAsync(
            new GatewayOptions
            {
                ConfigFile = configFile,
                Listen = new IPEndPoint(IPAddress.Loopback, 0),
                DataDirectory = dataDirectory,
                StoreAddress = storeAddress,
                BootstrapKey = key,
                // Nobody is told it: this gateway has no administrator, and the data directory's own is not made unseen.
                AdminSecret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)),
                Environment = host.Environment,
                Time = host.Time,
                // The terminal belongs to the command, and so do the signals.
                LogLevel = LogLevel.None,
                OwnsProcess = false,
            },
            cancellation);
        return new GatewaySession(gateway.Address, key, gateway);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;
}
