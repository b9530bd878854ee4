using System.Globalization;
using System.Text.Json;
using Dragoman.Core.Configuration;
using Dragoman.Dialects.ServerTools;

namespace Dragoman.Upstreams.Search;

/// <summary>Brave's <c>/res/v1/web/search</c>: at most 400 characters and 20 results.</summary>
internal sealed class BraveFormat : SearchFormat
{
    public static BraveFormat Instance { get; } = new();

    public override int MaxQuery => 400;

    public override SearchRequest Ask(SearchConfig config, WebTool tool, string query)
    {
        var sites = WithSites(tool, query);
        var parameters = $"q={Uri.EscapeDataString(sites.Length <= MaxQuery ? sites : query)}&count={config.MaxResults.ToString(CultureInfo.InvariantCulture)}";
        var headers = new List<KeyValuePair<string, string>>
        {
            new("accept", "application/json"),
            new("x-subscription-token", config.ApiKey!.Reveal()),
        };
        if (tool.Location is { } location)
        {
            if (location.Country.Length == 2 && location.Country.All(char.IsAsciiLetter))
            {
                parameters += $"&country={location.Country.ToUpperInvariant()}";
                headers.Add(new("x-loc-country", location.Country.ToUpperInvariant()));
            }

            Add(headers, "x-loc-city", location.City);
            Add(headers, "x-loc-state-name", location.Region);
            Add(headers, "x-loc-timezone", location.TimeZone);
        }

        return new SearchRequest(HttpMethod.Get, At(config.Endpoint, "/res/v1/web/search", parameters), default, headers);
    }

    public override JsonElement? Entries(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        // Where nothing was found there is no web section.
        return root.TryGetProperty("web", out var web) ? ListIn(web, "results")
            : Text(root, "type") == "search" ? JsonElement.Parse("[]")
            : null;
    }

    public override (string Url, string Title, string Snippet, string Age) Entry(JsonElement entry)
    {
        var age = Text(entry, "page_age");
        return (Text(entry, "url"), Text(entry, "title"), Text(entry, "description"), age.Length > 0 ? age : Text(entry, "age"));
    }

    // Header values are plain ASCII; a city in other letters is told in the tool's description alone.
    private static void Add(List<KeyValuePair<string, string>> headers, string name, string value)
    {
        if (value.Length > 0 && value.All(c => c is >= ' ' and < (char)127))
        {
            headers.Add(new(name, value));
        }
    }
}
