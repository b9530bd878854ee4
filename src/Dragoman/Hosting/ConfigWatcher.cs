using Dragoman.Core.Capabilities;
using Dragoman.Core.Configuration;
using Dragoman.Store;
using Dragoman.Store.Capabilities;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dragoman.Hosting;

/// <summary>
/// Watches the configuration file and puts a changed one in force. A file that does not check out changes nothing: every problem
/// is logged and the policy in force stays (firm decision 6). Records of capabilities are watched beside it. Looks at the content, not at time stamps, as mounted files swap links.
/// </summary>
internal sealed partial class ConfigWatcher(
    ConfigSource source,
    SnapshotHolder policy,
    GatewayOptions options,
    CapabilityStore capabilities,
    TimeProvider time,
    ILogger<ConfigWatcher> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private const int TicksPerMeasurement = 2;

    private (long Count, long Times)? _stamp;
    private Measurements? _measured;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        for (var tick = 0; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            if (source.File is not null)
            {
                Look();
            }

            if (tick % TicksPerMeasurement == 0)
            {
                LookAtMeasurements();
            }
        }
    }

    /// <summary>Puts what a conformance run has found since into force, without a restart (A19).</summary>
    internal void LookAtMeasurements()
    {
        if (options.Measurements is not null)
        {
            return;
        }

        try
        {
            var stamp = capabilities.Stamp();
            if (stamp is null || stamp == _stamp)
            {
                return;
            }

            // The first look only learns what the policy was compiled with, unless that was nothing and there is something now.
            var isFirst = _stamp is null;
            _stamp = stamp;
            if (isFirst && stamp.Value.Count == 0)
            {
                return;
            }

            var next = PolicyCompiler.Compile(policy.Current.Config, _measured = new Measurements(capabilities.All()));
            policy.Swap(next);
            Log.Measured(log, next.Version);
        }
        catch (StoreException exception)
        {
            Log.Unread(log, exception.Message);
        }
    }

    /// <summary>Loads the file if it changed.</summary>
    internal void Look()
    {
        if (!source.HasChanged())
        {
            return;
        }

        var result = source.Load();
        if (result.Config is null)
        {
            foreach (var error in result.Errors)
            {
                Log.Refused(log, error.ToString());
            }

            Log.Kept(log, policy.Current.Version);
            return;
        }

        var next = PolicyCompiler.Compile(result.Config, Measured());
        policy.Swap(next);
        Log.Swapped(log, next.Version, next.Routes.Count, next.Upstreams.Count);
    }

    // A store that is away just now must not keep a new configuration waiting.
    private Measurements Measured()
    {
        try
        {
            return _measured = options.Measurements ?? new Measurements(capabilities.All());
        }
        catch (StoreException e)
        {
            Log.Unread(log, e.Message);
            // The next look that succeeds puts them in force.
            _stamp = null;
            return _measured ?? Measurements.None;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Error, "configuration refused: {Problem}")]
        public static partial void Refused(ILogger log, string problem);

        [LoggerMessage(2002, LogLevel.Warning, "the configuration in force stays: policy {Version}")]
        public static partial void Kept(ILogger log, string version);

        [LoggerMessage(2003, LogLevel.Information, "configuration reloaded: policy {Version}, {Routes} routes, {Upstreams} upstreams")]
        public static partial void Swapped(ILogger log, string version, int routes, int upstreams);

        [LoggerMessage(2004, LogLevel.Information, "what conformance runs found is in force: policy {Version}")]
        public static partial void Measured(ILogger log, string version);

        [LoggerMessage(2005, LogLevel.Warning, "what conformance runs found cannot be read: {Problem}")]
        public static partial void Unread(ILogger log, string problem);
    }
}
