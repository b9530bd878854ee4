namespace Dragoman.Upstreams.Search;

/// <summary>A request to a search endpoint.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">The URL.</param>
/// <param name="Body">The body; empty for none.</param>
/// <param name="Headers">The headers.</param>
internal sealed record SearchRequest(HttpMethod Method, Uri Target, ReadOnlyMemory<byte> Body, IReadOnlyList<KeyValuePair<string, string>> Headers);
