using Dragoman.Core.Catalogue;
using Dragoman.Core.Configuration;

namespace Dragoman.Core.Routing;

/// <summary>Makes routes for ids that stand nowhere: <c>upstream/model</c>, and ids that a configured provider is known to have.</summary>
internal sealed class DerivedRoutes(ProviderCatalogue catalogue, UpstreamFactory upstreams, TargetFactory targets)
{
    private const int MaxIdLength = 256;

    /// <param name="id">The normalized id.</param>
    /// <param name="afterRules">False for ids that name their upstream, true for plain ids of known models.</param>
    public NamedRoute? Find(string id, bool afterRules)
    {
        if (id.Length is 0 or > MaxIdLength)
        {
            return null;
        }

        return afterRules ? Known(id) : Addressed(id);
    }

    private NamedRoute? Addressed(string id)
    {
        var name = id.StartsWith(ModelNames.PublishedPrefix, StringComparison.OrdinalIgnoreCase) ? id[ModelNames.PublishedPrefix.Length..] : id;
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == name.Length - 1 || upstreams.Find(name[..slash]) is not { } upstream)
        {
            return null;
        }

        var route = RouteTableBuilder.DirectRoute(targets.Create(upstream, name[(slash + 1)..]));
        return new NamedRoute(route, $"model {route.Name}");
    }

    private NamedRoute? Known(string id)
    {
        foreach (var upstream in upstreams.All)
        {
            if (upstream.SpeaksMessages && id.Contains('@', StringComparison.Ordinal))
            {
                // A version behind @ is how Vertex writes it; Anthropic itself has no such ids.
                continue;
            }

            var isKnown = catalogue.Lists(upstream.Provider, id)
                || (catalogue.Find(upstream.Provider)?.ModelPrefixes ?? []).Any(prefix => id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
            if (isKnown)
            {
                return new NamedRoute(RouteTableBuilder.DirectRoute(targets.Create(upstream, id)), $"model known at {upstream.Id}") { IsAfterRules = true };
            }
        }

        return null;
    }
}
