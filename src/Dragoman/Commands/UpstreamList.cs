using Dragoman.Core.Catalogue;
using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;

namespace Dragoman.Commands;

/// <summary>Upstreams, and where each tier leads, in lines for people.</summary>
internal static class UpstreamList
{
    private const int MaxModels = 6;

    /// <summary>One line for each upstream, and one for the tiers.</summary>
    public static IEnumerable<string> Lines(PolicySnapshot snapshot)
    {
        foreach (var upstream in snapshot.Upstreams)
        {
            yield return $"upstream {upstream.Id}: {upstream.Endpoint.GetLeftPart(UriPartial.Authority)}, {KeyOf(upstream)}{ModelsOf(upstream, snapshot)}";
        }

        var tiers = Tiers(snapshot).ToList();
        if (tiers.Count > 0)
        {
            yield return "tiers: " + string.Join(", ", tiers.Select(tier => $"{tier.Tier} → {tier.Target}"));
        }
    }

    /// <summary>Where a plain <c>claude-*</c> id of each tier leads, for tiers that lead anywhere.</summary>
    public static IEnumerable<(string Tier, RouteTarget Target)> Tiers(PolicySnapshot snapshot)
    {
        foreach (var tier in Enum.GetValues<ModelTier>())
        {
            var word = ModelNames.Word(tier);
            var decision = snapshot.RouteTable.Decide(new TurnFacts { RequestedModel = word });
            if (decision.Target is { } target)
            {
                yield return (word, target);
            }
        }
    }

    private static string ModelsOf(Upstream upstream, PolicySnapshot snapshot)
    {
        var own = $"{ModelNames.PublishedPrefix}{upstream.Id}/";
        string[] models =
        [
            .. (ProviderCatalogue.BuiltIn.Find(upstream.Provider)?.Tiers ?? []).Select(tier => tier.Target)
                .Concat(snapshot.Models.All.Where(model => model.Id.StartsWith(own, StringComparison.Ordinal)).Select(model => model.Id[own.Length..]))
                .Distinct(StringComparer.Ordinal),
        ];
        return models.Length == 0 ? string.Empty
            : $", {string.Join(", ", models.Take(MaxModels))}{(models.Length > MaxModels ? $" and {models.Length - MaxModels} more" : string.Empty)}";
    }

    private static string KeyOf(Upstream upstream) =>
        upstream.ApiKey is not { } key ? "no key"
        : key.Reference.Length > 0 ? $"key from {key.Reference.TrimStart('$').Trim('{', '}')}"
        : "key set";
}
