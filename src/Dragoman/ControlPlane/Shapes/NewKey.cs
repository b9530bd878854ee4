using Dragoman.Core.Access;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>A virtual key to be made.</summary>
internal sealed record NewKey
{
    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The user or team it belongs to.</summary>
    public required HolderShape Owner { get; init; }

    /// <summary>The project that its turns count for where they name no other.</summary>
    public string? Project { get; init; }

    /// <summary>What it may use; absent for no rule.</summary>
    public AccessScopes? Scopes { get; init; }

    /// <summary>When it ends by itself; absent for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
