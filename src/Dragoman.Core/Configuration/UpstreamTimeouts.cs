namespace Dragoman.Core.Configuration;

/// <summary>How long an upstream may take. Every wait has one of these deadlines.</summary>
public sealed record UpstreamTimeouts
{
    /// <summary>To connect. The default is 10 seconds.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>To the first byte of the answer; thinking models take minutes. The default is 4 minutes, below the CLI's 5.</summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Between two pieces of a streamed answer. The default is 4 minutes.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>For the whole turn. The default is 1 hour.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromHours(1);
}
