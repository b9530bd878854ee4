namespace Dragoman.Core.Configuration;

/// <summary>The protocols of search endpoints.</summary>
public enum SearchProvider : byte
{
    /// <summary>SearXNG's JSON format.</summary>
    SearXng,

    /// <summary>Brave's web search.</summary>
    Brave,

    /// <summary>Tavily.</summary>
    Tavily,

    /// <summary>An endpoint of one's own: a query posted as JSON, answered with <c>results</c>.</summary>
    Custom,
}
