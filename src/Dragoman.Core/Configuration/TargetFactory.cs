using System.Collections.Concurrent;
using Dragoman.Core.Catalogue;
using Dragoman.Core.Pricing;
using Dragoman.Core.Routing;
using Dragoman.Dialects;
using Dragoman.Dialects.AnthropicMessages.Hosts;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.OpenAiResponses;

namespace Dragoman.Core.Configuration;

/// <summary>Makes targets: what catalogue and configuration know of a model at an upstream, put together.</summary>
internal sealed class TargetFactory(
    ProviderCatalogue catalogue, IReadOnlyDictionary<string, UpstreamConfig> configs, TraitFactory traits, Requirements required)
{
    // Targets are also made while turns run, for names that stand nowhere.
    private readonly ConcurrentDictionary<(Upstream Upstream, string Dialect), Upstream> _siblings = new();

    /// <param name="upstream">Who serves it.</param>
    /// <param name="model">The model's id there.</param>
    /// <param name="translation">The route's translation; null for a name that stands in no route.</param>
    /// <param name="preferences">The target's own preferences among a router's providers.</param>
    /// <param name="more">What the route requires besides what all must be.</param>
    public RouteTarget Create(
        Upstream upstream, string model, TranslationOptions? translation = null, RoutingPreferences? preferences = null, params ReadOnlySpan<Requirements> more)
    {
        var known = catalogue.Describe(upstream.Provider, model);
        var config = configs.GetValueOrDefault(upstream.Id);
        upstream = InBestDialect(upstream, known);
        var (can, sources) = traits.Create(upstream, model, known);
        return new RouteTarget
        {
            Upstream = upstream,
            Model = model,
            WholeEndpoint = upstream.Address(model, stream: false),
            StreamEndpoint = upstream.Address(model, stream: true),
            Barred = Bars(upstream, more),
            Traits = can,
            Sources = sources,
            Profile = Preferring(Preferring(Profile(upstream, known, translation), config?.Preferences), preferences),
            Price = ProviderCatalogue.PriceOf(known).Times(config?.PriceMultiplier ?? Price.Even),
        };
    }

    private string? Bars(Upstream upstream, ReadOnlySpan<Requirements> more)
    {
        var barred = required.Bars(upstream);
        for (var i = 0; barred is null && i < more.Length; i++)
        {
            barred = more[i].Bars(upstream);
        }

        return barred;
    }

    // A provider may offer some of its models best in another protocol. Who names a dialect or a full URL has decided (A04).
    private Upstream InBestDialect(Upstream upstream, ModelConfig known)
    {
        var config = configs.GetValueOrDefault(upstream.Id);
        var isDecided = config is null || config.Dialect is not null || (config.Endpoint is { } endpoint && Endpoints.DialectOf(endpoint) is not null);
        if (isDecided || known.Dialect is not { } name || name == upstream.Dialect.Name || DialectRegistry.Find(name) is not { } dialect)
        {
            return upstream;
        }

        return _siblings.GetOrAdd((upstream, name), _ => upstream.Speaking(dialect));
    }

    private MessagesHost Host(MessagesHost host, Upstream upstream, TranslationOptions translation)
    {
        var betas = configs.GetValueOrDefault(upstream.Id)?.Betas ?? catalogue.Find(upstream.Provider)?.Betas;
        return host with
        {
            // Without the header nothing that it opens may stand in the body (H-006).
            Betas = translation.DropHeaders.Contains("anthropic-beta", StringComparer.OrdinalIgnoreCase)
                ? HostBetas.NoHeader
                : betas?.Compile() ?? host.Betas,
            DropsCacheHints = translation.DropsCacheControl,
            DropsMismatchedThinking = translation.PrefixMismatch == PrefixMismatch.DropBlock,
            DropHeaders = translation.DropHeaders,
            Version = configs.GetValueOrDefault(upstream.Id)?.AnthropicVersion,
        };
    }

    private object? Profile(Upstream upstream, ModelConfig known, TranslationOptions? translation)
    {
        if (upstream.Dialect.DefaultProfile is not { } profile)
        {
            return null;
        }

        if (profile is MessagesHost host)
        {
            return Host(host, upstream, translation ?? new TranslationOptions());
        }

        profile = catalogue.Find(upstream.Provider)?.Profile?.ApplyTo(profile) ?? profile;
        profile = known.Profile?.ApplyTo(profile) ?? profile;
        profile = configs.GetValueOrDefault(upstream.Id)?.Profile?.ApplyTo(profile) ?? profile;
        return profile switch
        {
            OpenAiChatProfile chat when translation is not null => Translated(chat, translation),
            OpenAiResponsesProfile responses when translation is { DropsCacheControl: true } => responses with { CacheBreakpoints = false },
            _ => profile,
        };
    }

    private static object? Preferring(object? profile, RoutingPreferences? preferences) => preferences is not null && profile is OpenAiChatProfile chat
        ? chat with
        {
            ProviderPreferences = preferences.Over(chat.ProviderPreferences),
            FallbackModels = preferences.Models.Count > 0 ? preferences.Models : chat.FallbackModels,
        }
        : profile;

    private static OpenAiChatProfile Translated(OpenAiChatProfile profile, TranslationOptions translation)
    {
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
