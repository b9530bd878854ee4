using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dragoman.Testing;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Upstreams.Tests.Credentials.Google;

/// <summary>Google's token endpoint: takes a signed assertion for a token that lasts an hour, and nothing else.</summary>
internal sealed class TokenEndpoint : FakeUpstream
{
    private readonly RSA _key = RSA.Create(2048);
    private int _tokens;

    /// <summary>True: every assertion is refused.</summary>
    public bool Refuses { get; set; }

    /// <summary>The service account's JSON.</summary>
    public string Account => JsonSerializer.Serialize(new
    {
        type = "service_account",
        project_id = "acme",
        private_key_id = "k1",
        private_key = _key.ExportPkcs8PrivateKeyPem(),
        client_email = "gateway@acme.iam.gserviceaccount.com",
        token_uri = $"{BaseUrl}/token",
    });

    public static async Task<TokenEndpoint> OpenAsync()
    {
        var endpoint = new TokenEndpoint();
        await endpoint.StartAsync();
        return endpoint;
    }

    protected override async Task AnswerAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        var form = Encoding.UTF8.GetString(request.Body).Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]), StringComparer.Ordinal);
        if (form.GetValueOrDefault("grant_type")?.Replace('+', ' ') != "urn:ietf:params:oauth:grant-type:jwt-bearer" || !IsSigned(form.GetValueOrDefault("assertion") ?? ""))
        {
            Violate(request, "the assertion is not signed by the account");
        }

        context.Response.StatusCode = Refuses ? 400 : 200;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(
            Refuses
                ? """{"error":"invalid_grant","error_description":"Invalid JWT Signature."}"""
                : JsonSerializer.Serialize(new { access_token = $"token-{Interlocked.Increment(ref _tokens)}", expires_in = 3600, token_type = "Bearer" }),
            stop);
    }

    private bool IsSigned(string assertion)
    {
        var parts = assertion.Split('.');
        return parts.Length == 3
            && _key.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
