using Dragoman.Core.Catalogue;
using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;

namespace Dragoman.Core.Models;

/// <summary>
/// Makes the list: the configuration's routes and models first, then what the catalogue knows of the upstreams, in its order. Every id holds
/// <c>claude</c>: Claude's own by nature, all others by the published prefix (H-341).
/// </summary>
internal static class ModelListBuilder
{
    // What nobody dated. The field is required, and a made-up recent day would move the entry to the top of menus.
    private static readonly DateOnly Undated = new(2024, 1, 1);

    public static ModelList Build(
        ProviderCatalogue catalogue, IReadOnlyList<Upstream> upstreams, IReadOnlyList<Route> routes, TargetFactory targets,
        IReadOnlyList<(Upstream Upstream, string Model)> explicitModels, bool hasPolicies)
    {
        var models = new List<ListedModel>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var route in routes)
        {
            Add(IsKept(route.Name) ? route.Name : ModelNames.PublishedPrefix + route.Name, route.Name, route.Targets[0]);
        }

        foreach (var (upstream, model) in explicitModels)
        {
            AddModel(upstream, model);
        }

        foreach (var upstream in upstreams)
        {
            foreach (var (id, _) in catalogue.ModelsOf(upstream.Provider))
            {
                AddModel(upstream, id);
            }
        }

        return new ModelList(models);

        void AddModel(Upstream upstream, string model)
        {
            // With rules a plain claude id means "let the rules decide"; a menu entry must mean what it says.
            var isOwnClaude = upstream.SpeaksMessages && ModelNames.IsClaude(model) && !hasPolicies;
            var known = catalogue.Describe(upstream.Provider, model);
            var name = known.DisplayName ?? model;
            Add(
                isOwnClaude ? model : $"{ModelNames.PublishedPrefix}{upstream.Id}/{model}",
                isOwnClaude ? name : $"{name} ({catalogue.Find(upstream.Provider)?.DisplayName ?? upstream.Id})",
                targets.Create(upstream, model));
        }

        void Add(string id, string name, RouteTarget target)
        {
            if (!seen.Add(id))
            {
                return;
            }

            var traits = target.Traits;
            var released = catalogue.Describe(target.Upstream.Provider, target.Model).Released ?? Undated;
            models.Add(new ListedModel
            {
                Id = id,
                DisplayName = name,
                CreatedAt = new DateTimeOffset(released.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
                MaxInputTokens = traits.ContextWindow,
                MaxTokens = traits.MaxOutputTokens,
                Vision = traits.Vision,
                Documents = traits.Documents,
                Thinking = traits.Reasoning,
                StructuredOutput = traits.StructuredOutput,
                Tools = traits.Tools,
            });
        }
    }

    private static bool IsKept(string id) =>
        id.Contains("claude", StringComparison.OrdinalIgnoreCase) || id.Contains("anthropic", StringComparison.OrdinalIgnoreCase);
}
