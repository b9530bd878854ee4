using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Testing;

/// <summary>
/// Google's generateContent, as strict as the real API and a little stricter: members by name, the published schema (where the
/// reference data is there), calls and responses in step, signatures on the parts they were minted for. A request that breaks a rule
/// is refused in Google's words and noted in <see cref="FakeUpstream.Violations"/>.
/// </summary>
public sealed class StrictGemini : FakeUpstream
{
    private static readonly Lazy<SpecValidator?> Spec = new(() =>
        SharedData.TryFind("specs/gemini/openapi.v1beta.json", out var path) ? SpecValidator.Load(path) : null);

    private readonly Func<RecordedRequest, Answer> _script;
    private readonly SignatureLedger _signatures = new();
    private readonly GeminiRules _rules;

    private StrictGemini(Func<RecordedRequest, Answer> script, StrictGeminiOptions options)
    {
        _script = script;
        Options = options;
        _rules = new GeminiRules(options, options.UsesPublishedSchema ? Spec.Value : null, _signatures);
    }

    /// <summary>What this instance allows.</summary>
    public StrictGeminiOptions Options { get; }

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
    protected override async Task AnswerAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        if (request.Method == "GET" && request.Path.EndsWith("/models", StringComparison.Ordinal))
        {
            await SendAsync(context, 200, JsonSerializer.Serialize(new { models = Options.Models.Select(id => new { name = $"models/{id}" }) }), stop);
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

        var refusals = _rules.Check(request);
        if (refusals.Count > 0)
        {
            foreach (var refusal in refusals)
            {
                Violate(request, refusal.Message);
            }

            await SendAsync(context, refusals[0].Status, GeminiErrors.Body(refusals[0].Status, refusals[0].Message, refusals[0].Type), stop);
            return;
        }

        await PlayAsync(context, request, stop);
    }

    private async Task PlayAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        Answer answer;
        try
        {
            answer = _script(request);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Violate(request, $"the script failed: {error.Message}");
            await SendAsync(context, 400, GeminiErrors.Body(400, error.Message, "FAILED_PRECONDITION"), stop);
            return;
        }

        if (answer.Fixed is { } whole)
        {
            await Playback.SendAsync(context, answer, whole.Status, whole.ContentType, whole.Body, stop);
            return;
        }

        var writer = new GeminiWriter(request, answer, _signatures);
        if (request.Conversation.Stream && !answer.IgnoresStream)
        {
            await Playback.StreamAsync(context, answer, writer.Stream(), stop);
        }
        else
        {
            await writer.WaitAsync(stop);
            await Playback.SendAsync(context, answer, 200, "application/json; charset=UTF-8", writer.Whole(), stop);
        }
    }

    private static Task SendAsync(HttpContext context, int status, string json, CancellationToken stop) =>
        Playback.SendAsync(context, Answer.New(), status, "application/json; charset=UTF-8", Encoding.UTF8.GetBytes(json), stop);
}
