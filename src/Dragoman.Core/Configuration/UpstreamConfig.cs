namespace Dragoman.Core.Configuration;

/// <summary>A provider endpoint: named under <c>upstreams</c>, or written inside a route.</summary>
public sealed record UpstreamConfig
{
    /// <summary>The name; empty for one written inside a route, which is named after its provider.</summary>
    public string Id { get; init; } = "";

    /// <summary>The provider's id in the catalogue or under <c>providers</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>Base URL or full URL; null for the provider's own.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The dialect; null where provider and endpoint decide.</summary>
    public string? Dialect { get; init; }

    /// <summary>The credential; null where the provider needs none.</summary>
    public Secret? ApiKey { get; init; }

    /// <summary>How the credential is sent; null for the provider's way.</summary>
    public AuthStyle? Auth { get; init; }

    /// <summary>A cloud's region; fills <c>{region}</c> in the provider's endpoint.</summary>
    public string? Region { get; init; }

    /// <summary>Google Cloud's project; fills <c>{project}</c> in the provider's endpoint.</summary>
    public string? Project { get; init; }

    /// <summary>A named profile of the AWS configuration.</summary>
    public string? AwsProfile { get; init; }

    /// <summary>A role to assume (AWS) or the tenant (Entra).</summary>
    public string? Role { get; init; }

    /// <summary>The service that requests are signed for (AWS).</summary>
    public string? Service { get; init; }

    /// <summary>The scope of a token (Google, Entra).</summary>
    public string? Scope { get; init; }

    /// <summary>The <c>anthropic_version</c> in a cloud's bodies; null for the cloud's own (H-008).</summary>
    public string? AnthropicVersion { get; init; }

    /// <summary>Where its data stays; null for its region.</summary>
    public string? Residency { get; init; }

    /// <summary>What its host has promised of data.</summary>
    public IReadOnlyList<string> DataPolicy { get; init; } = [];

    /// <summary>Headers sent with every request.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Model ids that are asked for by their plain name here, before any policy.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Deadlines.</summary>
    public UpstreamTimeouts Timeouts { get; init; } = new();

    /// <summary>What prices are multiplied by, in millionths; null for 1.</summary>
    public long? PriceMultiplier { get; init; }

    /// <summary>A header that names the session; null for the provider's.</summary>
    public string? AffinityHeader { get; init; }

    /// <summary>Which of a router's providers may serve; null where nothing is said (D15).</summary>
    public RoutingPreferences? Preferences { get; init; }

    /// <summary>Where <see cref="Preferences"/> is written.</summary>
    public Spot PreferencesAt { get; init; }

    /// <summary>Changes to the host's <c>openai-chat</c> profile.</summary>
    public ProfileConfig? Profile { get; init; }

    /// <summary>The betas that the host takes; null for what the provider says.</summary>
    public BetasConfig? Betas { get; init; }

    /// <summary>Where it is written.</summary>
    public Spot At { get; init; }
}
