using Dragoman.Dialects.Conversation;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>Turns a missing or wrong key into a failure that says what to do.</summary>
internal static class Credential
{
    /// <summary>Null when the request shows the right key.</summary>
    public static Failure? Check(AccessKey key, IHeaderDictionary headers)
    {
        if (key.Admits(headers, out var shown))
        {
            return null;
        }

        return new Failure(
            FailureCause.Authentication,
            StatusCodes.Status401Unauthorized,
            shown
                ? "The key is not this gateway's; set ANTHROPIC_AUTH_TOKEN to the key that the gateway printed when it first started, or to its DRAGOMAN_KEY."
                : "No key was sent; set ANTHROPIC_AUTH_TOKEN to the key that the gateway printed when it first started, or to its DRAGOMAN_KEY.")
        {
            Side = FailureSide.Client,
            ShouldRetry = false,
        };
    }
}
