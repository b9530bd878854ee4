using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Testing;

/// <summary>
/// Anthropic's Messages API with the rules of the real one: pairing of tool calls and results, signatures it minted itself,
/// cache marks, blank text. Unknown members and betas pass, as they do there. Bodies are recorded byte for byte.
/// </summary>
public sealed class StrictAnthropic : ScriptedUpstream
{
    private readonly AnthropicRules _rules;
    private readonly SignatureMint _mint;
    private int _calls;

    private StrictAnthropic(Func<RecordedRequest, Answer> script, StrictAnthropicOptions options)
        : base(script)
    {
        Options = options;
        _mint = options.Mint ?? new SignatureMint(options.KnownSignatures);
        _rules = new AnthropicRules(options, _mint);
    }

    /// <summary>What this instance allows.</summary>
    public StrictAnthropicOptions Options { get; }

    /// <summary>The full address of the Messages API.</summary>
    public string Endpoint => $"{BaseUrl}/v1/messages";

    /// <summary>The requests for messages, in order.</summary>
    public IReadOnlyList<RecordedRequest> Messages => [.. Requests.Where(request => request.Path == "/v1/messages")];

    /// <summary>Opens a fake whose answers the script gives.</summary>
    public static async Task<StrictAnthropic> StartAsync(Func<RecordedRequest, Answer> script, StrictAnthropicOptions? options = null)
    {
        var fake = new StrictAnthropic(script, options ?? new StrictAnthropicOptions());
        await fake.StartAsync(fake.Options.Port);
        return fake;
    }

    /// <summary>Opens a fake that gives one answer to everything.</summary>
    public static Task<StrictAnthropic> StartAsync(Answer answer, StrictAnthropicOptions? options = null) => StartAsync(_ => answer, options);

    /// <summary>Opens a fake that plays a scripted agent.</summary>
    public static Task<StrictAnthropic> StartAsync(ScriptedAgent agent, StrictAnthropicOptions? options = null) => StartAsync(agent.Answer, options);

    /// <summary>Checks a body alone, as if it had come with a good key: the refusals the real API would have for it.</summary>
    public static IReadOnlyList<Refusal> CheckBody(ReadOnlySpan<byte> body, StrictAnthropicOptions? options = null)
    {
        options ??= new StrictAnthropicOptions();
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["x-api-key"] = "sk-ant-test",
            ["anthropic-version"] = "2023-06-01",
            ["Content-Type"] = "application/json",
        };
        var request = new RecordedRequest(1, "POST", "/v1/messages", string.Empty, headers, body.ToArray(), 0);
        return new AnthropicRules(options, new SignatureMint(options.KnownSignatures)).Check(request);
    }

    /// <summary>A signature as this fake mints it, for histories that a test writes itself.</summary>
    public string Sign(string thinking) => _mint.Sign(thinking);

    /// <inheritdoc/>
    protected override Task AnswerAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        context.Response.Headers["request-id"] = $"req_{request.Number:D8}";
        var prefix = Options.Door?.Prefix ?? string.Empty;
        var path = request.Path.StartsWith(prefix, StringComparison.Ordinal) ? request.Path[prefix.Length..] : string.Empty;
        return (request.Method, path) switch
        {
            ("HEAD", _) => Task.CompletedTask,
            ("GET", "/v1/models") => SendAsync(context, 200, ModelList(), stop),
            ("POST", "/v1/messages/count_tokens") => CountAsync(context, request, stop),
            ("POST", "/v1/messages") => MessageAsync(context, request, stop),
            _ => SendAsync(context, 404, AnthropicErrors.Body("not_found_error", "Not found"), stop),
        };
    }

    private async Task MessageAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        if (await RefuseAsync(context, request, stop))
        {
            return;
        }

        await PlayAsync(context, request, stop);
    }

    private async Task CountAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        if (!await RefuseAsync(context, request, stop))
        {
            await SendAsync(context, 200, JsonSerializer.Serialize(new { input_tokens = Math.Max(1, request.Body.Length / 4) }), stop);
        }
    }

    private async Task<bool> RefuseAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        foreach (var remark in _rules.Remarks(request))
        {
            Violate(request, remark);
        }

        return await RefuseAsync(context, request, _rules.Check(request), stop);
    }

    /// <inheritdoc/>
    private protected override string ErrorBody(HttpContext context, Refusal refusal) => AnthropicErrors.Body(refusal.Type, refusal.Message);

    /// <inheritdoc/>
    private protected override IAnswerWriter CreateWriter(RecordedRequest request, Answer answer) => new AnthropicWriter(request, answer, _mint, MintCallId);

    private string MintCallId() => $"toolu_01{Interlocked.Increment(ref _calls):D6}Dragoman";

    private string ModelList() => JsonSerializer.Serialize(new
    {
        data = Options.Models.Select(id => new { type = "model", id, display_name = id, created_at = "2026-10-01T00:00:00Z" }),
        has_more = false,
        first_id = Options.Models.FirstOrDefault(),
        last_id = Options.Models.LastOrDefault(),
    });
}
