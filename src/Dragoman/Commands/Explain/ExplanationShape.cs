using Dragoman.Core.Routing.Explanations;

namespace Dragoman.Commands.Explain;

/// <summary>An explanation as <c>--json</c> and the admin API show it. Members are added, never renamed.</summary>
internal static class ExplanationShape
{
    /// <summary>The shape.</summary>
    public static object Of(Explanation explanation) => new
    {
        target = explanation.Routed.First?.Name,
        route = explanation.Routed.Route?.Name,
        reason = explanation.Routed.Reason,
        failure = explanation.Routed.Decision.Failure?.Message,
        policies = explanation.Policies.Select(policy => new
        {
            policy.Name,
            chosen = policy.Chosen,
            steps = policy.Steps.Select(step => new { step.Line, step.Text, step.Held, facts = step.Facts.ToDictionary(StringComparer.Ordinal) }),
        }),
        candidates = explanation.Candidates.Select(candidate => new
        {
            candidate.Target,
            place = candidate.Place,
            why_not_first = candidate.Why,
            input_cost_nano_usd = candidate.CostNanoUsd,
        }),
        facts = explanation.Facts.ToDictionary(StringComparer.Ordinal),
    };
}
