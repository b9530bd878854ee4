using Dragoman.Core.Capabilities;
using Dragoman.Core.Configuration;

namespace Dragoman.Core.Routing;

/// <summary>Whether a target can serve a turn (A19).</summary>
public static class TargetFit
{
    /// <summary>What a target cannot do that the turn needs; null where it fits.</summary>
    /// <param name="target">The target.</param>
    /// <param name="route">The route, which says what may be degraded.</param>
    /// <param name="facts">The turn.</param>
    /// <param name="strict">Also counts what could be degraded.</param>
    public static string? Misfit(RouteTarget target, Route route, in TurnFacts facts, bool strict)
    {
        if (target.Barred is { } barred)
        {
            return barred;
        }

        var traits = target.Traits;
        if (facts.NeedsTools && !traits.Tools)
        {
            return target.Sources.Tools == TraitSource.Measured ? "failed the checks of tools; `dragoman conformance run` makes them again" : "takes no tools";
        }

        if (facts.NeedsTools && !traits.ParallelTools && route.ParallelTools == ParallelPolicy.Require)
        {
            return "calls tools one at a time only";
        }

        if (facts.HasImages && !traits.Vision && (strict || route.Images == ImagePolicy.Refuse))
        {
            return "takes no images";
        }

        if (strict && facts.HasDocuments && !traits.Documents && target.Sources.Documents == TraitSource.Measured)
        {
            return "reads no documents";
        }

        if (strict && facts.NeedsStructuredOutput && !traits.StructuredOutput)
        {
            return "follows no schema";
        }

        return strict && traits.ContextWindow is { } window && facts.InputTokens > window ? "its window is too small" : null;
    }
}
