using Dragoman.Core.Configuration;
using Dragoman.Dialects;

namespace Dragoman.Core.Routing;

/// <summary>A provider endpoint as the path of a turn uses it. Immutable.</summary>
public sealed class Upstream
{
    /// <summary>Its name: in records, in <c>upstream/model</c>, in headers.</summary>
    public required string Id { get; init; }

    /// <summary>The provider's id in the catalogue.</summary>
    public required string Provider { get; init; }

    /// <summary>The dialect that it speaks.</summary>
    public required IDialect Dialect { get; init; }

    /// <summary>
    /// What is configured: a base URL, or the full URL of the turn endpoint. Turns go to <see cref="Address"/>.
    /// </summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The credential; null where none is sent.</summary>
    public Secret? ApiKey { get; init; }

    /// <summary>How the credential is sent.</summary>
    public AuthStyle AuthStyle { get; init; }

    /// <summary>Where and as whom a cloud's credential is got; null for credentials that are a key.</summary>
    public CloudAccess? Cloud { get; init; }

    /// <summary>Headers sent with every request.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>A header that names the session to the host; null for none (H-170).</summary>
    public string? AffinityHeader { get; init; }

    /// <summary>Who mints its thinking: two upstreams of one value can replay each other's (H-102).</summary>
    public required string Provenance { get; init; }

    /// <summary>Where its data stays, as the configuration says it, or its cloud's region; null where nothing is known.</summary>
    public string? Residency { get; init; }

    /// <summary>What its host has promised of data, in the configuration's words: <c>zero_retention</c>, <c>no_training</c>.</summary>
    public IReadOnlyList<string> DataPolicy { get; init; } = [];

    /// <summary>Deadlines.</summary>
    public UpstreamTimeouts Timeouts { get; init; } = new();

    /// <summary>The same upstream spoken to in another of its protocols: its name, credential and deadlines stay.</summary>
    public Upstream Speaking(IDialect dialect) => new()
    {
        Id = Id,
        Provider = Provider,
        Dialect = dialect,
        Endpoint = Endpoint,
        ApiKey = ApiKey,
        AuthStyle = AuthStyle,
        Cloud = Cloud,
        Headers = Headers,
        AffinityHeader = AffinityHeader,
        Residency = Residency,
        DataPolicy = DataPolicy,
        Provenance = Provenance,
        Timeouts = Timeouts,
    };

    /// <summary>The URL of a turn for that model.</summary>
    public Uri Address(string model, bool stream) => Dialect.Address(Endpoint, model, stream);

    /// <summary>True where it speaks the Messages API plainly.</summary>
    public bool SpeaksMessages => Dialect.Name == DialectNames.AnthropicMessages;

    /// <summary>True where its bodies are those of the Messages API, plainly or in a cloud's envelope: then bytes can pass.</summary>
    public bool CarriesMessages => Dialect.Carries == DialectNames.AnthropicMessages;
}
