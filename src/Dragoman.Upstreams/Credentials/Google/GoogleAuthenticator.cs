using System.Net.Http.Headers;
using Dragoman.Core.Routing;
using Dragoman.Dialects.Conversation;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;

namespace Dragoman.Upstreams.Credentials.Google;

/// <summary>
/// An access token for Google Cloud: by a service account whose JSON is given by reference, else by the machine's own identity
/// (Application Default Credentials). Google's library keeps the token and lets one request at a time ask for it; it would renew it
/// less than four minutes before its end, which is too late for a turn that is about to begin, so it is told to earlier (H-394).
/// </summary>
internal sealed class GoogleAuthenticator(CloudAccess access, TimeProvider time) : IAuthenticator
{
    private const string CloudScope = "https://www.googleapis.com/auth/cloud-platform";
    private static readonly TimeSpan AskFor = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _making = new(1, 1);
    private volatile ITokenAccess? _source;

    /// <inheritdoc/>
    public async ValueTask<Failure?> AuthorizeAsync(HttpRequestMessage message, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        // Not the caller's deadline alone: a token endpoint that is silent must not use up the whole turn.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(AskFor);
        try
        {
            var source = _source ?? await MakeAsync(deadline.Token);
            if (source is null)
            {
                return Refused("the service account's JSON is not valid; use the file that Google's console hands out");
            }

            await RenewAsync(source, deadline.Token);
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await source.GetAccessTokenForRequestAsync(cancellationToken: deadline.Token));
            if (access.Project is { } project && access.Credential is null)
            {
                // A person's own credentials belong to no project: the one of the upstream pays.
                message.Headers.TryAddWithoutValidation("x-goog-user-project", project);
            }

            return null;
        }
        catch (TokenResponseException error)
        {
            return Refused($"Google's token endpoint said {error.Error?.Error ?? "no"}; check the service account and its key");
        }
        catch (InvalidOperationException)
        {
            return Refused("no credentials were found; set api_key to a service account's JSON, or GOOGLE_APPLICATION_CREDENTIALS, or run where the machine has an identity");
        }
        catch (HttpRequestException)
        {
            return new Failure(FailureCause.Unreachable, 502, "Google's token endpoint cannot be reached; check the network of the gateway.") { IsRetryable = true };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Failure(FailureCause.Timeout, 504, "Google's token endpoint took too long; send the request again.") { IsRetryable = true };
        }
    }

    /// <inheritdoc/>
    public void Forget() => _source = null;

    private async Task RenewAsync(ITokenAccess source, CancellationToken cancellation)
    {
        var service = source as ServiceCredential ?? (source as GoogleCredential)?.UnderlyingCredential as ServiceCredential;
        if (service is null || !EndsSoon(service.Token))
        {
            return;
        }

        await _making.WaitAsync(cancellation);
        try
        {
            if (EndsSoon(service.Token))
            {
                await service.RequestAccessTokenAsync(cancellation);
            }
        }
        finally
        {
            _making.Release();
        }
    }

    private bool EndsSoon(TokenResponse? token) =>
        token?.ExpiresInSeconds is { } seconds && time.GetUtcNow().UtcDateTime >= token.IssuedUtc.AddSeconds(seconds) - RenewBefore;

    private async Task<ITokenAccess?> MakeAsync(CancellationToken cancellation)
    {
        await _making.WaitAsync(cancellation);
        try
        {
            var scope = access.Scope ?? CloudScope;
            return _source ??= access.Credential is { } account
                ? ServiceAccount.Read(account.Reveal(), scope, time)
                : (await GoogleCredential.GetApplicationDefaultAsync(cancellation)).CreateScoped(scope);
        }
        finally
        {
            _making.Release();
        }
    }

    private static Failure Refused(string why) => new(FailureCause.UpstreamCredential, 500, $"The gateway has no credential for Google Cloud: {why}.")
    {
        ShouldRetry = false,
    };
}
