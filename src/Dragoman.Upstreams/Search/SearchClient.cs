using System.Text.Json;
using Dragoman.Core.Configuration;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.ServerTools;
using Dragoman.Upstreams.Transport;

namespace Dragoman.Upstreams.Search;

/// <summary>Asks the configured search endpoint. A failure is an outcome that the model and the client are told, never an exception.</summary>
/// <param name="transport">Sends.</param>
/// <param name="time">The clock of deadlines.</param>
public sealed class SearchClient(UpstreamClient transport, TimeProvider time)
{
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int MaxSnippet = 600;
    private const int MaxTitle = 300;

    /// <summary>Searches.</summary>
    /// <param name="config">Where.</param>
    /// <param name="tool">What the client allows.</param>
    /// <param name="query">What for.</param>
    /// <param name="cancellation">The client's departure.</param>
    /// <returns>What was found, and for the log why nothing was.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<(WebOutcome Outcome, string? Why)> SearchAsync(
        SearchConfig config, WebTool tool, string query, CancellationToken cancellation)
    {
        var format = SearchFormat.Of(config.Provider);
        if (query.Length > format.MaxQuery)
        {
            return (WebOutcome.Error("query_too_long"), $"the query has {query.Length} characters");
        }

        var ask = format.Ask(config, tool, query);
        using var timeout = new CancellationTokenSource(config.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            var (response, failure) = await transport.SendAsync(
                new UpstreamRequest("search", ask.Method, ask.Target, ask.Body, ask.Headers), either.Token);
            if (response is null)
            {
                return (WebOutcome.Error("unavailable"), failure!.Message);
            }

            await using (response)
            {
                return await ReadAsync(config, tool, format, response, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (WebOutcome.Error("unavailable"), $"nothing came within {config.Timeout.TotalSeconds:0.#} seconds");
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException or JsonException)
        {
            return (WebOutcome.Error("unavailable"), $"the answer could not be read ({exception.GetType().Name})");
        }
    }

    private static async Task<(WebOutcome Outcome, string? Why)> ReadAsync(
        SearchConfig config, WebTool tool, SearchFormat format, UpstreamResponse response, CancellationToken cancellation)
    {
        if (!response.IsSuccess)
        {
            return (WebOutcome.Error(response.Status switch
            {
                429 or 432 or 433 => "too_many_requests",
                414 => "query_too_long",
                _ => "unavailable",
            }), $"the endpoint answered {response.Status}{(response.Status == 403 && config.Provider == SearchProvider.SearXng ? ": switch its json format on" : string.Empty)}");
        }

        using var body = new ByteWriter(64 * 1024);
        if (!await BodyReader.ReadAsync(response.Body(), body, MaxBytes, cancellation))
        {
            return (WebOutcome.Error("unavailable"), "the answer is larger than 4 MiB");
        }

        using var document = JsonDocument.Parse(body.WrittenMemory);
        if (format.Entries(document.RootElement) is not { } entries)
        {
            return (WebOutcome.Error("unavailable"), "the answer holds no results; check endpoint and provider");
        }

        return (new WebOutcome { Hits = Hits(config, tool, format, entries) }, null);
    }

    private static List<SearchHit> Hits(SearchConfig config, WebTool tool, SearchFormat format, JsonElement entries)
    {
        var hits = new List<SearchHit>(config.MaxResults);
        foreach (var element in entries.EnumerateArray())
        {
            var (address, title, snippet, age) = format.Entry(element);
            if (hits.Count >= config.MaxResults)
            {
                break;
            }

            // Engines treat the client's domain lists as a wish; here they hold (H-184).
            if (Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                && DomainFilter.Allows(tool, url) && !hits.Exists(hit => hit.Url == url))
            {
                title = HtmlText.Inline(title, MaxTitle);
                hits.Add(new SearchHit(url, title.Length > 0 ? title : url.Host, HtmlText.Inline(snippet, MaxSnippet), HtmlText.Inline(age, 40)));
            }
        }

        return hits;
    }
}
