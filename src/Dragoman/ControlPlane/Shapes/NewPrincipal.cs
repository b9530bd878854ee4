using Dragoman.Core.Access;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>A customer, team, user or project to be made.</summary>
internal sealed record NewPrincipal
{
    /// <summary>What people call it; unique within its level. For a project the repository's name.</summary>
    public required string Name { get; init; }

    /// <summary>A team's customer, a user's or project's team.</summary>
    public string? ParentId { get; init; }

    /// <summary>A user's e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>What everything below it may use; absent for no rule.</summary>
    public AccessScopes? Scopes { get; init; }
}
