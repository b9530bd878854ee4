using System.Text.Json;

namespace Dragoman.Testing;

/// <summary>What a script asks of a generateContent request alone.</summary>
public static class GeminiRequests
{
    /// <summary>True when Google's own search is the request's only tool.</summary>
    public static bool IsGoogleSearch(this RecordedRequest request) =>
        request.IsJson && request.Json.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() == 1
        && tools[0].TryGetProperty("googleSearch", out _);
}
