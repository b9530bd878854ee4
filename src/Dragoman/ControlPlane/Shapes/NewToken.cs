using Dragoman.Core.Access;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>A credential for the admin API to be made.</summary>
internal sealed record NewToken
{
    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do.</summary>
    public required AdminRole Role { get; init; }

    /// <summary>The user whose things a developer's token shows; for that role only, and needed there.</summary>
    public string? UserId { get; init; }

    /// <summary>When it ends by itself; absent for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
