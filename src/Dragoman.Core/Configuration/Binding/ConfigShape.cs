using Dragoman.Core.Routing;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>
/// The shape of the whole file: every member there is, with its type and meaning. Loader and schema both read it, and the
/// built-in catalogue is written in two of its sections.
/// </summary>
internal static class ConfigShape
{
    public static SecretsType Secrets { get; } = new();

    public static ConfigType Root { get; } = new ObjectType(
        "config",
        [
            new("server", ServerShape.Type, "Settings of the server itself."),
            new("secrets", Secrets, "Names for secrets, which api_key_ref uses; each is a reference such as ${OPENAI_API_KEY}."),
            new("providers", CatalogueShape.Providers, "Providers added to the catalogue or changed in it, by id."),
            new("models", CatalogueShape.Models, "Models added to the catalogue or changed in it, by provider/model or bare id; a star at the end is for all that begin so."),
            new("upstreams", UpstreamShape.Section, "Provider endpoints, by name."),
            new("routes", RouteShape.Routes, "Names that clients may ask for, and where they lead."),
            new("policies", RouteShape.Policies, "Rules that pick a route for requests that ask for no particular one, in order."),
            new("tiers", Shapes.NamedTargets, "What haiku, sonnet, opus and fable mean: a route or upstream/model."),
            new("aliases", Shapes.NamedTargets, "Other names for a route or upstream/model."),
            new("side_routes", Shapes.NamedTargets, "Where the client's side requests go (title, compaction, search, classifier, probe, auxiliary) and its subagents (subagent), whatever model they name: a route or upstream/model."),
            new("require", RequireShape.Type, "What every upstream must be that a turn is sent to; no strategy and no failure leads elsewhere."),
            new("runaway", RunawayShape.Type, "When a session is taken for a runaway, and what is done about it."),
            new("search", WebShape.Search, "Where the gateway searches the web for models whose provider does not."),
            new("fetch", WebShape.Fetch, "Which pages the gateway fetches for models whose provider does not."),
            new("access", AccessShape.Type, "How keys, budgets and limits are enforced; who has which stands in the store."),
            new("store", StoreShape.Type, "Where the gateway keeps what it knows, and how long."),
            new("default_route", Shapes.Target, "Where a request goes that nothing else decides: a route or upstream/model."),
        ],
        Create);

    private static GatewayConfig Create(BoundMembers bound) => new()
    {
        Server = bound.Get<ServerConfig>("server") ?? new ServerConfig(),
        Store = bound.Get<StoreConfig>("store") ?? new StoreConfig(),
        Providers = bound.List<ProviderConfig>("providers"),
        Models = bound.List<ModelConfig>("models"),
        Upstreams = bound.List<UpstreamConfig>("upstreams"),
        Routes = bound.List<RouteConfig>("routes"),
        Policies = bound.List<PolicyConfig>("policies"),
        Tiers = bound.List<NamedTarget>("tiers"),
        Aliases = bound.List<NamedTarget>("aliases"),
        SideRoutes = bound.List<NamedTarget>("side_routes"),
        Require = bound.Get<Requirements>("require") ?? Requirements.None,
        Runaway = bound.Get<RunawayConfig>("runaway") ?? new RunawayConfig(),
        Search = bound.Get<SearchConfig>("search"),
        Fetch = bound.Get<FetchConfig>("fetch"),
        Access = bound.Get<AccessConfig>("access") ?? new AccessConfig(),
        DefaultRoute = bound.Get<string>("default_route") is { } target
            ? new NamedTarget("default_route", target, bound.SpotOf("default_route"))
            : null,
    };
}
