using System.Text.Json;
using Dragoman.Core.Configuration;
using Dragoman.Dialects.ServerTools;

namespace Dragoman.Upstreams.Search;

/// <summary>How one kind of search endpoint is asked, and how it answers.</summary>
internal abstract class SearchFormat
{
    /// <summary>The format of a provider.</summary>
    public static SearchFormat Of(SearchProvider provider) => provider switch
    {
        SearchProvider.SearXng => SearXngFormat.Instance,
        SearchProvider.Brave => BraveFormat.Instance,
        SearchProvider.Tavily => TavilyFormat.Instance,
        _ => CustomFormat.Instance,
    };

    /// <summary>The longest query that is taken, in characters.</summary>
    public virtual int MaxQuery => 1000;

    /// <summary>The request for a query.</summary>
    public abstract SearchRequest Ask(SearchConfig config, WebTool tool, string query);

    /// <summary>The entries of an answer; null where it is none of this format.</summary>
    public abstract JsonElement? Entries(JsonElement root);

    /// <summary>One entry; an empty URL where it is none.</summary>
    public abstract (string Url, string Title, string Snippet, string Age) Entry(JsonElement entry);

    /// <summary>A member's text; empty where there is none.</summary>
    protected static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : string.Empty;

    /// <summary>The member that is a list; null where there is none.</summary>
    protected static JsonElement? ListIn(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value
            : null;

    /// <summary>The endpoint with a path behind it, unless it has that already.</summary>
    protected static Uri At(Uri endpoint, string path, string query)
    {
        var own = endpoint.AbsolutePath.TrimEnd('/');
        var whole = own.EndsWith(path, StringComparison.OrdinalIgnoreCase) ? own : own + path;
        var kept = endpoint.Query.TrimStart('?');
        return new UriBuilder(endpoint)
        {
            Path = whole,
            Query = kept.Length > 0 && query.Length > 0 ? $"{kept}&{query}" : kept + query,
        }.Uri;
    }

    /// <summary>The query with the allowed domains in the engines' own syntax; what they make of it is checked afterwards.</summary>
    protected static string WithSites(WebTool tool, string query) => tool.AllowedDomains.Count switch
    {
        0 => query,
        1 => $"{query} site:{tool.AllowedDomains[0]}",
        <= 5 => $"{query} ({string.Join(" OR ", tool.AllowedDomains.Select(domain => $"site:{domain}"))})",
        _ => query,
    };
}
