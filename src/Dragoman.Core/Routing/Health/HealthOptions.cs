namespace Dragoman.Core.Routing.Health;

/// <summary>When a target counts as down, and for how long (D09).</summary>
public sealed record HealthOptions
{
    /// <summary>Failures in a row that open the breaker.</summary>
    public int Failures { get; init; } = 5;

    /// <summary>Failures among the last <see cref="HealthWindow.Size"/> turns that open it as well, where other turns came through between them.</summary>
    public int FailuresInWindow { get; init; } = 16;

    /// <summary>How long it stays open the first time; each time that the probe fails, twice as long.</summary>
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest that it stays open.</summary>
    public TimeSpan MaxOpenFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The pause after a refusal for its rate that named none; doubled while refusals go on.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause; also where the target asks for a longer one.</summary>
    public TimeSpan MaxCooldown { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The pause after its credential was refused.</summary>
    public TimeSpan CredentialPause { get; init; } = TimeSpan.FromSeconds(30);
}
