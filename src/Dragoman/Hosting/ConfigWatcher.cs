using Dragoman.Core.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dragoman.Hosting;

/// <summary>
/// Watches the configuration file and puts a changed one in force. A file that does not check out changes nothing: every problem
/// is logged and the policy in force stays (firm decision 6). Looks at the content, not at time stamps, as mounted files swap links.
/// </summary>
internal sealed partial class ConfigWatcher(
    ConfigSource source,
    SnapshotHolder policy,
    GatewayOptions options,
    TimeProvider time,
    ILogger<ConfigWatcher> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (source.File is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
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

        var next = PolicyCompiler.Compile(result.Config, options.Measured());
        policy.Swap(next);
        Log.Swapped(log, next.Version, next.Routes.Count, next.Upstreams.Count);
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Error, "configuration refused: {Problem}")]
        public static partial void Refused(ILogger log, string problem);

        [LoggerMessage(2002, LogLevel.Warning, "the configuration in force stays: policy {Version}")]
        public static partial void Kept(ILogger log, string version);

        [LoggerMessage(2003, LogLevel.Information, "configuration reloaded: policy {Version}, {Routes} routes, {Upstreams} upstreams")]
        public static partial void Swapped(ILogger log, string version, int routes, int upstreams);
    }
}
