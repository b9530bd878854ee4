using System.Security.Cryptography;
using System.Text;
using Dragoman.Core.Capabilities;
using Dragoman.Core.Configuration;
using Dragoman.DataPlane;
using Dragoman.Dialects.Conversation;
using Dragoman.Store;
using Dragoman.Store.Audit;
using Dragoman.Store.Capabilities;
using Dragoman.Store.Engines;
using Dragoman.Store.Secrets;
using Dragoman.Store.Turns;

namespace Dragoman.Hosting;

/// <summary>What a gateway has on disk or at a server: its store and its own secrets.</summary>
internal sealed record GatewayData
{
    private const string EnvelopePurpose = "dragoman signature envelope";

    /// <summary>Where the store is.</summary>
    public required StorePlace Place { get; init; }

    /// <summary>How long what is kept, and how often the audit log is signed.</summary>
    public required StoreConfig Settings { get; init; }

    /// <summary>The store, open.</summary>
    public required TurnStore Store { get; init; }

    /// <summary>Authenticates what rides through clients.</summary>
    public required SignatureEnvelope Envelope { get; init; }

    /// <summary>The data plane's own key.</summary>
    public required AccessKey Key { get; init; }

    /// <summary>Signs the audit log.</summary>
    public required AuditSigner Signer { get; init; }

    /// <summary>What conformance runs found of models.</summary>
    public required Measurements Measurements { get; init; }

    /// <summary>The key, where it was made now.</summary>
    public string? NewKey { get; init; }

    /// <summary>Opens everything.</summary>
    /// <exception cref="GatewayException">The store or the data directory cannot be used.</exception>
    public static GatewayData Open(GatewayOptions options, StoreConfig settings)
    {
        SqlEngine? engine = null;
        try
        {
            var place = options.Place(settings);
            engine = place.Open(options.Time);
            var made = options.BootstrapKey is { Length: > 0 } given
                ? new BootstrapKey(AccessKey.Hash(given), null)
                : SecretFile.Bootstrap(options.DataDirectory);
            return new GatewayData
            {
                Place = place,
                Settings = settings,
                Store = new TurnStore(engine),
                Envelope = new SignatureEnvelope(EnvelopeKey(options, settings)),
                Key = new AccessKey(made.Hash),
                Signer = settings.AuditKey is { } pem ? AuditSigner.FromPem(pem.Reveal()) : AuditSigner.FromDirectory(options.DataDirectory),
                Measurements = options.Measurements ?? new Measurements(new CapabilityStore(engine).All()),
                NewKey = made.Created,
            };
        }
        catch (Exception exception)
        {
            // Only closes what is idle: nothing is waited for.
            engine?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw exception switch
            {
                // It says what cannot be used, and what to do.
                StoreException => new GatewayException(exception.Message),
                IOException or UnauthorizedAccessException => new GatewayException(
                    $"The data directory {options.DataDirectory} cannot be used: {exception.Message}"),
                _ => exception,
            };
        }
    }

    // Nodes that share a secret read what another one wrote into a session; the secret itself is for deriving only.
    private static byte[] EnvelopeKey(GatewayOptions options, StoreConfig settings) => settings.NodeSecret is { } shared
        ? HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(shared.Reveal()), 32, info: Encoding.UTF8.GetBytes(EnvelopePurpose))
        : SecretFile.EnvelopeKey(options.DataDirectory);
}
