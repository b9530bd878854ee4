using System.Runtime.CompilerServices;

namespace Dragoman.DataPlane;

/// <summary>
/// An upstream's endpoint with the client's query behind it. Claude Code sends the same one with every turn, and parsing a URL
/// costs more than routing the turn, so the last one of each endpoint is kept.
/// </summary>
internal static class PassedQuery
{
    private static readonly ConditionalWeakTable<Uri, Uri> Last = [];

    /// <summary>The endpoint with this query.</summary>
    /// <param name="endpoint">The upstream's own URL.</param>
    /// <param name="query">The query with its question mark; empty or null for none.</param>
    public static Uri Append(Uri endpoint, string? query)
    {
        query ??= string.Empty;
        if (Last.TryGetValue(endpoint, out var known) && known.Query == query)
        {
            return known;
        }

        var made = new UriBuilder(endpoint) { Query = query }.Uri;
        Last.AddOrUpdate(endpoint, made);
        return made;
    }
}
