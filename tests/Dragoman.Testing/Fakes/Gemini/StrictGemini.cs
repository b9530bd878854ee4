using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Testing;

/// <summary>
/// Google's generateContent, as strict as the real API and a little stricter: members by name, the published schema (where the
/// reference data is there), calls and responses in step, signatures on the parts they were minted for. A request that breaks a rule
/// is refused in Google's words and noted in <see cref="FakeUpstream.Violations"/>.
/// </summary>
public sealed class StrictGemini : ScriptedUpstream
{
    private static readonly Lazy<SpecValidator?> Spec = new(() =>
        SharedData.TryFind("specs/gemini/openapi.v1beta.json", out var path) ? SpecValidator.Load(path) : null);

    private readonly SignatureLedger _signatures = new();
    private readonly GeminiRules _rules;

    private StrictGemini(Func<RecordedRequest, Answer> script, StrictGeminiOptions options)
        : base(script)
    {
        Options = options;
        Caches = new GeminiCaches(options);
        _rules = new GeminiRules(options, options.UsesPublishedSchema ? Spec.Value : null, _signatures);
    }

    /// <summary>What this instance allows.</summary>
    public StrictGeminiOptions Options { get; }

    /// <summary>Its explicit caches.</summary>
    public GeminiCaches Caches { get; }

    /// <summary>The base address of the API.</summary>
    public string Endpoint => Options.IsVertex ? $"{BaseUrl}/v1/projects/acme/locations/global/publishers/google" : $"{BaseUrl}/v1beta";

    /// <summary>The requests for answers, in order.</summary>
    public IReadOnlyList<RecordedRequest> Generations =>
        [.. Requests.Where(request => request.Path.EndsWith("enerateContent", StringComparison.Ordinal))];

    /// <summary>Opens a fake whose answers the script gives.</summary>
    public static async Task<StrictGemini> StartAsync(Func<RecordedRequest, Answer> script, StrictGeminiOptions? options = null)
    {
        var fake = new StrictGemini(script, options ?? new StrictGeminiOptions());
        await fake.StartAsync();
        return fake;
    }

    /// <summary>Opens a fake that gives one answer to everything.</summary>
    public static Task<StrictGemini> StartAsync(Answer answer, StrictGeminiOptions? options = null) => StartAsync(_ => answer, options);

    /// <summary>Opens a fake that plays a scripted agent.</summary>
    public static Task<StrictGemini> StartAsync(ScriptedAgent agent, StrictGeminiOptions? options = null) => StartAsync(agent.Answer, options);

    /// <summary>Checks a body alone, as if it had come with a good key.</summary>
    public static IReadOnlyList<Refusal> CheckBody(ReadOnlySpan<byte> body, string model = "gemini-3.1-pro-preview", StrictGeminiOptions? options = null)
    {
        options ??= new StrictGeminiOptions();
        return new GeminiRules(options, options.UsesPublishedSchema ? Spec.Value : null, new SignatureLedger()).Check(new RecordedRequest(
            1,
            "POST",
            $"/v1beta/models/{model}:generateContent",
            string.Empty,
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["x-goog-api-key"] = "test", ["Content-Type"] = "application/json" },
            body.ToArray(),
            0));
    }

    /// <inheritdoc/>
    private protected override string BodyType => "application/json; charset=UTF-8";

    /// <inheritdoc/>
    protected override async Task AnswerAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        if (request.Method == "GET" && request.Path.EndsWith("/models", StringComparison.Ordinal))
        {
            await SendAsync(context, 200, JsonSerializer.Serialize(new { models = Options.Models.Select(id => new { name = $"models/{id}" }) }), stop);
            return;
        }

        if (Caches.Answer(request, _rules) is { } cached)
        {
            if (cached.Status >= 400 && !request.Path.Contains("/cachedContents/", StringComparison.Ordinal))
            {
                Violate(request, cached.Json);
            }

            await SendAsync(context, cached.Status, cached.Json, stop);
            return;
        }

        var path = new Uri(Endpoint).AbsolutePath;
        if (request.Method != "POST" || !request.Path.StartsWith($"{path}/models/", StringComparison.Ordinal))
        {
            Violate(request, "no such endpoint");
            await SendAsync(context, 404, GeminiErrors.Body(404, "Not found.", "NOT_FOUND"), stop);
            return;
        }

        if (request.Path.EndsWith(":countTokens", StringComparison.Ordinal))
        {
            await SendAsync(context, 200, JsonSerializer.Serialize(new { totalTokens = Math.Max(1, request.Body.Length / 4) }), stop);
            return;
        }

        // A cache may be gone, which is nobody's fault; the request is held to the rules with what the cache holds.
        var (body, gone) = Caches.Expand(request);
        if (gone is not null)
        {
            if (gone.Status == 400)
            {
                Violate(request, gone.Message);
            }

            await SendAsync(context, gone.Status, GeminiErrors.Body(gone.Status, gone.Message, gone.Type), stop);
            return;
        }

        request = Caches.Find(request.Json) is { } cache ? request.With(body, GeminiCaches.TokensOf(cache)) : request;
        if (await RefuseAsync(context, request, _rules.Check(request), stop))
        {
            return;
        }

        await PlayAsync(context, request, stop);
    }

    /// <inheritdoc/>
    private protected override string ErrorBody(HttpContext context, Refusal refusal) =>
        GeminiErrors.Body(refusal.Status, refusal.Message, refusal.Code is null ? refusal.Type : "FAILED_PRECONDITION");

    /// <inheritdoc/>
    private protected override IAnswerWriter CreateWriter(RecordedRequest request, Answer answer) => new GeminiWriter(request, answer, _signatures);
}
