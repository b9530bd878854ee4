using System.Runtime.CompilerServices;

namespace Dragoman.DataPlane;

/// <summary>
/// An upstream's endpoint with the client's query behind it. Claude Code sends the same one with every turn, and parsing a URL
/// costs more than routing the turn, so the last ones are kept.
/// </summary>
internal static class PassedQuery
{
    // Each endpoint has the place that its object gives it; one that finds another's there makes its URL anew.
    private static readonly Appended?[] Recent = new Appended?[256];

    /// <summary>The endpoint with this query.</summary>
    /// <param name="endpoint">The upstream's own URL.</param>
    /// <param name="query">The query with its question mark; empty or null for none.</param>
    public static Uri Append(Uri endpoint, string? query)
    {
        query ??= string.Empty;
        ref var place = ref Recent[RuntimeHelpers.GetHashCode(endpoint) & (Recent.Length - 1)];
        if (Volatile.Read(ref place) is { } known && ReferenceEquals(known.Endpoint, endpoint) && known.Query == query)
        {
            return known.Whole;
        }

        var made = new UriBuilder(endpoint) { Query = query }.Uri;
        Volatile.Write(ref place, new Appended(endpoint, query, made));
        return made;
    }

    private sealed record Appended(Uri Endpoint, string Query, Uri Whole);
}
