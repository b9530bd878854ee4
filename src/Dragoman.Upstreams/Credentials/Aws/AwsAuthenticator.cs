using System.Net;
using Amazon.Runtime;
using Dragoman.Core.Routing;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Upstreams.Credentials.Aws;

/// <summary>
/// Signs the exact bytes that are sent (H-411). It keeps the difference between the cloud's clock and the machine's, as a signature
/// of another time is refused, and lets keys that ran out be looked up again.
/// </summary>
/// <param name="access">Where and as whom.</param>
/// <param name="keys">Gives keys that hold now; throws <see cref="AmazonClientException"/> where there are none.</param>
/// <param name="forget">Lets the keys be looked up anew.</param>
/// <param name="time">The machine's clock.</param>
internal sealed class AwsAuthenticator(
    CloudAccess access,
    Func<CancellationToken, ValueTask<AwsKeys>> keys,
    Action forget,
    TimeProvider time) : IAuthenticator
{
    private long _skewTicks;

    /// <inheritdoc/>
    public async ValueTask<Failure?> AuthorizeAsync(HttpRequestMessage message, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        AwsKeys current;
        try
        {
            current = await keys(cancellation);
        }
        catch (Exception exception) when (exception is AmazonClientException or AmazonServiceException or HttpRequestException or IOException)
        {
            // The SDK's own words may name keys, files and accounts; they are not the client's.
            return new Failure(
                FailureCause.UpstreamCredential,
                500,
                access.Role is { } role
                    ? $"AWS gave no credentials for the role '{role}': check the role's trust policy and the gateway's own AWS credentials."
                    : access.Profile is { } profile
                        ? $"AWS gave no credentials for the profile '{profile}': check it with `aws sts get-caller-identity --profile {profile}`."
                        : "The gateway found no AWS credentials: set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
                            + "or run it where a profile or a role gives them.");
        }

        var target = message.RequestUri!;
        var region = access.Region ?? AwsHosts.RegionOf(target.IdnHost) ?? AwsHosts.ConfiguredRegion();
        if (region is null)
        {
            return new Failure(
                FailureCause.UpstreamCredential,
                500,
                "No AWS region is known for this upstream: add region, e.g. region: us-east-1, to its configuration.");
        }

        var now = time.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _skewTicks));
        Sign(message, body.Span, current, new SigningScope(now, region, access.Service ?? AwsHosts.ServiceOf(target.IdnHost)));
        return null;
    }

    /// <inheritdoc/>
    public void Forget() => forget();

    /// <inheritdoc/>
    public bool Recover(HttpResponseMessage refusal)
    {
        var type = refusal.Headers.TryGetValues("x-amzn-errortype", out var values) ? values.FirstOrDefault() ?? "" : "";
        if (Names(type, "ExpiredToken", "UnrecognizedClient") || refusal.StatusCode == HttpStatusCode.Unauthorized)
        {
            Forget();
            return true;
        }

        // A wrong signature by right keys is mostly the clock; where it is right, sending again would change nothing.
        if (!Names(type, "InvalidSignature", "SignatureDoesNotMatch", "RequestExpired", "RequestTimeTooSkewed")
            || refusal.Headers.Date is not { } theirs)
        {
            return false;
        }

        var skew = theirs - time.GetUtcNow();
        var before = TimeSpan.FromTicks(Interlocked.Exchange(ref _skewTicks, skew.Ticks));
        return (skew - before).Duration() > TimeSpan.FromSeconds(30);
    }

    private static void Sign(HttpRequestMessage message, ReadOnlySpan<byte> body, AwsKeys keys, SigningScope scope)
    {
        var target = message.RequestUri!;
        var hash = SigV4.Hash(body);
        message.Headers.TryAddWithoutValidation("x-amz-date", scope.Timestamp);
        message.Headers.TryAddWithoutValidation("x-amz-content-sha256", hash);
        if (keys.SessionToken.Length > 0)
        {
            message.Headers.TryAddWithoutValidation("x-amz-security-token", keys.SessionToken);
        }

        // Only what nobody in between may touch is signed: a proxy that adds or joins other headers would break the signature.
        var signed = new List<KeyValuePair<string, string>>(6)
        {
            new("host", target.IsDefaultPort ? target.IdnHost : $"{target.IdnHost}:{target.Port}"),
        };
        foreach (var (name, values) in message.Headers.NonValidated)
        {
            if (name.StartsWith("x-amz", StringComparison.OrdinalIgnoreCase))
            {
                signed.Add(new(name, values.ToString()));
            }
        }

        if (message.Content?.Headers.NonValidated.TryGetValues("Content-Type", out var type) == true)
        {
            signed.Add(new("content-type", type.ToString()));
        }

        var request = CanonicalRequest.Of(message.Method.Method, target.AbsolutePath, target.Query.TrimStart('?'), signed, hash);
        message.Headers.TryAddWithoutValidation("Authorization", SigV4.Authorization(request, keys, scope));
    }

    private static bool Names(string type, params ReadOnlySpan<string> errors)
    {
        foreach (var error in errors)
        {
            if (type.StartsWith(error, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
