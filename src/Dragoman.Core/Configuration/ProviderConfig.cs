namespace Dragoman.Core.Configuration;

/// <summary>
/// A provider added to the catalogue or changed in it. A new OpenAI-compatible provider is one of these and nothing else (E03).
/// Members that are null keep what the catalogue says.
/// </summary>
public sealed record ProviderConfig
{
    /// <summary>The provider's id, as used in <c>provider/model</c>.</summary>
    public required string Id { get; init; }

    /// <summary>A name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Base URL or full URL of the turn endpoint.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>
    /// The same for a cloud, whose endpoint names the upstream's <c>{region}</c>, <c>{project}</c> or (Google's host for a region) <c>{vertex_host}</c>; used where
    /// <see cref="Endpoint"/> is null.
    /// </summary>
    public string? EndpointTemplate { get; init; }

    /// <summary>The dialect.</summary>
    public string? Dialect { get; init; }

    /// <summary>A header that names the session, for hosts that find their cache by it (H-170).</summary>
    public string? AffinityHeader { get; init; }

    /// <summary>How the credential is sent.</summary>
    public AuthStyle? Auth { get; init; }

    /// <summary>The service that requests are signed for (AWS); null where the host's name says it.</summary>
    public string? Service { get; init; }

    /// <summary>Environment variables that hold its key, the first one set wins.</summary>
    public IReadOnlyList<string>? KeyVariables { get; init; }

    /// <summary>Environment variables that hold another base URL.</summary>
    public IReadOnlyList<string>? EndpointVariables { get; init; }

    /// <summary>What the ids of its own models begin with, so that ids that nobody listed still find it.</summary>
    public IReadOnlyList<string>? ModelPrefixes { get; init; }

    /// <summary>The <c>openai-chat</c> profile of its host.</summary>
    public ProfileConfig? Profile { get; init; }

    /// <summary>The betas that its host takes; null for all.</summary>
    public BetasConfig? Betas { get; init; }

    /// <summary>Families of its models, the most specific pattern wins.</summary>
    public IReadOnlyList<FamilyConfig>? Families { get; init; }

    /// <summary>Its model for each tier.</summary>
    public IReadOnlyList<NamedTarget>? Tiers { get; init; }

    /// <summary>Where it is written.</summary>
    public Spot At { get; init; }
}

/// <summary>What the models whose id fits a pattern have in common.</summary>
public sealed record FamilyConfig
{
    /// <summary>The pattern: an id, or its beginning followed by <c>*</c>.</summary>
    public required string Match { get; init; }

    /// <summary>What is known of them; its id is not used.</summary>
    public required ModelConfig Model { get; init; }
}
