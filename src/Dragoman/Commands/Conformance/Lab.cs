using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.Core.Pricing;
using Dragoman.Core.Routing;

namespace Dragoman.Commands.Conformance;

/// <summary>Asks one model through a gateway as Claude Code would, and counts what it costs.</summary>
internal sealed class Lab(HttpClient gateway, RouteTarget target, TimeProvider time) : IDisposable
{
    /// <summary>Tokens an answer may have where a check does not say: models that think before each answer need some room.</summary>
    public const int UsualMaxTokens = 2048;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The model under test.</summary>
    public RouteTarget Target => target;

    /// <summary>What the answers so far cost, in nano-dollars.</summary>
    public long SpentNanoUsd { get; private set; }

    /// <summary>The price that the cost is made with.</summary>
    public Price Price => target.Price;

    /// <summary>Asks, streamed unless the body says otherwise.</summary>
    public async Task<LabAnswer> AskAsync(JsonObject body, CancellationToken cancellation)
    {
        body["model"] = target.Name;
        body["max_tokens"] ??= UsualMaxTokens;
        body["stream"] ??= true;
        var startedAt = time.GetTimestamp();
        using var request = Post("v1/messages", body);
        using var response = await gateway.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        var losses = response.Headers.TryGetValues("x-dragoman-losses", out var values) ? string.Join(", ", values) : string.Empty;
        var status = (int)response.StatusCode;
        LabAnswer answer;
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            var fold = new LabFold(time, startedAt);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation), Encoding.UTF8);
            while (await lines.ReadLineAsync(cancellation) is { } line)
            {
                fold.Line(line);
            }

            answer = fold.End(status, losses);
        }
        else
        {
            answer = LabFold.Whole(status, await response.Content.ReadAsStringAsync(cancellation), losses);
        }

        SpentNanoUsd += Price.Cost(answer.Usage);
        return answer;
    }

    /// <summary>Begins a stream and goes away at its first text; false where none came.</summary>
    public async Task<bool> LeaveAsync(JsonObject body, CancellationToken cancellation)
    {
        body["model"] = target.Name;
        body["stream"] = true;
        using var request = Post("v1/messages", body);
        using var response = await gateway.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation), Encoding.UTF8);
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Contains("text_delta", StringComparison.Ordinal) || line.Contains("thinking_delta", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Tokens of a request as the gateway counts them; null where it does not.</summary>
    public async Task<long?> CountAsync(JsonObject body, CancellationToken cancellation)
    {
        body["model"] = target.Name;
        using var request = Post("v1/messages/count_tokens", body);
        using var response = await gateway.SendAsync(request, cancellation);
        return response.IsSuccessStatusCode
            && JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellation))?["input_tokens"] is JsonValue value && value.TryGetValue(out long count)
                ? count
                : null;
    }

    /// <inheritdoc/>
    public void Dispose() => gateway.Dispose();

    private static HttpRequestMessage Post(string path, JsonObject body) => new(HttpMethod.Post, path)
    {
        Content = new StringContent(body.ToJsonString(Plain), Encoding.UTF8, "application/json"),
    };
}
