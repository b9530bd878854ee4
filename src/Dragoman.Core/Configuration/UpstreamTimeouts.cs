namespace Dragoman.Core.Configuration;

/// <summary>
/// How long an upstream may stay silent. There is no bound on a whole turn: one that moves may take as long as it needs (H-011).
/// The defaults are the client's own 10 minutes, which signs of life let it wait for.
/// </summary>
public sealed record UpstreamTimeouts
{
    /// <summary>To the first byte of the answer; thinking models and cold local ones take minutes. The default is 10 minutes.</summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Between two pieces of an answer. The default is 10 minutes.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);
}
