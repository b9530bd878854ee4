using System.Net.Http.Headers;
using Azure.Core;
using Azure.Identity;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Upstreams.Credentials.Entra;

/// <summary>
/// A token of Entra ID for Azure OpenAI and Foundry. One token serves every request until shortly before it ends; of many requests
/// that find it ended, one fetches the next (H-371).
/// </summary>
internal sealed class EntraAuthenticator(TokenCredential credential, string scope, TimeProvider time) : IAuthenticator, IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FetchFor = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile Held? _held;

    /// <inheritdoc/>
    public async ValueTask<Failure?> AuthorizeAsync(HttpRequestMessage message, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var (token, failure) = await TokenAsync(cancellation).ConfigureAwait(false);
        if (token is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return failure;
    }

    /// <inheritdoc/>
    public void Forget() => _held = null;

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async ValueTask<(string? Token, Failure? Failure)> TokenAsync(CancellationToken cancellation)
    {
        if (Current() is { } held)
        {
            return (held, null);
        }

        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (Current() is { } meanwhile)
            {
                return (meanwhile, null);
            }

            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            deadline.CancelAfter(FetchFor);
            var token = await credential.GetTokenAsync(new TokenRequestContext([scope]), deadline.Token).ConfigureAwait(false);
            _held = new Held(token.Token, token.ExpiresOn);
            return (token.Token, null);
        }
        catch (AuthenticationFailedException)
        {
            return (null, Refused());
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, Refused());
        }
        finally
        {
            _gate.Release();
        }
    }

    private string? Current() => _held is { } held && held.ExpiresOn - time.GetUtcNow() > Margin ? held.Token : null;

    // What the identity library says names tenants and paths: for the operator's log, not for clients (H-264).
    private static Failure Refused() => new(
        FailureCause.UpstreamCredential,
        500,
        "Entra ID gave the gateway no token for this upstream; the operator must check its identity (az login, AZURE_TENANT_ID, AZURE_CLIENT_ID, managed identity).")
    {
        Side = FailureSide.Gateway,
    };

    private sealed record Held(string Token, DateTimeOffset ExpiresOn);
}
