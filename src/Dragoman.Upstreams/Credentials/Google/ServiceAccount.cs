using System.Security.Cryptography;
using System.Text.Json;
using Google.Apis.Auth.OAuth2;

namespace Dragoman.Upstreams.Credentials.Google;

/// <summary>A service account from the JSON that the console hands out.</summary>
internal static class ServiceAccount
{
    private const string TokenEndpoint = "https://oauth2.googleapis.com/token";

    /// <summary>The account; null where the text is no such JSON. The text is never told to anybody.</summary>
    public static ServiceAccountCredential? Read(string json, string scope, TimeProvider time)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "client_email") is not { } email || Text(root, "private_key") is not { } key)
            {
                return null;
            }

            return new ServiceAccountCredential(
                new ServiceAccountCredential.Initializer(email, Text(root, "token_uri") ?? TokenEndpoint)
                {
                    Scopes = [scope],
                    Clock = new GoogleClock(time),
                    KeyId = Text(root, "private_key_id"),
                    ProjectId = Text(root, "project_id"),
                }.FromPrivateKey(key));
        }
        catch (Exception error) when (error is JsonException or ArgumentException or FormatException or CryptographicException or NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
