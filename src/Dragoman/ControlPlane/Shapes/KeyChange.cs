using Dragoman.Core.Access;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>What to change of a key. What is absent stays; null clears.</summary>
internal sealed record KeyChange
{
    /// <summary>What people call it.</summary>
    public string? Name { get; init; }

    /// <summary>The project that its turns count for where they name no other.</summary>
    public string? Project { get; init; }

    /// <summary>What it may use.</summary>
    public AccessScopes? Scopes { get; init; }

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
