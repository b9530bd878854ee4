using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime.Internal.Auth;

namespace Dragoman.Testing;

/// <summary>
/// Checks signatures as AWS does: it builds the canonical request anew from what stood on the wire, and takes the signing key from
/// AWS's own library, so that it shares no line with the signer that it checks.
/// </summary>
public sealed class SigV4Verifier(string accessKeyId, string secret, string region, string service, Func<DateTimeOffset> clock)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Null where the signature holds; else the refusal.</summary>
    public Refusal? Check(RecordedRequest request)
    {
        if (request.Header("Authorization") is not { } authorization || !authorization.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal))
        {
            return new Refusal(403, "Missing Authentication Token", "MissingAuthenticationTokenException");
        }

        var fields = authorization["AWS4-HMAC-SHA256 ".Length..].Split(',', StringSplitOptions.TrimEntries)
            .Select(field => field.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        if (!DateTimeOffset.TryParseExact(
                request.Header("x-amz-date"), "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return new Refusal(403, "Authorization header requires existence of a 'X-Amz-Date' header.", "IncompleteSignatureException");
        }

        var date = time.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var scope = $"{date}/{region}/{service}/aws4_request";
        if (fields.GetValueOrDefault("Credential") is not { } credential || !credential.StartsWith(accessKeyId + "/", StringComparison.Ordinal))
        {
            return new Refusal(403, "The security token included in the request is invalid.", "UnrecognizedClientException");
        }

        if (credential != $"{accessKeyId}/{scope}")
        {
            return new Refusal(403, $"Credential should be scoped to a valid region and to service '{service}'.", "InvalidSignatureException");
        }

        if ((clock() - time).Duration() > Tolerance)
        {
            return new Refusal(403, $"Signature expired: {request.Header("x-amz-date")} is now too far from the service's clock.", "InvalidSignatureException");
        }

        var signed = fields.GetValueOrDefault("SignedHeaders")?.Split(';') ?? [];
        if (!signed.Contains("host") || !signed.Contains("x-amz-date"))
        {
            return new Refusal(403, "The signed headers must hold host and x-amz-date.", "InvalidSignatureException");
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(request.Body));
        if (request.Header("x-amz-content-sha256") is { } said && said != hash)
        {
            return new Refusal(403, "The provided 'x-amz-content-sha256' header does not match what was computed.", "InvalidSignatureException");
        }

        var text = $"AWS4-HMAC-SHA256\n{request.Header("x-amz-date")}\n{scope}\n{Hex(Canonical(request, signed, hash))}";
        var key = AWS4Signer.ComposeSigningKey(secret, region, date, service);
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        return fields.GetValueOrDefault("Signature") == expected
            ? null
            : new Refusal(
                403,
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
                "InvalidSignatureException");
    }

    private static string Canonical(RecordedRequest request, string[] signed, string hash)
    {
        var question = request.RawTarget.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? request.RawTarget : request.RawTarget[..question];
        var query = question < 0 ? "" : request.RawTarget[(question + 1)..];
        var lines = new List<string>
        {
            request.Method,
            string.Join('/', path.Split('/').Select(Uri.EscapeDataString)),
            string.Join('&', query.Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(part => part.Split('=', 2))
                .Select(pair => (Name: Twice(pair[0]), Value: pair.Length > 1 ? Twice(pair[1]) : ""))
                .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}")),
        };
        lines.AddRange(signed.Select(name => $"{name}:{(request.Header(name) ?? "").Trim()}"));
        lines.AddRange(["", string.Join(';', signed), hash]);
        return string.Join('\n', lines);
    }

    private static string Twice(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    private static string Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
