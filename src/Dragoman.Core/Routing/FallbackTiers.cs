using Dragoman.Core.Catalogue;
using Dragoman.Core.Configuration;

namespace Dragoman.Core.Routing;

/// <summary>
/// The best model of each tier among the upstreams there are, so that ids that the CLI uses by itself always lead somewhere
/// (H-016). The first upstream that has a tier leads; the others are its fallbacks. A tier that nobody has borrows the nearest one.
/// </summary>
internal sealed class FallbackTiers(ProviderCatalogue catalogue, IReadOnlyList<Upstream> upstreams, TargetFactory targets)
{
    public Dictionary<ModelTier, NamedRoute> Find()
    {
        var tiers = new Dictionary<ModelTier, NamedRoute>();
        foreach (var tier in Enum.GetValues<ModelTier>())
        {
            var found = upstreams.Select(upstream => ModelOf(upstream, tier) is { } model ? targets.Create(upstream, model) : null)
                .OfType<RouteTarget>().ToList();
            if (found.Count > 0)
            {
                tiers[tier] = new NamedRoute(new Route { Name = $"tier:{ModelNames.Word(tier)}", Targets = found }, $"tier {ModelNames.Word(tier)}");
            }
        }

        return tiers;
    }

    // The provider's own model for the tier, else for the nearest tier below it, else above it.
    private string? ModelOf(Upstream upstream, ModelTier tier)
    {
        var own = catalogue.Find(upstream.Provider)?.Tiers ?? [];
        for (var distance = 0; distance <= (int)ModelTier.Mythos; distance++)
        {
            if (NameAt((int)tier - distance) is { } below)
            {
                return below;
            }

            if (NameAt((int)tier + distance) is { } above)
            {
                return above;
            }
        }

        return null;

        string? NameAt(int at) => at is >= 0 and <= (int)ModelTier.Mythos
            ? own.FirstOrDefault(entry => entry.Name.Equals(ModelNames.Word((ModelTier)at), StringComparison.OrdinalIgnoreCase))?.Target
            : null;
    }
}
