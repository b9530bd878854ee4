using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Testing;

/// <summary>The endpoint at which a machine in Azure gets tokens of its own identity.</summary>
public sealed class FakeIdentity : FakeUpstream
{
    /// <summary>What the machine shows there.</summary>
    public const string Secret = "identity-header";

    private readonly string _token;

    private FakeIdentity(string token) => _token = token;

    /// <summary>The full address.</summary>
    public string Endpoint => $"{BaseUrl}/msi/token";

    /// <summary>Opens one that gives that token.</summary>
    public static async Task<FakeIdentity> StartAsync(string token)
    {
        var fake = new FakeIdentity(token);
        await fake.StartAsync();
        return fake;
    }

    /// <inheritdoc/>
    protected override Task AnswerAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        var isRight = request is { Method: "GET", Path: "/msi/token" } && request.Header("X-IDENTITY-HEADER") == Secret;
        if (!isRight)
        {
            Violate(request, "not the way to ask for a token");
        }

        var expires = TimeProvider.System.GetUtcNow().AddHours(24).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var body = JsonSerializer.Serialize(new { access_token = _token, expires_on = expires, resource = "https://cognitiveservices.azure.com", token_type = "Bearer" });
        return Playback.SendAsync(context, Answer.New(), isRight ? 200 : 400, "application/json", Encoding.UTF8.GetBytes(body), stop);
    }
}
