using Dragoman.Core.Catalogue;
using Dragoman.Core.Routing;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Core.Configuration;

/// <summary>Makes targets: what catalogue and configuration know of a model at an upstream, put together.</summary>
internal sealed class TargetFactory(ProviderCatalogue catalogue, IReadOnlyDictionary<string, UpstreamConfig> configs)
{
    public RouteTarget Create(Upstream upstream, string model, TranslationOptions? translation = null)
    {
        var known = catalogue.Describe(upstream.Provider, model);
        return new RouteTarget
        {
            Upstream = upstream,
            Model = model,
            Traits = Traits(model, known),
            Profile = upstream.Dialect.Name == DialectNames.OpenAiChat ? Profile(upstream, known, translation) : null,
            Price = ProviderCatalogue.PriceOf(known),
        };
    }

    private static ModelTraits Traits(string id, ModelConfig known)
    {
        var defaults = new ModelTraits { Id = id };
        return defaults with
        {
            ContextWindow = known.ContextWindow,
            MaxOutputTokens = known.MaxOutputTokens,
            Vision = known.Vision ?? defaults.Vision,
            Documents = known.Documents ?? defaults.Documents,
            Tools = known.Tools ?? defaults.Tools,
            ParallelTools = known.ParallelTools ?? defaults.ParallelTools,
            Reasoning = known.Reasoning ?? defaults.Reasoning,
            StructuredOutput = known.StructuredOutput ?? defaults.StructuredOutput,
        };
    }

    private OpenAiChatProfile Profile(Upstream upstream, ModelConfig known, TranslationOptions? translation)
    {
        var profile = OpenAiChatProfile.Default;
        profile = catalogue.Find(upstream.Provider)?.Profile?.ApplyTo(profile) ?? profile;
        profile = known.Profile?.ApplyTo(profile) ?? profile;
        profile = configs.GetValueOrDefault(upstream.Id)?.Profile?.ApplyTo(profile) ?? profile;
        if (translation is null)
        {
            return profile;
        }

        profile = translation.SystemPlacement switch
        {
            SystemPlacement.System => profile with { HeadRole = HeadRole.System },
            SystemPlacement.Developer => profile with { HeadRole = HeadRole.Developer },
            SystemPlacement.FirstUserMessage => profile with { HeadRole = HeadRole.None },
            _ => profile,
        };
        return translation.DropsCacheControl ? profile with { CacheControlInParts = false } : profile;
    }
}
