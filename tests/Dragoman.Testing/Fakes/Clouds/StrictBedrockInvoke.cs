using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Testing;

/// <summary>
/// Claude behind Bedrock's InvokeModel: signed requests, model and stream in the URL, version and betas in the body, answers in binary
/// frames with the padding and the metrics that Bedrock adds.
/// </summary>
public sealed class StrictBedrockInvoke : StrictCloud
{
    /// <summary>The access key's id.</summary>
    public const string KeyId = "AKIDEXAMPLE";

    /// <summary>The secret access key.</summary>
    public const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private readonly SigV4Verifier _verifier;

    private StrictBedrockInvoke(Func<RecordedRequest, Answer> script, TimeProvider? time, SignatureMint? mint)
        : base(script, mint) => _verifier = new SigV4Verifier(KeyId, Secret, "us-east-1", "bedrock", (time ?? TimeProvider.System).GetUtcNow);

    /// <summary>How many tokens it counts in a request.</summary>
    public Func<ConversationView, int> Counts { get; set; } = _ => 4242;

    /// <inheritdoc/>
    protected override string CallPrefix => "toolu_bdrk_01";

    /// <inheritdoc/>
    protected override IReadOnlySet<string> Betas { get; } = new HashSet<string>
    {
        "interleaved-thinking-2025-05-14", "context-1m-2025-08-07", "thinking-token-count-2026-05-13", "tool-search-tool-2025-10-19",
        "dangerous-tool-use-2026-09-03",
    };

    /// <inheritdoc/>
    private protected override string StreamType => "application/vnd.amazon.eventstream";

    /// <summary>Opens a fake.</summary>
    public static async Task<StrictBedrockInvoke> StartAsync(Func<RecordedRequest, Answer> script, TimeProvider? time = null, SignatureMint? mint = null)
    {
        var fake = new StrictBedrockInvoke(script, time, mint);
        await fake.StartAsync();
        return fake;
    }

    /// <summary>Checks a body alone, envelope included.</summary>
    public static IReadOnlyList<Refusal> CheckBody(ReadOnlySpan<byte> body)
    {
        var fake = new StrictBedrockInvoke(_ => Answer.New(), null, null);
        return fake.Check(body, fake.CheckEnvelope);
    }

    /// <summary>An error as Bedrock tells it.</summary>
    public static Answer Refused(int status, string exception, string message) =>
        Answer.Fail(status, JsonSerializer.Serialize(new { message })).Header("x-amzn-ErrorType", exception);

    /// <summary>The frame of an exception, for <see cref="Answer.Frame"/>.</summary>
    public static string Exception(string name, string message) => $"exception: {name}\ndata: {JsonSerializer.Serialize(new { message })}\n\n";

    /// <inheritdoc/>
    protected override Refusal? Open(RecordedRequest request, JsonObject body, out string model, out bool stream)
    {
        model = "";
        stream = request.RawTarget.EndsWith("/invoke-with-response-stream", StringComparison.Ordinal);
        var parts = request.RawTarget.Split('/');
        if (parts is not ["", "model", _, "invoke" or "invoke-with-response-stream"])
        {
            return new Refusal(404, $"no such operation: {request.RawTarget}", "UnknownOperationException");
        }

        if (_verifier.Check(request) is { } refused)
        {
            return refused;
        }

        model = Uri.UnescapeDataString(parts[2]);
        return CheckEnvelope(body);
    }

    private Refusal? CheckEnvelope(JsonObject body)
    {
        if (body["anthropic_version"]?.GetValue<string>() != "bedrock-2023-05-31")
        {
            return new Refusal(400, "Malformed input request: #: required key [anthropic_version] not found", "ValidationException");
        }

        foreach (var extra in new[] { "model", "stream" }.Where(body.ContainsKey))
        {
            return new Refusal(400, $"Malformed input request: #: extraneous key [{extra}] is not permitted", "ValidationException");
        }

        return CheckBetas(body["anthropic_beta"]?.AsArray().Select(beta => beta!.GetValue<string>()) ?? []);
    }

    /// <inheritdoc/>
    protected override async Task<bool> CountAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        if (!request.RawTarget.EndsWith("/count-tokens", StringComparison.Ordinal))
        {
            return false;
        }

        if (IsProfile(request.RawTarget))
        {
            await SendAsync(context, 400, """{"message":"The provided model doesn't support counting tokens."}""", stop);
            return true;
        }

        var body = Convert.FromBase64String(request.Json.GetProperty("input").GetProperty("invokeModel").GetProperty("body").GetString()!);
        using var inner = JsonDocument.Parse(body);
        var isRight = inner.RootElement.TryGetProperty("anthropic_version", out _) && inner.RootElement.TryGetProperty("max_tokens", out _)
            && !inner.RootElement.TryGetProperty("model", out _) && _verifier.Check(request) is null;
        if (!isRight)
        {
            Violate(request, "the body to be counted could not be invoked");
        }

        await SendAsync(context, isRight ? 200 : 400, isRight ? JsonSerializer.Serialize(new { inputTokens = Counts(request.With(body, 0).Conversation) }) : """{"message":"no"}""", stop);
        return true;
    }

    /// <summary>True where the model in the path is an inference profile: those do not count.</summary>
    internal static bool IsProfile(string path) =>
        new[] { "us.", "eu.", "apac.", "jp.", "au.", "global." }.Any(part => path.Contains("/model/" + part, StringComparison.Ordinal));

    /// <inheritdoc/>
    private protected override string ErrorBody(HttpContext context, Refusal refusal)
    {
        context.Response.Headers["x-amzn-ErrorType"] = refusal.Type.EndsWith("_error", StringComparison.Ordinal) ? "ValidationException" : refusal.Type;
        return JsonSerializer.Serialize(new { message = refusal.Message });
    }

    /// <inheritdoc/>
    private protected override byte[] Wrap(string frame)
    {
        var lines = frame.Split('\n');
        var data = lines.First(line => line.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..];
        if (lines[0].StartsWith("exception: ", StringComparison.Ordinal))
        {
            return AwsFrames.Make(Encoding.UTF8.GetBytes(data), (":exception-type", lines[0]["exception: ".Length..]), (":message-type", "exception"));
        }

        if (data.Contains("\"message_stop\"", StringComparison.Ordinal))
        {
            data = data.TrimEnd('}') + ""","amazon-bedrock-invocationMetrics":{"inputTokenCount":1,"outputTokenCount":2,"invocationLatency":3,"firstByteLatency":4}}""";
        }

        var payload = JsonSerializer.Serialize(new { bytes = Convert.ToBase64String(Encoding.UTF8.GetBytes(data)), p = "abcdefgh" });
        return AwsFrames.Make(
            Encoding.UTF8.GetBytes(payload), (":event-type", "chunk"), (":content-type", "application/json"), (":message-type", "event"));
    }
}
