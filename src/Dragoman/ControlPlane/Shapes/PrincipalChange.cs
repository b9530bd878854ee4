using Dragoman.Core.Access;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>What to change of a customer, team, user or project. What is absent stays; null clears.</summary>
internal sealed record PrincipalChange
{
    /// <summary>What people call it.</summary>
    public string? Name { get; init; }

    /// <summary>Where it belongs.</summary>
    public string? ParentId { get; init; }

    /// <summary>A user's e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>What everything below it may use.</summary>
    public AccessScopes? Scopes { get; init; }
}
