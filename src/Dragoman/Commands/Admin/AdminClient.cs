using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dragoman.Commands.Admin;

/// <summary>Speaks to the admin API of a running gateway.</summary>
internal sealed class AdminClient : IDisposable
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;

    public AdminClient(Uri gateway, string token)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(gateway, "admin/v1/"),
            Timeout = AnswerTime,
        };
        if (token.Any(c => c is <= ' ' or > '~'))
        {
            throw new CommandFailure("The token holds characters that no token of a gateway has: check the file or variable that it comes from.");
        }

        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Asks.</summary>
    public Task<JsonNode> GetAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, null, cancellation);

    /// <summary>Makes, or does. A repeated attempt with the same key is done once.</summary>
    public Task<JsonNode> PostAsync(string path, JsonObject? body, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, body, cancellation);

    /// <summary>Changes the version that is there now: whoever types a change has just looked.</summary>
    public Task<JsonNode> PatchAsync(string path, JsonObject body, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Patch, path, body, cancellation);

    /// <summary>Takes away.</summary>
    public Task<JsonNode> DeleteAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Delete, path, null, cancellation);

    /// <summary>Copies a file that the gateway makes.</summary>
    public async Task DownloadAsync(string path, Stream target, CancellationToken cancellation)
    {
        try
        {
            using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!response.IsSuccessStatusCode)
            {
                throw Refused(response, await response.Content.ReadAsStringAsync(cancellation));
            }

            await response.Content.CopyToAsync(target, cancellation);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e.Message);
        }
    }

    /// <summary>Every entry of a list, page after page, up to a bound.</summary>
    public async Task<JsonArray> ListAsync(string path, int most, CancellationToken cancellation)
    {
        const int Page = 500;
        var all = new JsonArray();
        string? cursor = null;
        do
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var page = await GetAsync(
                $"{path}{separator}limit={Math.Min(Page, most - all.Count)}{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}", cancellation);
            foreach (var entry in page["data"]!.AsArray())
            {
                all.Add(entry!.DeepClone());
            }

            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null && all.Count < most);
        return all;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        if (method == HttpMethod.Patch || method == HttpMethod.Delete)
        {
            request.Headers.IfMatch.Add(EntityTagHeaderValue.Any);
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            var text = await response.Content.ReadAsStringAsync(cancellation);
            return response.IsSuccessStatusCode
                ? JsonNode.Parse(text) ?? throw Unreachable("it answered nothing")
                : throw Refused(response, text);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Unreachable($"no answer within {AnswerTime.TotalSeconds} seconds");
        }
        catch (JsonException)
        {
            throw Unreachable("what answered is no Dragoman gateway");
        }
    }

    private static CommandFailure Refused(HttpResponseMessage response, string text)
    {
        try
        {
            if (JsonNode.Parse(text) is JsonObject problem && (string?)problem["detail"] is { } detail)
            {
                return new CommandFailure(detail);
            }
        }
        catch (JsonException)
        {
            // Not from a gateway; told below.
        }

        return new CommandFailure($"The answer was {(int)response.StatusCode}, and not from an admin API: check the address and the gateway's version.");
    }

    private CommandFailure Unreachable(string why) =>
        new($"The gateway at {_http.BaseAddress!.GetLeftPart(UriPartial.Authority)} cannot be spoken to ({why.TrimEnd('.')}): check that it runs, and its address.");
}
