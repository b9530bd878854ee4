using Dragoman.Core.Access;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>A credential for the admin API.</summary>
internal sealed record TokenShape
{
    /// <summary>Its id, which stands in the audit log.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do.</summary>
    public required AdminRole Role { get; init; }

    /// <summary>The user whose things a developer's token shows.</summary>
    public string? UserId { get; init; }

    /// <summary>The secret's first characters.</summary>
    public required string Prefix { get; init; }

    /// <summary>The secret, in the answer that made the token and never again.</summary>
    public string? Secret { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Since when it is revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The shape, with the secret in the one answer that may show it.</summary>
    public static TokenShape Of(AdminToken token, string? secret = null) => new()
    {
        Id = token.Id,
        Name = token.Name,
        Role = token.Role,
        UserId = token.UserId,
        Prefix = token.Prefix,
        Secret = secret,
        CreatedAt = token.CreatedAt,
        ExpiresAt = token.ExpiresAt,
        RevokedAt = token.RevokedAt,
    };
}
