using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Testing;

/// <summary>
/// OpenAI's chat completions, as strict as the real API and a little stricter: each request is checked against the published
/// schema (where the reference data is there) and against the rules that no schema holds. A request that breaks one is
/// refused in OpenAI's words and noted in <see cref="FakeUpstream.Violations"/>.
/// </summary>
public sealed class StrictOpenAi : ScriptedUpstream
{
    private static readonly Lazy<SpecValidator?> Spec = new(() =>
        SharedData.TryFind("specs/openai/openapi.subset.json", out var path) ? SpecValidator.Load(path) : null);

    private readonly OpenAiRules _rules;
    private readonly ConcurrentDictionary<string, int> _ids = new();
    private int _calls;

    private StrictOpenAi(Func<RecordedRequest, Answer> script, StrictOpenAiOptions options)
        : base(script)
    {
        Options = options;
        _rules = new OpenAiRules(options, options.UsesPublishedSchema ? Spec.Value : null);
    }

    /// <summary>What this instance allows.</summary>
    public StrictOpenAiOptions Options { get; }

    /// <summary>True when requests are also held against the published schema.</summary>
    public static bool HasPublishedSchema => Spec.Value is not null;

    /// <summary>The full address of chat completions.</summary>
    public string Endpoint => $"{BaseUrl}/v1/chat/completions";

    /// <summary>The requests for chat completions, in order.</summary>
    public IReadOnlyList<RecordedRequest> Completions => [.. Requests.Where(request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal))];

    /// <summary>Opens a fake whose answers the script gives.</summary>
    public static async Task<StrictOpenAi> StartAsync(Func<RecordedRequest, Answer> script, StrictOpenAiOptions? options = null)
    {
        var fake = new StrictOpenAi(script, options ?? new StrictOpenAiOptions());
        await fake.StartAsync();
        return fake;
    }

    /// <summary>Opens a fake that gives one answer to everything.</summary>
    public static Task<StrictOpenAi> StartAsync(Answer answer, StrictOpenAiOptions? options = null) => StartAsync(_ => answer, options);

    /// <summary>Opens a fake that plays a scripted agent.</summary>
    public static Task<StrictOpenAi> StartAsync(ScriptedAgent agent, StrictOpenAiOptions? options = null) => StartAsync(agent.Answer, options);

    /// <summary>Checks a request without a server: the refusals the real API would have for it, the first being the answer.</summary>
    public static IReadOnlyList<Refusal> Check(RecordedRequest request, StrictOpenAiOptions? options = null)
    {
        options ??= new StrictOpenAiOptions();
        return new OpenAiRules(options, options.UsesPublishedSchema ? Spec.Value : null).Check(request);
    }

    /// <summary>Checks a body alone, as if it had come with a good key.</summary>
    public static IReadOnlyList<Refusal> CheckBody(ReadOnlySpan<byte> body, StrictOpenAiOptions? options = null) =>
        Check(
            new RecordedRequest(
                1,
                "POST",
                "/v1/chat/completions",
                string.Empty,
                new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
                {
                    ["Authorization"] = "Bearer sk-test",
                    ["Content-Type"] = "application/json",
                },
                body.ToArray(),
                0),
            options);

    /// <inheritdoc/>
    protected override async Task AnswerAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        if (request.Method == "GET" && request.Path.EndsWith("/models", StringComparison.Ordinal))
        {
            await SendAsync(context, 200, ModelList(), stop);
            return;
        }

        if (request.Method != "POST" || !request.Path.EndsWith("/chat/completions", StringComparison.Ordinal))
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

    /// <inheritdoc/>
    private protected override string ErrorBody(HttpContext context, Refusal refusal) =>
        OpenAiErrors.Body(refusal.Message, refusal.Type, refusal.Param, refusal.Code);

    /// <inheritdoc/>
    private protected override IAnswerWriter CreateWriter(RecordedRequest request, Answer answer) => new OpenAiWriter(request, answer, MintCallId);

    private string MintCallId(string name) => $"call_{Interlocked.Increment(ref _calls):D4}{_ids.AddOrUpdate(name, 1, (_, n) => n + 1):D3}{name.Length:D2}dragoman";

    private string ModelList()
    {
        var data = Options.Models.Select(id => new { id, @object = "model", created = 1_760_000_000, owned_by = "system" });
        return JsonSerializer.Serialize(new { @object = "list", data });
    }
}
