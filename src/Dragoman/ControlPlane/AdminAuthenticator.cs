using System.Security.Cryptography;
using Dragoman.ControlPlane.Http;
using Dragoman.Core.Access;
using Dragoman.DataPlane;
using Dragoman.DataPlane.Admission;

namespace Dragoman.ControlPlane;

/// <summary>
/// Knows whom a credential belongs to: the bootstrap admin secret, an admin token, or a virtual key, whose holder is a developer
/// here. The key that the gateway made for itself at its first start opens the data plane only.
/// </summary>
/// <param name="bootstrap">SHA-256 of the bootstrap admin secret.</param>
/// <param name="gatewayKey">The data plane's own key.</param>
/// <param name="time">Says what has expired.</param>
internal sealed class AdminAuthenticator(byte[] bootstrap, AccessKey gatewayKey, TimeProvider time)
{
    /// <summary>Stands in the audit log for whoever shows the bootstrap secret.</summary>
    public const string BootstrapId = "bootstrap";

    /// <summary>Whom the credential belongs to; null where it is nobody's, or no longer anybody's.</summary>
    public AdminCaller? Identify(ReadOnlySpan<char> shown, AccessState state)
    {
        if (shown.IsEmpty || shown.Length > AdminSecret.MaxLength)
        {
            return null;
        }

        var hash = AdminSecret.Hash(ClaudeToken.KeyIn(shown));
        return CryptographicOperations.FixedTimeEquals(hash, bootstrap) ? new AdminCaller(BootstrapId, AdminRole.Owner)
            : TokenOf(hash, state) is { } token ? CallerOf(token, state)
            : KeyOf(hash, state) is { } key ? new AdminCaller(key.Id, AdminRole.Developer, key.Owner, key.Id)
            : null;
    }

    /// <summary>Why a credential is not taken, and what to do.</summary>
    public string Explain(ReadOnlySpan<char> shown) => shown.IsEmpty
        ? "No credential was sent; send the admin secret, an admin token or a virtual key as authorization: Bearer …."
        : gatewayKey.Admits(shown)
            ? "The gateway's own key opens no admin API; send the admin secret that was printed at the first start, or an admin token."
            : "The credential is not known here, or has ended; send the admin secret, an admin token or a virtual key that is in force.";

    private AdminToken? TokenOf(byte[] hash, AccessState state)
    {
        AdminToken? found = null;
        // All of them are compared: how long it takes says nothing about which one was near.
        foreach (var token in state.Tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(token.Hash.Span, hash))
            {
                found = token;
            }
        }

        return found is { RevokedAt: null } && !HasPassed(found.ExpiresAt) ? found : null;
    }

    private static AdminCaller? CallerOf(AdminToken token, AccessState state) => token.UserId is not { } user
        ? new AdminCaller(token.Id, token.Role)
        : Lineage.IsOpen(state, new PrincipalId(PrincipalKind.User, user))
            ? new AdminCaller(token.Id, token.Role, new PrincipalId(PrincipalKind.User, user))
            : null;

    private VirtualKey? KeyOf(byte[] hash, AccessState state)
    {
        VirtualKey? found = null;
        foreach (var key in state.Keys)
        {
            if (CryptographicOperations.FixedTimeEquals(key.Hash.Span, hash))
            {
                found = key;
            }
        }

        return found is { DisabledAt: null } && !HasPassed(found.ExpiresAt) && Lineage.IsOpen(state, found.Owner) ? found : null;
    }

    private bool HasPassed(DateTimeOffset? end) => end is { } known && known <= time.GetUtcNow();
}
