using System.Text.Json.Serialization;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>A spend limit to be set, in Anthropic's shape.</summary>
internal sealed record NewSpendLimit
{
    /// <summary>Cents as a whole number in text; null for no limit.</summary>
    [JsonRequired]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Amount { get; init; }

    /// <summary>Whom it caps.</summary>
    public required SpendScope Scope { get; init; }

    /// <summary><c>daily</c>, <c>weekly</c> or <c>monthly</c>, which is meant where nothing is said.</summary>
    public string? Period { get; init; }

    /// <summary>The currency, which is <c>USD</c>.</summary>
    public string? Currency { get; init; }
}
