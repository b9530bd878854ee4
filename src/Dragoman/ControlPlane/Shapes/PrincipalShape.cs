using Dragoman.Core.Access;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>A customer, team, user or project.</summary>
internal sealed record PrincipalShape
{
    /// <summary>Its id; for a project the repository's name.</summary>
    public required string Id { get; init; }

    /// <summary>Its level.</summary>
    public required PrincipalKind Kind { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>A team's customer, a user's or project's team; null where it belongs to the organisation itself.</summary>
    public string? ParentId { get; init; }

    /// <summary>A user's e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>What everything below it may use; null where nothing is said.</summary>
    public AccessScopes? Scopes { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when nothing below it may do anything; null while it may.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Counts the changes; the ETag is this number in quotes.</summary>
    public required long Version { get; init; }

    /// <summary>The shape.</summary>
    public static PrincipalShape Of(Principal principal) => new()
    {
        Id = principal.Id.Id,
        Kind = principal.Id.Kind,
        Name = principal.Name,
        ParentId = principal.Parent?.Id,
        Email = principal.Email,
        Scopes = principal.Scopes,
        CreatedAt = principal.CreatedAt,
        DisabledAt = principal.DisabledAt,
        Version = principal.Version,
    };
}
