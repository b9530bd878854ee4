using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Dragoman.Testing;

/// <summary>
/// A search endpoint, as strict as the real one of its kind: a wrong path, a missing key, an unknown parameter or a value out of
/// its range is refused and noted in <see cref="FakeUpstream.Violations"/>.
/// </summary>
public sealed class StrictSearch : FakeUpstream
{
    /// <summary>The key that Brave and Tavily ask for.</summary>
    public const string Key = "search-secret";

    private readonly SearchDialect _dialect;
    private readonly Func<string, SearchAnswer> _script;

    private StrictSearch(SearchDialect dialect, Func<string, SearchAnswer> script)
    {
        _dialect = dialect;
        _script = script;
    }

    /// <summary>The queries so far, as they were asked.</summary>
    public IReadOnlyList<string> Queries => [.. Requests.Select(QueryOf)];

    /// <summary>Opens a fake; the script gives an answer for a query.</summary>
    public static async Task<StrictSearch> StartAsync(SearchDialect dialect, Func<string, SearchAnswer> script)
    {
        var fake = new StrictSearch(dialect, script);
        await fake.StartAsync();
        return fake;
    }

    /// <inheritdoc/>
    protected override async Task AnswerAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        if (Refusal(request) is { } refusal)
        {
            Violate(request, refusal.Message);
            await SendAsync(context, refusal.Status, "{\"error\":\"refused\"}", stop);
            return;
        }

        var answer = _script(QueryOf(request));
        await answer.Until.WaitAsync(stop);
        await SendAsync(context, answer.Status, answer.Body ?? Write(answer), stop);
    }

    private static Task SendAsync(HttpContext context, int status, string body, CancellationToken stop)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body, stop);
    }

    private string QueryOf(RecordedRequest request) => _dialect is SearchDialect.SearXng or SearchDialect.Brave
        ? QueryHelpers.ParseQuery(request.Query).TryGetValue("q", out var query) ? query.ToString() : string.Empty
        : request.IsJson && request.Json.TryGetProperty("query", out var member) ? member.GetString() ?? string.Empty : string.Empty;

    private Refusal? Refusal(RecordedRequest request) => _dialect switch
    {
        SearchDialect.SearXng => SearXng(request),
        SearchDialect.Brave => Brave(request),
        SearchDialect.Tavily => Tavily(request),
        _ => Custom(request),
    };

    // Without format=json it is a page for people; an instance that has the format off answers 403.
    private static Refusal? SearXng(RecordedRequest request)
    {
        var query = QueryHelpers.ParseQuery(request.Query);
        return request.Method != "GET" || request.Path != "/search" ? new(404, "no such endpoint")
            : request.Body.Length > 0 ? new(400, "a GET has no body")
            : !query.TryGetValue("q", out var q) || q.ToString().Length == 0 ? new(400, "No query")
            : !query.TryGetValue("format", out var format) || format != "json" ? new(403, "the json format was not asked for")
            : query.Keys.FirstOrDefault(name => name is not ("q" or "format" or "language" or "pageno" or "safesearch" or "time_range" or "categories" or "engines")) is { } unknown
                ? new(400, $"unknown parameter {unknown}")
            : null;
    }

    private static Refusal? Brave(RecordedRequest request)
    {
        var query = QueryHelpers.ParseQuery(request.Query);
        string[] known = ["q", "count", "country", "search_lang", "ui_lang", "offset", "safesearch", "freshness", "result_filter", "extra_snippets"];
        return request.Method != "GET" || request.Path != "/res/v1/web/search" ? new(404, "no such endpoint")
            : request.Header("x-subscription-token") != Key ? new(422, "SUBSCRIPTION_TOKEN_INVALID")
            : !query.TryGetValue("q", out var q) || q.ToString().Length is 0 or > 400 || q.ToString().Split(' ').Length > 50 ? new(422, "q has 1 to 400 characters, at most 50 words")
            : !query.TryGetValue("count", out var count) || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var n) || n is < 1 or > 20 ? new(422, "count is 1 to 20")
            : query.TryGetValue("country", out var country) && country.ToString().Length != 2 ? new(422, "country is a code of two letters")
            : query.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown ? new(422, $"unknown parameter {unknown}")
            : null;
    }

    private static Refusal? Tavily(RecordedRequest request)
    {
        string[] known = ["query", "max_results", "search_depth", "include_domains", "exclude_domains", "topic", "country", "time_range"];
        return request.Method != "POST" || request.Path != "/search" ? new(404, "no such endpoint")
            : request.Header("Authorization") != $"Bearer {Key}" ? new(401, "Unauthorized: missing or invalid API key.")
            : !request.IsJson || request.Header("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) != true ? new(422, "the body is no JSON")
            : !request.Json.TryGetProperty("query", out var query) || query.GetString() is not { Length: > 0 and <= 400 } ? new(400, "Query is missing or too long.")
            : request.Json.TryGetProperty("max_results", out var max) && max.GetInt32() is < 0 or > 20 ? new(400, "max_results is 0 to 20")
            : request.Json.TryGetProperty("search_depth", out var depth) && depth.GetString() is not ("basic" or "advanced") ? new(400, "Invalid search depth.")
            : request.Json.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !known.Contains(name)) is { } unknown ? new(422, $"unknown member {unknown}")
            : null;
    }

    private static Refusal? Custom(RecordedRequest request)
    {
        string[] members = ["query", "max_results", "allowed_domains", "blocked_domains", "user_location"];
        return request.Method != "POST" || !request.IsJson ? new(400, "a query is posted as JSON")
            : !request.Json.EnumerateObject().Select(member => member.Name).SequenceEqual(members) ? new(400, "the members are not those of the contract")
            : null;
    }

    private string Write(SearchAnswer answer)
    {
        var (text, age) = _dialect switch
        {
            SearchDialect.SearXng => ("content", "publishedDate"),
            SearchDialect.Brave => ("description", "page_age"),
            SearchDialect.Tavily => ("content", "published_date"),
            _ => ("snippet", "page_age"),
        };
        var results = new JsonArray([.. answer.Pages.Select(page =>
        {
            var one = new JsonObject { ["url"] = page.Url, ["title"] = page.Title, [text] = page.Text };
            if (page.Age.Length > 0)
            {
                one[age] = page.Age;
            }

            return one;
        })]);
        JsonObject body = _dialect == SearchDialect.Brave
            ? new JsonObject { ["type"] = "search", ["web"] = new JsonObject { ["type"] = "search", ["results"] = results } }
            : new JsonObject { ["results"] = results };
        return JsonSerializer.Serialize(body);
    }
}
