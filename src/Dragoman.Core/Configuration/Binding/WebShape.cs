namespace Dragoman.Core.Configuration.Binding;

/// <summary>The sections <c>search</c> and <c>fetch</c>: what the gateway does for models whose provider has neither.</summary>
internal static class WebShape
{
    private static readonly ConfigType Host = new ScalarType(
        "a host name, or *", text => text == "*" || Uri.CheckHostName(text) != UriHostNameType.Unknown ? text.ToLowerInvariant() : null,
        () => new System.Text.Json.Nodes.JsonObject { ["type"] = "string", ["minLength"] = 1 });

    public static ConfigType Search { get; } = new ObjectType(
        "search",
        [
            new("provider", new ChoiceType(
                ("searxng", SearchProvider.SearXng), ("brave", SearchProvider.Brave), ("tavily", SearchProvider.Tavily), ("custom", SearchProvider.Custom)),
                "The protocol of the endpoint.", IsRequired: true),
            new("endpoint", ScalarTypes.Url, "Where it is; Brave and Tavily have one of their own."),
            new("api_key_ref", new ApiKeyRefType(), "An entry of secrets or, failing that, the environment variable of that name in upper case."),
            new("api_key", SecretType.Instance, "A reference to the key: ${VARIABLE} or ${file:/path}."),
            new("max_results", ScalarTypes.Integer(1, 20), "The most results of one search; 8."),
            new("timeout", ScalarTypes.Duration, "How long one search may take; 10s."),
            new("price", ScalarTypes.Dollars, "Dollars per thousand searches; 0."),
        ],
        CreateSearch);

    public static ConfigType Fetch { get; } = new ObjectType(
        "fetch",
        [
            new("allow", new ListType<string>(Host, 1000), "Hosts that may be asked: example.com with everything under it, or * for every public one.", IsRequired: true),
            new("allow_private", new ListType<string>(Host, 1000), "Hosts that may be asked although their addresses are private, loopback or link-local; none."),
            new("max_kb", ScalarTypes.Integer(1, 65_536), "The most of a page that is read, in KiB; 2048."),
            new("timeout", ScalarTypes.Duration, "How long one fetch may take, redirects included; 15s."),
        ],
        static bound =>
        {
            var defaults = new FetchConfig();
            return new FetchConfig
            {
                Allow = bound.List<string>("allow"),
                AllowPrivate = bound.List<string>("allow_private"),
                MaxBytes = bound.Value<long>("max_kb") is { } kb ? (int)kb * 1024 : defaults.MaxBytes,
                Timeout = bound.Value<TimeSpan>("timeout") ?? defaults.Timeout,
            };
        });

    private static SearchConfig? CreateSearch(BoundMembers bound)
    {
        var provider = bound.Value<SearchProvider>("provider")!.Value;
        if (bound.Has("api_key") && bound.Has("api_key_ref"))
        {
            bound.Context.Error(bound.SpotOf("api_key"), "is there together with api_key_ref", "keep one of the two");
            return null;
        }

        var endpoint = bound.Get<Uri>("endpoint") ?? provider switch
        {
            SearchProvider.Brave => new Uri("https://api.search.brave.com"),
            SearchProvider.Tavily => new Uri("https://api.tavily.com"),
            _ => null,
        };
        if (endpoint is null)
        {
            bound.Context.Error(bound.At, "names no endpoint", "add endpoint: with the address of your search server");
            return null;
        }

        var key = bound.Get<Secret>("api_key_ref") ?? bound.Get<Secret>("api_key");
        if (key is null && provider is SearchProvider.Brave or SearchProvider.Tavily)
        {
            bound.Context.Error(bound.At, "has no key", "add api_key_ref: with the name of the secret");
            return null;
        }

        var defaults = new SearchConfig { Provider = provider, Endpoint = endpoint };
        return defaults with
        {
            ApiKey = key,
            MaxResults = (int?)bound.Value<long>("max_results") ?? defaults.MaxResults,
            Timeout = bound.Value<TimeSpan>("timeout") ?? defaults.Timeout,
            // The scalar reads dollars as of a million; these are of a thousand.
            Price = (bound.Value<long>("price") ?? 0) * 1000,
        };
    }
}
