using Dragoman.Dialects.Conversation;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>Turns a missing or wrong key into a failure that says what to do.</summary>
internal static class Credential
{
    /// <summary>Null when the request shows the right key.</summary>
    public static Failure? Check(AccessKey key, HttpRequest request, ClientCall call)
    {
        var shown = ShownKey.In(request, call);
        return key.Admits(shown) ? null : new Failure(
            FailureCause.Authentication, StatusCodes.Status401Unauthorized, Problem(request, shown.IsEmpty) + Remedy(call))
        {
            Side = FailureSide.Client,
            ShouldRetry = false,
        };
    }

    private static string Problem(HttpRequest request, bool isMissing) => !isMissing
        ? "The key is not this gateway's; "
        : ShownKey.IsSigned(request.Headers)
            ? "A signature with AWS keys does not show this gateway's key; "
            : "No key was sent; ";

    private static string Remedy(ClientCall call)
    {
        const string WhichKey = " the key that the gateway printed when it first started, or to its DRAGOMAN_KEY.";
        return call.Dialect.Name switch
        {
            ClientDialects.Messages => "set ANTHROPIC_AUTH_TOKEN to" + WhichKey,
            ClientDialects.Bedrock => "set AWS_BEARER_TOKEN_BEDROCK to" + WhichKey,
            ClientDialects.Vertex => "set CLAUDE_CODE_SKIP_VERTEX_AUTH=1 and ANTHROPIC_AUTH_TOKEN to" + WhichKey,
            _ => "set the client's API key to" + WhichKey,
        };
    }
}
