using System.Text.Json.Serialization;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>A user, in Anthropic's shape.</summary>
internal sealed record SpendActor
{
    /// <summary>What this is.</summary>
    public string Type => "user_actor";

    /// <summary>The user's id.</summary>
    public required string UserId { get; init; }

    /// <summary>The user's name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Name { get; init; }

    /// <summary>The user's e-mail address.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? EmailAddress { get; init; }

    /// <summary>True where the user is no more.</summary>
    public bool Deleted { get; init; }
}
