namespace Dragoman.Testing;

/// <summary>What a cloud puts in front of an API that it passes on: an address and a credential of its own.</summary>
/// <param name="Prefix">What stands in front of the API's own path.</param>
/// <param name="Check">Null where address and credential are right; else the refusal.</param>
public sealed record FrontDoor(string Prefix, Func<RecordedRequest, Refusal?> Check)
{
    /// <summary>A door of AWS: each request is signed for the service (H-411, H-417).</summary>
    /// <param name="prefix">What stands in front of the API's own path.</param>
    /// <param name="service">The service that requests are signed for.</param>
    /// <param name="header">A header that must be there and be signed; null for none.</param>
    public static FrontDoor Aws(string prefix, string service, string? header = null)
    {
        var verifier = new SigV4Verifier(StrictBedrockInvoke.KeyId, StrictBedrockInvoke.Secret, "us-east-1", service, TimeProvider.System.GetUtcNow);
        return new FrontDoor(prefix, request =>
            header is not null && request.Header(header) is not { Length: > 0 } ? new Refusal(400, $"{header}: header is required")
            : request.Header("x-api-key") is not null ? new Refusal(401, "both a signature and a key were sent", "authentication_error")
            : verifier.Check(request));
    }

    /// <summary>A door of Azure (H-371).</summary>
    /// <param name="path">The whole path that is expected.</param>
    /// <param name="query">The query that is expected, e.g. <c>?api-version=2024-10-21</c>; empty for none.</param>
    /// <param name="header">The credential's header: <c>api-key</c>, <c>x-api-key</c> or <c>Authorization</c>.</param>
    /// <param name="value">The credential.</param>
    public static FrontDoor Azure(string path, string query, string header, string value) => new(string.Empty, request =>
        request.Path != path ? new Refusal(404, "The API deployment for this resource does not exist.", Code: "DeploymentNotFound")
        : request.Query != query ? new Refusal(404, "Resource not found", Code: "404")
        : request.Header(header) != value || Credentials.Count(name => request.Header(name) is not null) != 1
            ? new Refusal(401, "Access denied due to invalid subscription key or wrong API endpoint.", Code: "401")
        : null);

    private static readonly string[] Credentials = ["api-key", "x-api-key", "Authorization"];
}
