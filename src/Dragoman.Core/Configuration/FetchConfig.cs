namespace Dragoman.Core.Configuration;

/// <summary>Which pages the gateway fetches for models whose provider does not (N20).</summary>
public sealed record FetchConfig
{
    /// <summary>Hosts that may be asked: <c>example.com</c> with everything under it, or <c>*</c> for every public one.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Hosts that may be asked although their addresses are private, loopback or link-local. None by default.</summary>
    public IReadOnlyList<string> AllowPrivate { get; init; } = [];

    /// <summary>The most of a page that is read, in bytes. The default is 2 MiB.</summary>
    public int MaxBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>How long one fetch may take, redirects included. The default is 15 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);
}
