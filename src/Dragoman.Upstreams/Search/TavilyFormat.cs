using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.Core.Configuration;
using Dragoman.Dialects.ServerTools;

namespace Dragoman.Upstreams.Search;

/// <summary>Tavily's <c>/search</c>, which filters domains itself.</summary>
internal sealed class TavilyFormat : SearchFormat
{
    public static TavilyFormat Instance { get; } = new();

    public override int MaxQuery => 400;

    public override SearchRequest Ask(SearchConfig config, WebTool tool, string query)
    {
        var body = new JsonObject { ["query"] = query, ["max_results"] = config.MaxResults, ["search_depth"] = "basic" };
        if (tool.AllowedDomains.Count > 0)
        {
            body["include_domains"] = new JsonArray([.. tool.AllowedDomains.Select(domain => JsonValue.Create(domain))]);
        }

        if (tool.BlockedDomains.Count > 0)
        {
            body["exclude_domains"] = new JsonArray([.. tool.BlockedDomains.Select(domain => JsonValue.Create(domain))]);
        }

        return new SearchRequest(
            HttpMethod.Post, At(config.Endpoint, "/search", string.Empty), JsonSerializer.SerializeToUtf8Bytes(body),
            [new("accept", "application/json"), new("authorization", $"Bearer {config.ApiKey!.Reveal()}")]);
    }

    public override JsonElement? Entries(JsonElement root) => ListIn(root, "results");

    public override (string Url, string Title, string Snippet, string Age) Entry(JsonElement entry) =>
        (Text(entry, "url"), Text(entry, "title"), Text(entry, "content"), Text(entry, "published_date"));
}
