using Dragoman.Core.Rules;

namespace Dragoman.Core.Routing.Explanations;

/// <summary>A decision with everything that was looked at on the way (N17).</summary>
public sealed record Explanation
{
    /// <summary>The decision itself: the one that a live turn gets, made by the same code.</summary>
    public required RoutedTurn Routed { get; init; }

    /// <summary>The facts of the turn, as rules see them.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; }

    /// <summary>The policies that were asked, in order; empty where a name decided alone.</summary>
    public required IReadOnlyList<ExplainedPolicy> Policies { get; init; }

    /// <summary>The targets of the route that was taken, in the order in which they would be tried; behind them those that would not.</summary>
    public required IReadOnlyList<ExplainedCandidate> Candidates { get; init; }
}

/// <summary>A policy that was asked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Steps">Its conditions, as far as they were asked.</param>
/// <param name="Chosen">The route that it chose; null where no branch held.</param>
public sealed record ExplainedPolicy(string Name, IReadOnlyList<RuleStep> Steps, string? Chosen);

/// <summary>A target of the route.</summary>
/// <param name="Target"><c>upstream/model</c>.</param>
/// <param name="Place">1 for the one that is tried first; 0 for one that is not tried whatever fails.</param>
/// <param name="Why">Why it is not first; null for the first.</param>
/// <param name="CostNanoUsd">What the turn's input would cost there without any cache; null where the price is not known.</param>
public sealed record ExplainedCandidate(string Target, int Place, string? Why, long? CostNanoUsd);
