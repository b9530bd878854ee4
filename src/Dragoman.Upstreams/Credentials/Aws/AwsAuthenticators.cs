using Dragoman.Core.Routing;

namespace Dragoman.Upstreams.Credentials.Aws;

/// <summary>Chooses how AWS is to know the gateway: by a bearer token where there is one, else by signatures.</summary>
internal static class AwsAuthenticators
{
    private const string TokenVariable = "AWS_BEARER_TOKEN_BEDROCK";

    /// <summary>The authenticator for that access.</summary>
    public static IAuthenticator Make(CloudAccess access, TimeProvider time)
    {
        if (access.Credential is { } given)
        {
            return new BearerAuthenticator(given.Reveal);
        }

        // Who names a profile or a role wants to be that; the variable is for whoever says nothing, as in AWS's own tools.
        if (access is { Profile: null, Role: null }
            && (access.Service is null || access.Service.StartsWith("bedrock", StringComparison.Ordinal))
            && Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token)
        {
            return new BearerAuthenticator(() => token);
        }

        var chain = new AwsKeyChain(access);
        return new AwsAuthenticator(access, chain.GetAsync, chain.Forget, time);
    }
}
