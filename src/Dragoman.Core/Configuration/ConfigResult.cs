namespace Dragoman.Core.Configuration;

/// <summary>What became of loading a configuration.</summary>
/// <param name="Config">The configuration; null where there is any error.</param>
/// <param name="Errors">Everything that is wrong, in order of the file.</param>
/// <param name="Warnings">What works but is probably not meant.</param>
public sealed record ConfigResult(
    GatewayConfig? Config, IReadOnlyList<ConfigError> Errors, IReadOnlyList<ConfigError> Warnings)
{
    /// <summary>True where the configuration can be used.</summary>
    public bool IsValid => Config is not null;
}
