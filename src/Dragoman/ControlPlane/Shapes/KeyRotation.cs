namespace Dragoman.ControlPlane.Shapes;

/// <summary>How to replace a key by a new one.</summary>
internal sealed record KeyRotation
{
    /// <summary>How long the old one goes on, in minutes; 1440 where nothing is said, 0 to end it at once.</summary>
    public int? OverlapMinutes { get; init; }
}
