namespace Dragoman.Dialects.ServerTools;

/// <summary>The provider-run tools that the gateway can run itself.</summary>
public enum WebToolKind : byte
{
    /// <summary><c>web_search_*</c>.</summary>
    Search,

    /// <summary><c>web_fetch_*</c>.</summary>
    Fetch,
}
