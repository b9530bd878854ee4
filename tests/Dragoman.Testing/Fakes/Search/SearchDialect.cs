namespace Dragoman.Testing;

/// <summary>The search endpoints that <see cref="StrictSearch"/> can be.</summary>
public enum SearchDialect
{
    /// <summary>SearXNG with its json format on.</summary>
    SearXng,

    /// <summary>Brave's web search.</summary>
    Brave,

    /// <summary>Tavily's search.</summary>
    Tavily,

    /// <summary>The gateway's own plain contract.</summary>
    Custom,
}
