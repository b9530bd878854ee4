using System.Text.Json.Serialization;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>Some spend limits, in Anthropic's shape.</summary>
internal sealed record SpendLimitList
{
    /// <summary>The limits.</summary>
    public required IReadOnlyList<SpendLimitShape> Data { get; init; }

    /// <summary>True where there are more in the direction of the page.</summary>
    public required bool HasMore { get; init; }

    /// <summary>The first entry's id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FirstId => Data.Count > 0 ? Data[0].Id : null;

    /// <summary>The last entry's id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? LastId => Data.Count > 0 ? Data[^1].Id : null;
}
