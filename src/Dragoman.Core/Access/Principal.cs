namespace Dragoman.Core.Access;

/// <summary>A customer, team, user or project as an administrator made it. Keys are <see cref="VirtualKey"/>.</summary>
public sealed record Principal
{
    /// <summary>Its level and id.</summary>
    public required PrincipalId Id { get; init; }

    /// <summary>What people call it; unique within its level.</summary>
    public required string Name { get; init; }

    /// <summary>Where it belongs: a team's customer, a user's team. Null for the organisation itself, and for what belongs to it directly.</summary>
    public PrincipalId? Parent { get; init; }

    /// <summary>A user's e-mail address, by which alerts and a sign-in find the person.</summary>
    public string? Email { get; init; }

    /// <summary>Models, routes, upstreams, tools, places that everything below may use; null where nothing is said.</summary>
    public AccessScopes? Scopes { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when nothing below it may do anything; null while it may.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Counts the changes, for conditional requests (ETag).</summary>
    public long Version { get; init; } = 1;
}
