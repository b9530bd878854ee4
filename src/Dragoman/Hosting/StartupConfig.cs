using Dragoman.Core.Configuration;

namespace Dragoman.Hosting;

/// <summary>Finds the configuration to start with. A bad start stops, with every problem named.</summary>
internal static class StartupConfig
{
    /// <summary>The configuration of the file, or what the environment and the machine offer, with notes about it.</summary>
    /// <exception cref="GatewayException">The file does not check out.</exception>
    public static async Task<(GatewayConfig Config, IReadOnlyList<string> Notes)> FindAsync(
        ConfigSource source, GatewayOptions options, CancellationToken cancellation)
    {
        if (source.File is null)
        {
            var found = AutoConfig.FromEnvironment(
                options.Environment,
                await OllamaProbe.FindAsync(options.Environment, cancellation),
                url => url.IsLoopback && url.Port == options.Listen.Port);
            return (found.Config, found.Notes);
        }

        var result = source.Load();
        return result.Config is { } config
            ? (config, [.. result.Warnings.Select(warning => warning.ToString())])
            : throw new GatewayException(string.Join('\n', result.Errors));
    }
}
