using Dragoman.Dialects.AnthropicMessages.Hosts;

namespace Dragoman.Core.Configuration;

/// <summary>
/// Which betas a host of the Messages API takes: whole ones, or families without a date. The fields that a missing one opens are
/// left out of the body with it (H-006).
/// </summary>
/// <param name="Supported">The only ones that go there; null for all.</param>
/// <param name="Unsupported">Those that do not.</param>
/// <param name="Renamed">Families that have another name there, and the whole beta that is sent instead.</param>
public sealed record BetasConfig(
    IReadOnlyList<string>? Supported, IReadOnlyList<string> Unsupported, IReadOnlyList<KeyValuePair<string, string>> Renamed)
{
    internal HostBetas Compile() => HostBetas.Create(Supported, Unsupported, Renamed);

    /// <inheritdoc/>
    public override string ToString() => $"+{(Supported is null ? "*" : string.Join(',', Supported))} -{string.Join(',', Unsupported)} ={string.Join(',', Renamed)}";
}
