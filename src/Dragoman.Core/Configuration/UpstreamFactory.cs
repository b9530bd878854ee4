using System.Security.Cryptography;
using System.Text;
using Dragoman.Core.Catalogue;
using Dragoman.Core.Routing;
using Dragoman.Dialects;

namespace Dragoman.Core.Configuration;

/// <summary>Makes upstreams of their configurations. Upstreams written inside routes that are the same become one.</summary>
internal sealed class UpstreamFactory(ProviderCatalogue catalogue, Func<string, IDialect?> dialects)
{
    private readonly Dictionary<string, Upstream> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Upstream> _byContent = new(StringComparer.Ordinal);

    /// <summary>Every upstream made so far, in order.</summary>
    public List<Upstream> All { get; } = [];

    /// <summary>The configuration of each, by id.</summary>
    public Dictionary<string, UpstreamConfig> Configs { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The upstream of that id, or the first of that provider; null where there is none.</summary>
    public Upstream? Find(string idOrProvider) =>
        _byId.GetValueOrDefault(idOrProvider)
        ?? All.Find(upstream => upstream.Provider.Equals(idOrProvider, StringComparison.OrdinalIgnoreCase));

    public Upstream Get(UpstreamConfig config)
    {
        var content = Content(config);
        if (config.Id.Length == 0 && _byContent.TryGetValue(content, out var same))
        {
            return same;
        }

        var upstream = Make(config, config.Id.Length > 0 ? config.Id : FreeId(config.Provider));
        _byId[upstream.Id] = upstream;
        _byContent.TryAdd(content, upstream);
        Configs[upstream.Id] = config;
        All.Add(upstream);
        return upstream;
    }

    /// <summary>The dialect that an upstream speaks: what it says, what its full URL names, what its provider speaks.</summary>
    public static string DialectOf(UpstreamConfig config, ProviderConfig? provider) =>
        config.Dialect
        ?? (config.Endpoint is { } endpoint ? Endpoints.DialectOf(endpoint) : null)
        ?? provider?.Dialect
        ?? DialectNames.OpenAiChat;

    private Upstream Make(UpstreamConfig config, string id)
    {
        var provider = catalogue.Find(config.Provider);
        var name = DialectOf(config, provider);
        var endpoint = config.Endpoint ?? EndpointOf(provider, config)
            ?? throw new InvalidOperationException($"Upstream {id} has no endpoint; the loader refuses that.");
        var dialect = dialects(name) ?? throw new InvalidOperationException($"There is no dialect {name}.");
        var auth = config.Auth ?? DefaultAuth(provider, name);
        return new Upstream
        {
            Id = id,
            Provider = config.Provider,
            Dialect = dialect,
            Endpoint = endpoint,
            ApiKey = config.ApiKey,
            AuthStyle = config.ApiKey is null && !IsCloud(auth) ? AuthStyle.None : auth,
            Cloud = IsCloud(auth) ? Cloud(config, provider, auth) : null,
            Headers = config.Headers,
            AffinityHeader = config.AffinityHeader ?? provider?.AffinityHeader,
            Residency = config.Residency ?? config.Region,
            DataPolicy = config.DataPolicy,
            Provenance = ProvenanceOf(config, endpoint),
            Timeouts = config.Timeouts,
        };
    }

    // A provider that speaks two dialects (an Anthropic-shaped endpoint of a chat provider) takes the key the way the dialect has it.
    private static AuthStyle DefaultAuth(ProviderConfig? provider, string dialect) =>
        provider is { Auth: { } auth } && (provider.Dialect ?? DialectNames.OpenAiChat) == dialect ? auth
        : dialect == DialectNames.AnthropicMessages ? AuthStyle.XApiKey
        : dialect == DialectNames.Gemini ? AuthStyle.GoogleApiKey
        : AuthStyle.Bearer;

    /// <summary>True where the credential is not a key but got from a cloud.</summary>
    public static bool IsCloud(AuthStyle style) => style is AuthStyle.AwsSigV4 or AuthStyle.GoogleOAuth or AuthStyle.EntraId;

    // Who can read again what it minted: the account behind a credential, at a host (H-491). A key that has a reference is known by it, so
    // that a new key in its place costs running sessions nothing; where it is another account's, the host refuses and is asked without.
    private static string ProvenanceOf(UpstreamConfig config, Uri endpoint)
    {
        var account = string.Join('\n', endpoint.Authority, config.ApiKey is { Reference.Length: > 0 } key ? key.Reference : config.ApiKey?.Reveal(), config.Project, config.AwsProfile, config.Role);
        return $"{config.Provider}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(account)).AsSpan(0, 12))}";
    }

    private static CloudAccess Cloud(UpstreamConfig config, ProviderConfig? provider, AuthStyle style) => new()
    {
        Style = style,
        Region = config.Region,
        Service = config.Service ?? provider?.Service,
        Project = config.Project,
        Profile = config.AwsProfile,
        Role = config.Role,
        Scope = config.Scope,
        Credential = config.ApiKey,
    };

    /// <summary>The provider's own endpoint for this upstream; null where it has none, or the upstream does not say which region.</summary>
    public static Uri? EndpointOf(ProviderConfig? provider, UpstreamConfig config)
    {
        if (provider is null || provider.Endpoint is not null || provider.EndpointTemplate is not { } template)
        {
            return provider?.Endpoint;
        }

        var filled = template
            .Replace("{vertex_host}", VertexHost(config.Region), StringComparison.Ordinal)
            .Replace("{region}", config.Region ?? "{region}", StringComparison.Ordinal)
            .Replace("{project}", config.Project ?? "{project}", StringComparison.Ordinal);
        return filled.Contains('{', StringComparison.Ordinal) ? null : new Uri(filled);
    }

    // Google has a host for each region, and others for its wider locations.
    private static string VertexHost(string? region) => region switch
    {
        "global" => "aiplatform.googleapis.com",
        "us" or "eu" => $"aiplatform.{region}.rep.googleapis.com",
        _ => "{region}-aiplatform.googleapis.com",
    };

    private string FreeId(string provider)
    {
        var id = provider;
        for (var n = 2; _byId.ContainsKey(id); n++)
        {
            id = $"{provider}-{n}";
        }

        return id;
    }

    private static string Content(UpstreamConfig config) => string.Join(
        '\n',
        [
            config.Provider, config.Endpoint?.AbsoluteUri, config.Dialect, config.ApiKey?.Reveal(), config.Auth?.ToString(),
            config.Region, config.Project, config.AwsProfile, config.Role, config.Service, config.Scope, config.AnthropicVersion,
            config.PriceMultiplier?.ToString(System.Globalization.CultureInfo.InvariantCulture), config.AffinityHeader, config.Preferences?.ToString(),
            config.Residency, .. config.DataPolicy, config.Timeouts.ToString(), config.Betas?.ToString(), .. config.Headers.Select(header => $"{header.Key}: {header.Value}"),
            .. config.Profile?.Changes.Select(change => $"{change.Member}={change.Value}") ?? [],
        ]);
}
