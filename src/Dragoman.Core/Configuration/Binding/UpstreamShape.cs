namespace Dragoman.Core.Configuration.Binding;

/// <summary>Upstreams: named ones, and those written inside a route.</summary>
internal static class UpstreamShape
{
    private static readonly ConfigType Timeouts = new ObjectType(
        "timeouts",
        [
            new("first_byte", ScalarTypes.Duration, "To the first byte of the answer; 10m."),
            new("idle", ScalarTypes.Duration, "Between two pieces of a streamed answer; 10m."),
        ],
        static bound =>
        {
            var defaults = new UpstreamTimeouts();
            return new UpstreamTimeouts
            {
                FirstByte = bound.Value<TimeSpan>("first_byte") ?? defaults.FirstByte,
                Idle = bound.Value<TimeSpan>("idle") ?? defaults.Idle,
            };
        });

    private static readonly Member Preferences = new(
        "preferences", PreferencesType.Instance, "Which of OpenRouter's providers may serve, and the models to fall back to, as its API has it.");

    private static readonly Member[] Common =
    [
        new("endpoint", ScalarTypes.Url, "Base URL or full URL of the turn endpoint; the provider's own where nothing is said."),
        new("api_key_ref", new ApiKeyRefType(), "An entry of secrets or, failing that, the environment variable of that name in upper case."),
        new("api_key", SecretType.Instance, "A reference to the key: ${VARIABLE} or ${file:/path}."),
        new("dialect", Shapes.Dialect, "The protocol; provider and endpoint decide where nothing is said."),
        new("auth", Shapes.Auth, "How the key is sent; the provider's way where nothing is said."),
        new("region", ScalarTypes.Name, "The cloud's region, e.g. us-east-1; it also fills {region} in the provider's endpoint."),
        new("project", ScalarTypes.Name, "Google Cloud's project; it also fills {project} in the provider's endpoint."),
        new("aws_profile", ScalarTypes.Name, "A named profile of the AWS configuration; AWS's default chain where nothing is said."),
        new("role", ScalarTypes.Name, "A role to assume (AWS), or the tenant (Entra)."),
        new("service", ScalarTypes.Name, "The service that requests are signed for (AWS); bedrock where nothing is said."),
        new("scope", ScalarTypes.Name, "The scope of the access token (Google, Entra); the cloud's usual one where nothing is said."),
        new("anthropic_version", ScalarTypes.Name, "The version in the body of a cloud that serves Claude; the cloud's own where nothing is said."),
        new("residency", ScalarTypes.Name, "Where its data stays, e.g. eu; its region where nothing is said. Routes and keys may require it."),
        new("data_policy", Shapes.Names, "What its host has promised of data, in words of your own such as zero_retention. Routes may require it."),
        new("headers", Shapes.Headers, "Headers sent with every request."),
        new("timeouts", Timeouts, "Deadlines."),
        new("price_multiplier", ScalarTypes.Factor, "What prices are multiplied by here: 0.8 for a discount, 1.1 for a surcharge; 1 where nothing is said."),
        new("affinity_header", ScalarTypes.HeaderName, "A header that names the session, for hosts that find their cache by it; the provider's where nothing is said."),
        Preferences,
        new("profile", ProfileMembers.Type, "How this host departs from OpenAI's chat completions."),
        BetasShape.Member,
    ];

    /// <summary>An entry of <c>upstreams</c>.</summary>
    public static ConfigType Named { get; } = new ObjectType(
        "upstream",
        [
            new("provider", ScalarTypes.Name, "The provider's id; the upstream's own name where nothing is said."),
            .. Common,
            new("models", Shapes.Names, "Model ids that are asked for by their plain name here."),
        ],
        static bound => Create(bound, bound.Get<string>("provider") ?? ""));

    /// <summary>The section <c>upstreams</c>.</summary>
    public static ConfigType Section { get; } = new MapType<UpstreamConfig, UpstreamConfig>(
        Named, static (name, upstream, at) => upstream with { Id = name, Provider = upstream.Provider.Length > 0 ? upstream.Provider : name, At = at });

    /// <summary>A target of a route: <c>upstream/model</c>, or a mapping with an upstream's name or a whole upstream in it.</summary>
    public static ConfigType Target { get; } = new ObjectType(
        "target",
        [
            new("provider", ScalarTypes.Name, "The provider's id, for an upstream written here."),
            new("name", ScalarTypes.Name, "The name of an entry of upstreams, instead of provider."),
            new("model", ScalarTypes.Name, "The model's id at the upstream.", IsRequired: true),
            new("weight", ScalarTypes.Factor, "How much it counts against the route's other targets; 1 where nothing is said."),
            new("canary_percent", ScalarTypes.Integer(1, 50), "Of a hundred sessions so many try it first; for the others it is the last resort. One target of a route at most."),
            .. Common,
        ],
        CreateTarget,
        (ScalarTypes.Name, SplitTarget));

    private static UpstreamConfig? Create(BoundMembers bound, string provider)
    {
        if (bound.Has("api_key") && bound.Has("api_key_ref"))
        {
            bound.Context.Error(bound.SpotOf("api_key"), "is there together with api_key_ref", "keep one of the two");
            return null;
        }

        return new UpstreamConfig
        {
            Provider = provider,
            Endpoint = bound.Get<Uri>("endpoint"),
            ApiKey = bound.Get<Secret>("api_key_ref") ?? bound.Get<Secret>("api_key"),
            Dialect = bound.Get<string>("dialect"),
            Auth = bound.Value<AuthStyle>("auth"),
            Region = bound.Get<string>("region"),
            Project = bound.Get<string>("project"),
            AwsProfile = bound.Get<string>("aws_profile"),
            Role = bound.Get<string>("role"),
            Service = bound.Get<string>("service"),
            Scope = bound.Get<string>("scope"),
            AnthropicVersion = bound.Get<string>("anthropic_version"),
            Residency = bound.Get<string>("residency"),
            DataPolicy = bound.List<string>("data_policy"),
            Headers = bound.List<KeyValuePair<string, string>>("headers"),
            Timeouts = bound.Get<UpstreamTimeouts>("timeouts") ?? new UpstreamTimeouts(),
            PriceMultiplier = bound.Value<long>("price_multiplier"),
            AffinityHeader = bound.Get<string>("affinity_header"),
            Preferences = bound.Get<RoutingPreferences>("preferences"),
            PreferencesAt = bound.SpotOf("preferences"),
            Profile = bound.Get<ProfileConfig>("profile"),
            Betas = bound.Get<BetasConfig>("betas"),
            Models = bound.List<string>("models"),
            At = bound.At,
        };
    }

    private static TargetConfig? CreateTarget(BoundMembers bound)
    {
        var model = bound.Get<string>("model")!;
        if (bound.Get<string>("name") is { } name)
        {
            var extra = bound.Names.FirstOrDefault(member => member is not ("name" or "model" or "preferences" or "weight" or "canary_percent"));
            if (extra is not null)
            {
                bound.Context.Error(bound.SpotOf(extra), $"{extra} belongs to the upstream \"{name}\"", $"move it to upstreams.{name}");
                return null;
            }

            return new TargetConfig
            {
                Upstream = name,
                Model = model,
                Preferences = bound.Get<RoutingPreferences>("preferences"),
                PreferencesAt = bound.SpotOf("preferences"),
                Weight = bound.Value<long>("weight"),
                CanaryPercent = bound.Value<long>("canary_percent"),
                At = bound.At,
            };
        }

        if (bound.Get<string>("provider") is not { } provider)
        {
            bound.Context.Error(bound.At, "names no provider", "add provider: openai, or name: with an entry of upstreams");
            return null;
        }

        return Create(bound, provider) is not { } inline ? null : new TargetConfig
        {
            Inline = inline,
            Model = model,
            Weight = bound.Value<long>("weight"),
            CanaryPercent = bound.Value<long>("canary_percent"),
            At = bound.At,
        };
    }

    // "upstream/model"; the validator says where the upstream does not exist or the slash is missing.
    private static TargetConfig SplitTarget(object value, Spot at)
    {
        var text = (string)value;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            ? new TargetConfig { Upstream = text[..slash], Model = text[(slash + 1)..], At = at }
            : new TargetConfig { Upstream = text, Model = "", At = at };
    }
}
