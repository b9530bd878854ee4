namespace Dragoman.ControlPlane.Shapes;

/// <summary>What to change of a limit. What is absent stays; null clears.</summary>
internal sealed record LimitChange
{
    /// <summary>How many.</summary>
    public long? Amount { get; init; }

    /// <summary>The time that the amount is for, in seconds.</summary>
    public double? PerSeconds { get; init; }

    /// <summary>How many at once after a rest.</summary>
    public long? Burst { get; init; }
}
