using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.Core.Configuration;
using Dragoman.Dialects.ServerTools;

namespace Dragoman.Upstreams.Search;

/// <summary>
/// An endpoint of one's own: <c>{"query", "max_results", "allowed_domains", "blocked_domains", "user_location"}</c> is posted to it,
/// <c>{"results": [{"url", "title", "snippet", "page_age"}]}</c> is its answer.
/// </summary>
internal sealed class CustomFormat : SearchFormat
{
    public static CustomFormat Instance { get; } = new();

    public override SearchRequest Ask(SearchConfig config, WebTool tool, string query)
    {
        var body = new JsonObject
        {
            ["query"] = query,
            ["max_results"] = config.MaxResults,
            ["allowed_domains"] = new JsonArray([.. tool.AllowedDomains.Select(domain => JsonValue.Create(domain))]),
            ["blocked_domains"] = new JsonArray([.. tool.BlockedDomains.Select(domain => JsonValue.Create(domain))]),
            ["user_location"] = tool.Location is { } at
                ? new JsonObject { ["city"] = at.City, ["region"] = at.Region, ["country"] = at.Country, ["timezone"] = at.TimeZone }
                : null,
        };
        var headers = new List<KeyValuePair<string, string>> { new("accept", "application/json") };
        if (config.ApiKey is { } key)
        {
            headers.Add(new("authorization", $"Bearer {key.Reveal()}"));
        }

        return new SearchRequest(HttpMethod.Post, config.Endpoint, JsonSerializer.SerializeToUtf8Bytes(body), headers);
    }

    public override JsonElement? Entries(JsonElement root) => ListIn(root, "results");

    public override (string Url, string Title, string Snippet, string Age) Entry(JsonElement entry) =>
        (Text(entry, "url"), Text(entry, "title"), Text(entry, "snippet"), Text(entry, "page_age"));
}
