using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Testing;

/// <summary>Claude behind Vertex's rawPredict: model in the URL, version in the body, betas in the header, a bearer token.</summary>
public sealed class StrictVertexAnthropic : StrictCloud
{
    private const string Models = "/v1/projects/test-project/locations/us-east5/publishers/anthropic/models/";

    private readonly string _token;

    private StrictVertexAnthropic(Func<RecordedRequest, Answer> script, string token, SignatureMint? mint)
        : base(script, mint) => _token = token;

    /// <summary>The location's address.</summary>
    public string Endpoint => $"{BaseUrl}/v1/projects/test-project/locations/us-east5";

    /// <inheritdoc/>
    protected override string CallPrefix => "toolu_vrtx_01";

    /// <inheritdoc/>
    protected override IReadOnlySet<string> Betas { get; } = new HashSet<string>
    {
        "claude-code-20250219", "interleaved-thinking-2025-05-14", "context-1m-2025-08-07", "web-search-2025-03-05",
        "thinking-token-count-2026-05-13", "tool-search-tool-2025-10-19", "effort-2025-11-24", "dangerous-tool-use-2026-09-03",
    };

    /// <inheritdoc/>
    private protected override string StreamType => "text/event-stream; charset=utf-8";

    /// <summary>Opens a fake.</summary>
    public static async Task<StrictVertexAnthropic> StartAsync(Func<RecordedRequest, Answer> script, string token, SignatureMint? mint = null)
    {
        var fake = new StrictVertexAnthropic(script, token, mint);
        await fake.StartAsync();
        return fake;
    }

    /// <summary>Checks a body alone, envelope included.</summary>
    public static IReadOnlyList<Refusal> CheckBody(ReadOnlySpan<byte> body) =>
        new StrictVertexAnthropic(_ => Answer.New(), string.Empty, null).Check(body, CheckEnvelope);

    /// <summary>Anthropic's error as a string inside Google's.</summary>
    public static Answer Wrapped(int status, string type, string message) => Answer.Fail(status, Google(status, AnthropicErrors.Body(type, message), "FAILED_PRECONDITION"));

    /// <summary>Google's own error.</summary>
    public static Answer Refused(int status, string reason, string message) => Answer.Fail(status, Google(status, message, reason));

    /// <inheritdoc/>
    protected override Refusal? Open(RecordedRequest request, JsonObject body, out string model, out bool stream)
    {
        model = "";
        stream = request.RawTarget.EndsWith(":streamRawPredict", StringComparison.Ordinal);
        if (request.Header("Authorization") != $"Bearer {_token}")
        {
            return new Refusal(401, "Request had invalid authentication credentials.", "UNAUTHENTICATED");
        }

        if (!request.RawTarget.StartsWith(Models, StringComparison.Ordinal) || !(stream || request.RawTarget.EndsWith(":rawPredict", StringComparison.Ordinal)))
        {
            return new Refusal(404, $"{request.RawTarget} was not found on this server.", "NOT_FOUND");
        }

        var id = request.RawTarget[Models.Length..request.RawTarget.LastIndexOf(':')];
        if (id.AsSpan().IndexOfAny("@/;?") >= 0)
        {
            return new Refusal(400, $"The model's id is not encoded: {id}", "INVALID_ARGUMENT");
        }

        model = Uri.UnescapeDataString(id);
        if (CheckEnvelope(body) is { } refused)
        {
            return refused;
        }

        var betas = (request.Header("anthropic-beta") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return (body["stream"]?.GetValue<bool>() ?? false) == stream
            ? CheckBetas(betas)
            : new Refusal(400, "stream: does not fit the method that was called");
    }

    private static Refusal? CheckEnvelope(JsonObject body)
    {
        if (body["anthropic_version"]?.GetValue<string>() != "vertex-2023-10-16")
        {
            return new Refusal(400, "anthropic_version: Field required");
        }

        foreach (var extra in new[] { "model", "anthropic_beta" }.Where(body.ContainsKey))
        {
            return new Refusal(400, $"{extra}: Extra inputs are not permitted");
        }

        return null;
    }

    /// <inheritdoc/>
    protected override async Task<bool> CountAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        if (!request.RawTarget.EndsWith("/count-tokens:rawPredict", StringComparison.Ordinal))
        {
            return false;
        }

        var hasModel = request.Json.TryGetProperty("model", out _) && request.Json.TryGetProperty("anthropic_version", out _);
        await SendAsync(context, hasModel ? 200 : 400, hasModel ? """{"input_tokens":4242}""" : Google(400, "model: Field required", "INVALID_ARGUMENT"), stop);
        return true;
    }

    /// <inheritdoc/>
    private protected override string ErrorBody(HttpContext context, Refusal refusal) => refusal.Type.EndsWith("_error", StringComparison.Ordinal)
        ? AnthropicErrors.Body(refusal.Type, refusal.Message)
        : Google(refusal.Status, refusal.Message, refusal.Type);

    private static string Google(int status, string message, string reason) =>
        JsonSerializer.Serialize(new { error = new { code = status, message, status = reason } });
}
