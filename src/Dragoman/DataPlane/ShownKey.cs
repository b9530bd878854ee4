using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Dragoman.DataPlane;

/// <summary>
/// The key that a request shows. Each protocol's clients have a place of their own for it; all of them are looked at for every
/// protocol, because people put keys where their tool lets them (H-002). Where several are shown, <c>x-api-key</c> wins, as at Anthropic.
/// </summary>
internal static class ShownKey
{
    /// <summary>The key; empty where none is shown.</summary>
    public static ReadOnlySpan<char> In(IHeaderDictionary headers)
    {
        var key = First(headers["x-api-key"]);
        if (key.IsEmpty)
        {
            key = Bearer(headers.Authorization);
        }

        if (key.IsEmpty)
        {
            key = First(headers["x-goog-api-key"]);
        }

        return key.IsEmpty ? First(headers["api-key"]) : key;
    }

    /// <summary>The key; also from <c>?key=</c>, where clients of Google's API may have it.</summary>
    public static ReadOnlySpan<char> In(HttpRequest request, ClientCall call)
    {
        var key = In(request.Headers);
        return key.IsEmpty && call.Dialect.Name == ClientDialects.Gemini ? First(request.Query["key"]) : key;
    }

    /// <summary>
    /// True where the request is signed with AWS keys. A signature proves the possession of a secret that this gateway does not have.
    /// </summary>
    public static bool IsSigned(IHeaderDictionary headers) =>
        headers.Authorization.Count > 0 && headers.Authorization[0].AsSpan().StartsWith("AWS4-");

    private static ReadOnlySpan<char> First(StringValues values) => values.Count > 0 ? values[0].AsSpan().Trim() : default;

    private static ReadOnlySpan<char> Bearer(StringValues authorization)
    {
        var value = First(authorization);
        return value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? value[7..].Trim() : default;
    }
}
