using System.Text.Json;
using Dragoman.Core.Configuration;
using Dragoman.Dialects.ServerTools;

namespace Dragoman.Upstreams.Search;

/// <summary>SearXNG's <c>/search?format=json</c>; the instance must have the json format switched on.</summary>
internal sealed class SearXngFormat : SearchFormat
{
    public static SearXngFormat Instance { get; } = new();

    public override SearchRequest Ask(SearchConfig config, WebTool tool, string query)
    {
        var target = At(config.Endpoint, "/search", $"q={Uri.EscapeDataString(WithSites(tool, query))}&format=json");
        var headers = new List<KeyValuePair<string, string>> { new("accept", "application/json") };
        if (config.ApiKey is { } key)
        {
            // SearXNG knows no keys; who protects an instance does it with a proxy in front.
            headers.Add(new("authorization", $"Bearer {key.Reveal()}"));
        }

        return new SearchRequest(HttpMethod.Get, target, default, headers);
    }

    public override JsonElement? Entries(JsonElement root) => ListIn(root, "results");

    public override (string Url, string Title, string Snippet, string Age) Entry(JsonElement entry) =>
        (Text(entry, "url"), Text(entry, "title"), Text(entry, "content"), Text(entry, "publishedDate"));
}
