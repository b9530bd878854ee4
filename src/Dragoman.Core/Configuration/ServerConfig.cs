namespace Dragoman.Core.Configuration;

/// <summary>Settings of the server itself.</summary>
public sealed record ServerConfig
{
    /// <summary>Address and port. The default is loopback only.</summary>
    public string Listen { get; init; } = "127.0.0.1:4141";

    /// <summary>The largest request body in bytes. The default is 32 MiB, as the Messages API's.</summary>
    public long MaxBodyBytes { get; init; } = 32L * 1024 * 1024;

    /// <summary>Silence after which a ping is written to the client. The default is 10 seconds.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long running turns may go on when the gateway stops. The default is 30 seconds.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The directory of the local store; null leaves the choice to the program.</summary>
    public string? DataDirectory { get; init; }
}
