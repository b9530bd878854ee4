using Dragoman.Core.Access;
using Dragoman.Core.Spending;
using Dragoman.DataPlane.Admission;
using Dragoman.Dialects.Conversation;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>Turns a missing or wrong key into a failure that says what to do.</summary>
internal static class Credential
{
    /// <summary>Null when the request shows a key that is in force, from a place where it may be shown.</summary>
    public static Failure? Check(AccessGate gate, HttpContext http, ClientCall call, TimeProvider time, out KeyGrant? grant)
    {
        var shown = ShownKey.In(http.Request, call);
        grant = gate.Find(shown);
        if (grant is null)
        {
            return Refused(Problem(http.Request, shown.IsEmpty) + Remedy(call));
        }

        if (grant.DisabledBy is { } disabled)
        {
            return Refused($"This key is disabled ({disabled}); ask an administrator of the gateway.");
        }

        if (grant.EndsUs != long.MaxValue && Moment.Us(time.GetUtcNow()) >= grant.EndsUs)
        {
            return Refused($"This key ended on {Moment.At(grant.EndsUs):yyyy-MM-dd HH:mm} UTC; ask an administrator of the gateway for a new one.");
        }

        return grant.NamesNetworks ? grant.CheckNetwork(http.Connection.RemoteIpAddress)?.AsFailure() : null;
    }

    private static Failure Refused(string message) => new(FailureCause.Authentication, StatusCodes.Status401Unauthorized, message)
    {
        Side = FailureSide.Client,
        ShouldRetry = false,
    };

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
