using System.Text.Json.Serialization;

namespace Dragoman.ControlPlane.Shapes;

/// <summary>Some users with what they may spend, in Anthropic's shape.</summary>
/// <param name="Data">The rows.</param>
/// <param name="NextPage">What to ask for next; null at the end.</param>
internal sealed record SpendSummaryPage(
    IReadOnlyList<SpendSummary> Data, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextPage);
