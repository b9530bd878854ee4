using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Testing;

/// <summary>
/// OpenAI's Responses, as strict as the real API: the published schema item by item (where the reference data is there), and the
/// rules that no schema holds: calls and their outputs, reasoning and what it led to, encrypted content that this host minted.
/// </summary>
public sealed class StrictResponses : ScriptedUpstream
{
    private static readonly Lazy<SpecValidator?> Spec = new(() =>
        SharedData.TryFind("specs/openai/openapi.subset.json", out var path) ? SpecValidator.Load(path) : null);

    private readonly ResponsesRules _rules;
    private readonly ConcurrentDictionary<string, bool> _minted = new(StringComparer.Ordinal);
    private int _calls;

    private StrictResponses(Func<RecordedRequest, Answer> script, StrictOpenAiOptions options)
        : base(script)
    {
        _rules = new ResponsesRules(options, options.UsesPublishedSchema ? Spec.Value : null, _minted.ContainsKey);
    }

    /// <summary>The full address.</summary>
    public string Endpoint => $"{BaseUrl}/v1/responses";

    /// <summary>Opens a fake whose answers the script gives.</summary>
    public static async Task<StrictResponses> StartAsync(Func<RecordedRequest, Answer> script, StrictOpenAiOptions? options = null)
    {
        var fake = new StrictResponses(script, options ?? new StrictOpenAiOptions());
        await fake.StartAsync();
        return fake;
    }

    /// <summary>Opens a fake that gives one answer to everything.</summary>
    public static Task<StrictResponses> StartAsync(Answer answer, StrictOpenAiOptions? options = null) => StartAsync(_ => answer, options);

    /// <summary>Checks a body alone, as if it had come with a good key; encrypted content counts as minted where it begins with <c>gAAA</c>.</summary>
    public static IReadOnlyList<Refusal> CheckBody(ReadOnlySpan<byte> body, StrictOpenAiOptions? options = null)
    {
        options ??= new StrictOpenAiOptions();
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = "Bearer sk-test", ["Content-Type"] = "application/json" };
        return new ResponsesRules(options, options.UsesPublishedSchema ? Spec.Value : null, content => content.StartsWith("gAAA", StringComparison.Ordinal))
            .Check(new RecordedRequest(1, "POST", "/v1/responses", string.Empty, headers, body.ToArray(), 0));
    }

    /// <summary>Sets the host up anew: it knows nothing that it encrypted before.</summary>
    public void Forget() => _minted.Clear();

    /// <inheritdoc/>
    protected override async Task AnswerAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        if (request.Method == "POST" && request.Path.EndsWith("/responses/input_tokens", StringComparison.Ordinal))
        {
            await CountAsync(context, request, stop);
            return;
        }

        if (request.Method != "POST" || !request.Path.EndsWith("/responses", StringComparison.Ordinal))
        {
            Violate(request, "no such endpoint");
            await SendAsync(context, 404, OpenAiErrors.Body($"Invalid URL ({request.Method} {request.Path})"), stop);
            return;
        }

        if (await RefuseAsync(context, request, _rules.Check(request), stop))
        {
            return;
        }

        context.Response.Headers["x-request-id"] = $"req_{request.Number:D8}";
        await PlayAsync(context, request, stop);
    }

    private static readonly string[] Counted =
        ["model", "input", "instructions", "tools", "tool_choice", "parallel_tool_calls", "reasoning", "text", "truncation", "conversation", "previous_response_id", "personality"];

    private async Task CountAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        if (request.Json.EnumerateObject().FirstOrDefault(member => !Counted.Contains(member.Name)) is { Value.ValueKind: not System.Text.Json.JsonValueKind.Undefined } unknown)
        {
            Violate(request, $"Unknown parameter: '{unknown.Name}'.");
            await SendAsync(context, 400, OpenAiErrors.Body($"Unknown parameter: '{unknown.Name}'.", param: unknown.Name, code: "unknown_parameter"), stop);
            return;
        }

        await SendAsync(context, 200, $$"""{"object":"response.input_tokens","input_tokens":{{request.Body.Length / 4}}}""", stop);
    }

    /// <inheritdoc/>
    private protected override string ErrorBody(HttpContext context, Refusal refusal) =>
        OpenAiErrors.Body(refusal.Message, refusal.Type, refusal.Param, refusal.Code);

    /// <inheritdoc/>
    private protected override IAnswerWriter CreateWriter(RecordedRequest request, Answer answer) => new ResponsesWriter(request, answer, MintCall, MintReasoning);

    private string MintCall(string name) => $"call_{Interlocked.Increment(ref _calls):D4}{name.Length:D2}dragoman";

    private string MintReasoning()
    {
        var content = $"gAAA{Interlocked.Increment(ref _calls):D38}";
        _minted[content] = true;
        return content;
    }
}
