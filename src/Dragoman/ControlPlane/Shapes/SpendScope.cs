namespace Dragoman.ControlPlane.Shapes;

/// <summary>Whom a spend limit caps, in Anthropic's shape.</summary>
internal sealed record SpendScope
{
    /// <summary><c>user</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The user's id.</summary>
    public string? UserId { get; init; }
}
