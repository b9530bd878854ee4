using System.Globalization;
using Dragoman.Core.Pricing;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>The sections <c>providers</c> and <c>models</c>, of the configuration and of the built-in data.</summary>
internal static class CatalogueShape
{
    private static readonly Member[] RateMembers =
    [
        new("input", ScalarTypes.Dollars, "Dollars per million input tokens."),
        new("output", ScalarTypes.Dollars, "Dollars per million output tokens."),
        new("cache_read", ScalarTypes.Dollars, "Dollars per million tokens read from a cache; as input where nothing is said."),
        new("cache_write", ScalarTypes.Dollars, "Dollars per million tokens written to a cache; as input where nothing is said."),
        new("cache_write_1h", ScalarTypes.Dollars, "Dollars per million tokens written to a cache for one hour; as cache_write where nothing is said."),
    ];

    private static readonly ConfigType PriceTier = new ObjectType(
        "price_tier",
        [new("above", ScalarTypes.Integer(1, 1_000_000_000), "Holds where the whole input has more tokens than this.", IsRequired: true), .. RateMembers],
        static bound => new PriceTier(bound.Value<long>("above")!.Value, Rates(bound)));

    private static readonly ConfigType Price = new ObjectType(
        "price",
        [
            .. RateMembers,
            new("web_search", ScalarTypes.Dollars, "Dollars per thousand web searches."),
            new("tiers", new ListType<PriceTier>(PriceTier, 10), "Rates for long prompts, ascending."),
            new("as_of", ScalarTypes.Day, "The day on which the price was looked up."),
        ],
        CreatePrice);

    private static readonly Member[] Traits =
    [
        new("display_name", ScalarTypes.Text, "A name for people."),
        new("released", ScalarTypes.Day, "When the provider released it."),
        new("context_window", ScalarTypes.Integer(1, 1_000_000_000), "Tokens that prompt and answer may have together."),
        new("max_output_tokens", ScalarTypes.Integer(1, 1_000_000_000), "Tokens that an answer may have."),
        new("vision", ScalarTypes.Boolean, "Takes images."),
        new("documents", ScalarTypes.Boolean, "Takes PDF documents."),
        new("tools", ScalarTypes.Boolean, "Takes tools."),
        new("parallel_tools", ScalarTypes.Boolean, "Calls several tools in one answer."),
        new("reasoning", ScalarTypes.Boolean, "Thinks, and takes an effort."),
        new("structured_output", ScalarTypes.Boolean, "Takes a JSON Schema for its answer."),
        new("dialect", Shapes.Dialect, "The protocol in which its provider offers it best; the provider's own where nothing is said."),
        new("tier", Shapes.Tier, "The tier it is worth."),
        new("price", Price, "What it costs."),
        new("profile", ProfileMembers.Type, "How its host departs from OpenAI's for this model."),
    ];

    private static readonly ConfigType Model = new ObjectType("model", Traits, static bound => CreateModel(bound));

    private static readonly ConfigType Families = new MapType<ModelConfig, FamilyConfig>(
        Model, static (match, model, _) => new FamilyConfig { Match = match, Model = model });

    private static readonly ConfigType Provider = new ObjectType(
        "provider",
        [
            new("display_name", ScalarTypes.Text, "A name for people."),
            new("endpoint", ScalarTypes.Url, "Base URL or full URL of the turn endpoint."),
            new("endpoint_template", ScalarTypes.Text, "The same with {region}, {project} or {vertex_host} in it, which the upstream fills."),
            new("dialect", Shapes.Dialect, "The protocol; openai-chat where nothing is said."),
            new("auth", Shapes.Auth, "How the key is sent; bearer where nothing is said."),
            new("service", ScalarTypes.Name, "The service that requests are signed for (AWS)."),
            new("affinity_header", ScalarTypes.HeaderName, "A header that names the session, for hosts that find their cache by it."),
            new("key_variables", Shapes.Names, "Environment variables that hold a key, the first one set wins."),
            new("endpoint_variables", Shapes.Names, "Environment variables that hold another base URL."),
            new("model_prefixes", Shapes.Names, "What the ids of its own models begin with."),
            new("profile", ProfileMembers.Type, "How the host departs from OpenAI's."),
            BetasShape.Member,
            new("families", Families, "Families of models by pattern, such as gpt-5*."),
            new("tiers", Shapes.NamedTargets, "Its model for each tier."),
        ],
        static bound => new ProviderConfig
        {
            Id = "",
            DisplayName = bound.Get<string>("display_name"),
            Endpoint = bound.Get<Uri>("endpoint"),
            EndpointTemplate = bound.Get<string>("endpoint_template"),
            Dialect = bound.Get<string>("dialect"),
            Auth = bound.Value<AuthStyle>("auth"),
            Service = bound.Get<string>("service"),
            AffinityHeader = bound.Get<string>("affinity_header"),
            KeyVariables = bound.Get<List<string>>("key_variables"),
            EndpointVariables = bound.Get<List<string>>("endpoint_variables"),
            ModelPrefixes = bound.Get<List<string>>("model_prefixes"),
            Profile = bound.Get<ProfileConfig>("profile"),
            Betas = bound.Get<BetasConfig>("betas"),
            Families = bound.Get<List<FamilyConfig>>("families"),
            Tiers = bound.Get<List<NamedTarget>>("tiers"),
        });

    public static ConfigType Providers { get; } = new MapType<ProviderConfig, ProviderConfig>(
        Provider, static (id, provider, at) => provider with { Id = id, At = at, Families = provider.Families?.Select(family => Named(id, family)).ToList() });

    public static ConfigType Models { get; } = new MapType<ModelConfig, ModelConfig>(
        Model, static (id, model, at) => model with { Id = id, At = at, Price = model.Price is { } price ? price with { Id = $"{id}@{price.Id}" } : null });

    private static FamilyConfig Named(string provider, FamilyConfig family) => family.Model.Price is { } price
        ? family with { Model = family.Model with { Price = price with { Id = $"{provider}/{family.Match}@{price.Id}" } } }
        : family;

    private static ModelConfig CreateModel(BoundMembers bound) => new()
    {
        Id = "",
        DisplayName = bound.Get<string>("display_name"),
        Released = bound.Value<DateOnly>("released"),
        ContextWindow = bound.Value<long>("context_window"),
        MaxOutputTokens = bound.Value<long>("max_output_tokens"),
        Vision = bound.Value<bool>("vision"),
        Documents = bound.Value<bool>("documents"),
        Tools = bound.Value<bool>("tools"),
        ParallelTools = bound.Value<bool>("parallel_tools"),
        Reasoning = bound.Value<bool>("reasoning"),
        StructuredOutput = bound.Value<bool>("structured_output"),
        Dialect = bound.Get<string>("dialect"),
        Tier = bound.Value<ModelTier>("tier"),
        Price = bound.Get<Price>("price"),
        Profile = bound.Get<ProfileConfig>("profile"),
    };

    private static Price? CreatePrice(BoundMembers bound)
    {
        var tiers = bound.List<PriceTier>("tiers");
        for (var i = 1; i < tiers.Count; i++)
        {
            if (tiers[i].Above <= tiers[i - 1].Above)
            {
                bound.Context.Error(bound.SpotOf("tiers"), "the tiers do not ascend", "order them by above, the smallest first");
                return null;
            }
        }

        if (!bound.Has("input") || !bound.Has("output"))
        {
            bound.Context.Error(bound.At, "needs both input and output", "a model that really costs nothing has input: 0 and output: 0");
            return null;
        }

        var rates = Rates(bound);
        var search = bound.Value<long>("web_search") ?? 0;
        return new Price
        {
            // Content-addressed where no day is given, so that a changed price is another price in the records.
            Id = bound.Value<DateOnly>("as_of")?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Fingerprint($"{rates}{search}{string.Join(',', tiers)}"),
            Base = rates,
            Tiers = tiers,
            // Dollars per thousand searches arrive as pico-dollars per token of a million; a thousand times that is per search.
            WebSearch = search * 1000,
        };
    }

    private static PriceRates Rates(BoundMembers bound)
    {
        var input = bound.Value<long>("input") ?? 0;
        var write = bound.Value<long>("cache_write") ?? input;
        return new PriceRates
        {
            Input = input,
            Output = bound.Value<long>("output") ?? 0,
            CacheRead = bound.Value<long>("cache_read") ?? input,
            CacheWrite = write,
            CacheWrite1h = bound.Value<long>("cache_write_1h") ?? write,
        };
    }

    private static string Fingerprint(string text) => Convert.ToHexStringLower(
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)).AsSpan(0, 4));
}
