using Dragoman.Core.Configuration;
using Dragoman.Core.Pricing;

namespace Dragoman.Core.Catalogue;

/// <summary>
/// What is known of providers and their models: the built-in data, with what a configuration adds or changes on top. Immutable.
/// </summary>
public sealed class ProviderCatalogue
{
    private static readonly Lazy<ProviderCatalogue> LazyBuiltIn = new(CatalogueData.Load);

    private readonly Dictionary<string, ProviderConfig> _providers;
    private readonly Dictionary<string, ModelConfig> _models;
    private readonly Dictionary<string, ModelConfig> _byModelOnly;
    private readonly List<ModelConfig> _patterns = [];

    internal ProviderCatalogue(IEnumerable<ProviderConfig> providers, IEnumerable<ModelConfig> models)
    {
        _providers = new(StringComparer.OrdinalIgnoreCase);
        foreach (var provider in providers)
        {
            _providers[provider.Id] = provider;
        }

        _models = new(StringComparer.OrdinalIgnoreCase);
        _byModelOnly = new(StringComparer.OrdinalIgnoreCase);
        foreach (var model in models)
        {
            if (model.Id.EndsWith('*'))
            {
                _patterns.Add(model);
                continue;
            }

            _models[model.Id] = model;
            _byModelOnly.TryAdd(ModelPart(model.Id), model);
        }
    }

    /// <summary>The built-in data. Read once.</summary>
    public static ProviderCatalogue BuiltIn => LazyBuiltIn.Value;

    /// <summary>The version of the built-in data, for records and reports: the day on which it was gathered.</summary>
    public string Version { get; init; } = "";

    /// <summary>The page on which a provider publishes its prices, by provider.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; init; } = new Dictionary<string, string>();

    /// <summary>Every provider.</summary>
    public IEnumerable<ProviderConfig> Providers => _providers.Values;

    /// <summary>The ids of every provider.</summary>
    public IEnumerable<string> ProviderIds => _providers.Keys;

    /// <summary>Every model, id <c>provider/model</c>.</summary>
    public IEnumerable<ModelConfig> Models => _models.Values;

    /// <summary>The provider of that id; null where there is none.</summary>
    public ProviderConfig? Find(string provider) => _providers.GetValueOrDefault(provider);

    /// <summary>This catalogue with a configuration's own providers and models on top.</summary>
    public ProviderCatalogue With(IReadOnlyList<ProviderConfig> providers, IReadOnlyList<ModelConfig> models)
    {
        if (providers.Count == 0 && models.Count == 0)
        {
            return this;
        }

        var mergedProviders = new Dictionary<string, ProviderConfig>(_providers, StringComparer.OrdinalIgnoreCase);
        foreach (var provider in providers)
        {
            mergedProviders[provider.Id] = Merge(provider, mergedProviders.GetValueOrDefault(provider.Id));
        }

        var mergedModels = new Dictionary<string, ModelConfig>(_models, StringComparer.OrdinalIgnoreCase);
        foreach (var model in models)
        {
            mergedModels[model.Id] = model.Over(
                mergedModels.GetValueOrDefault(model.Id) ?? _patterns.Find(known => known.Id.Equals(model.Id, StringComparison.OrdinalIgnoreCase)));
        }

        // A configuration's pattern stands in front of a built-in one of the same length.
        return new ProviderCatalogue(mergedProviders.Values, [.. mergedModels.Values, .. _patterns]) { Version = Version, Sources = Sources };
    }

    /// <summary>
    /// Everything that is known of a model, the most specific source first: the configuration's or the catalogue's entry, the entry
    /// of the id without its date, the same model at its maker, its family. Members that nobody knows stay null.
    /// </summary>
    public ModelConfig Describe(string provider, string model)
    {
        var undated = WithoutDate(model);
        var known = new ModelConfig { Id = $"{provider}/{model}" }
            .Over(_models.GetValueOrDefault($"{provider}/{model}"))
            .Over(_models.GetValueOrDefault(model));
        if (undated.Length != model.Length)
        {
            known = known.Over(_models.GetValueOrDefault($"{provider}/{undated}")).Over(_models.GetValueOrDefault(undated));
        }

        known = known.Over(Pattern($"{provider}/{model}")).Over(Pattern(model));

        // A reseller's "openai/gpt-5" is the maker's gpt-5. Its host is another one, so the maker's profile does not hold there.
        if (model.Contains('/', StringComparison.Ordinal) && Maker(ModelPart(undated)) is { } maker)
        {
            known = known.Over(maker with { Profile = null, Dialect = null });
        }

        return known.Over(Family(provider, model));
    }

    /// <summary>The entry's price, or the price of an unknown model: never free.</summary>
    public static Price PriceOf(ModelConfig model) => model.Price ?? Price.Unknown;

    /// <summary>True where the catalogue or the configuration lists the model at that provider.</summary>
    public bool Lists(string provider, string model) =>
        _models.ContainsKey($"{provider}/{model}") || _models.ContainsKey($"{provider}/{WithoutDate(model)}");

    /// <summary>The models that are listed at a provider, ids without the provider.</summary>
    public IEnumerable<(string Id, ModelConfig Model)> ModelsOf(string provider) => _models
        .Where(entry => entry.Key.Length > provider.Length + 1 && entry.Key[provider.Length] == '/'
            && entry.Key.StartsWith(provider, StringComparison.OrdinalIgnoreCase))
        .Select(entry => (entry.Key[(provider.Length + 1)..], entry.Value));

    /// <summary>The id without a snapshot's date: <c>gpt-5-2025-08-07</c> → <c>gpt-5</c>, <c>claude-opus-4-5-20251101</c> → <c>claude-opus-4-5</c>.</summary>
    internal static string WithoutDate(string model)
    {
        var at = model.IndexOf('@', StringComparison.Ordinal);
        var id = at > 0 ? model[..at] : model;
        if (id.EndsWith("-latest", StringComparison.Ordinal))
        {
            return id[..^7];
        }

        if (id.Length > 9 && id[^9] == '-' && id.AsSpan(id.Length - 8).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            return id[..^9];
        }

        if (id.Length > 11 && id[^11] == '-' && id[^6] == '-' && id[^3] == '-' && char.IsAsciiDigit(id[^1]) && char.IsAsciiDigit(id[^10]))
        {
            return id[..^11];
        }

        return id;
    }

    // Resellers write claude-haiku-4.5 for claude-haiku-4-5.
    private ModelConfig? Maker(string model) =>
        _byModelOnly.GetValueOrDefault(model) ?? _byModelOnly.GetValueOrDefault(model.Replace('.', '-'));

    private static string ModelPart(string id) => id[(id.LastIndexOf('/') + 1)..];

    // The longest of the patterns that fit, as the most specific.
    private ModelConfig? Pattern(string id)
    {
        ModelConfig? best = null;
        foreach (var pattern in _patterns)
        {
            if ((best is null || pattern.Id.Length > best.Id.Length) && Fits(pattern.Id, id))
            {
                best = pattern;
            }
        }

        return best;
    }

    private ModelConfig? Family(string provider, string model)
    {
        FamilyConfig? best = null;
        foreach (var family in Find(provider)?.Families ?? [])
        {
            if (Fits(family.Match, model) && (best is null || family.Match.Length > best.Match.Length))
            {
                best = family;
            }
        }

        return best?.Model;
    }

    // A star in front is for hosts that put a region, or an ARN, before the model's name.
    private static bool Fits(string pattern, string model)
    {
        if (!pattern.EndsWith('*'))
        {
            return model.Equals(pattern, StringComparison.OrdinalIgnoreCase);
        }

        return pattern.Length > 1 && pattern[0] == '*'
            ? model.Contains(pattern[1..^1], StringComparison.OrdinalIgnoreCase)
            : model.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase);
    }

    private static ProviderConfig Merge(ProviderConfig over, ProviderConfig? under) => under is null ? over : over with
    {
        DisplayName = over.DisplayName ?? under.DisplayName,
        Endpoint = over.Endpoint ?? under.Endpoint,
        EndpointTemplate = over.EndpointTemplate ?? under.EndpointTemplate,
        Dialect = over.Dialect ?? under.Dialect,
        Auth = over.Auth ?? under.Auth,
        Service = over.Service ?? under.Service,
        AffinityHeader = over.AffinityHeader ?? under.AffinityHeader,
        KeyVariables = over.KeyVariables ?? under.KeyVariables,
        EndpointVariables = over.EndpointVariables ?? under.EndpointVariables,
        ModelPrefixes = over.ModelPrefixes ?? under.ModelPrefixes,
        Profile = over.Profile?.Over(under.Profile) ?? under.Profile,
        Betas = over.Betas ?? under.Betas,
        Families = over.Families is null ? under.Families : [.. over.Families, .. under.Families ?? []],
        Tiers = over.Tiers is null ? under.Tiers : [.. over.Tiers, .. (under.Tiers ?? []).Where(tier => over.Tiers.All(o => o.Name != tier.Name))],
    };
}
