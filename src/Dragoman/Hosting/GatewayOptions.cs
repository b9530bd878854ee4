using System.Net;
using Dragoman.Core.Capabilities;
using Dragoman.Core.Configuration;
using Dragoman.DataPlane.Admission;
using Dragoman.Store.Engines;
using Microsoft.Extensions.Logging;

namespace Dragoman.Hosting;

/// <summary>What one run of the gateway is told from outside.</summary>
internal sealed record GatewayOptions
{
    /// <summary>The configuration file; null to find upstreams in <see cref="Environment"/>.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Where to listen; port 0 picks a free one.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Where the store and the gateway's own secret live. Made when missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>What is held of models instead of what the store holds; null for the store.</summary>
    public Measurements? Measurements { get; init; }

    /// <summary>The store's address where the command line or the environment names one; null where the configuration decides.</summary>
    public Secret? StoreAddress { get; init; }

    /// <summary>Where the store is.</summary>
    public StorePlace Place(StoreConfig config) => new(DataDirectory, (StoreAddress ?? config.Address)?.Reveal());

    /// <summary>Where keys, budgets and limits are kept; null for the store.</summary>
    public IAccessSource? Access { get; init; }

    /// <summary>Where the spending of all nodes is kept; null for the store.</summary>
    public ILedger? Ledger { get; init; }

    /// <summary>The key that clients must show; null to make one on first start.</summary>
    public string? BootstrapKey { get; init; }

    /// <summary>The secret that opens the admin API as its owner; null to make one on first start.</summary>
    public string? AdminSecret { get; init; }

    /// <summary>Environment variables: secrets, and upstreams where there is no file.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long open turns may go on once the gateway is told to stop.</summary>
    public TimeSpan DrainFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The least level that is logged to the console.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>See <see cref="Hosting.InlineIo"/>. It holds for all of the process, so for one that does little else.</summary>
    public bool InlineIo { get; init; }

    /// <summary>True where the process is the gateway and stops with it: it takes the signals that end a process.</summary>
    public bool OwnsProcess { get; init; } = true;
}
