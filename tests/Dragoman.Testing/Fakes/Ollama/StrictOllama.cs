using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Testing;

/// <summary>An Ollama, as strict as the real one and stricter where the real one is silent about what it loses.</summary>
public sealed class StrictOllama : FakeUpstream
{
    private readonly Func<RecordedRequest, Answer> _script;
    private readonly StrictOllamaOptions _options;

    private StrictOllama(Func<RecordedRequest, Answer> script, StrictOllamaOptions options)
    {
        _script = script;
        _options = options;
    }

    /// <summary>Opens a fake whose answers the script gives.</summary>
    public static async Task<StrictOllama> StartAsync(Func<RecordedRequest, Answer> script, StrictOllamaOptions? options = null)
    {
        var fake = new StrictOllama(script, options ?? new StrictOllamaOptions());
        await fake.StartAsync();
        return fake;
    }

    /// <summary>Opens a fake that gives one answer to everything.</summary>
    public static Task<StrictOllama> StartAsync(Answer answer, StrictOllamaOptions? options = null) => StartAsync(_ => answer, options);

    /// <summary>Checks a body alone.</summary>
    public static IReadOnlyList<Refusal> CheckBody(ReadOnlySpan<byte> body, StrictOllamaOptions? options = null) => OllamaRules.Check(
        new RecordedRequest(1, "POST", "/api/chat", string.Empty, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), body.ToArray(), 0),
        options ?? new StrictOllamaOptions());

    /// <inheritdoc/>
    protected override async Task AnswerAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        if (request is { Method: "GET", Path: "/api/tags" })
        {
            await SendAsync(context, 200, JsonSerializer.Serialize(new { models = _options.Models.Select(name => new { name, size = 9_000_000_000 }) }), stop);
            return;
        }

        if (request is { Method: "POST", Path: "/api/show" })
        {
            await SendAsync(context, 200, Shown(), stop);
            return;
        }

        if (request is not { Method: "POST", Path: "/api/chat" })
        {
            Violate(request, "no such endpoint");
            await SendAsync(context, 404, "404 page not found", stop);
            return;
        }

        var refusals = OllamaRules.Check(request, _options);
        if (refusals.Count > 0)
        {
            foreach (var refusal in refusals)
            {
                Violate(request, refusal.Message);
            }

            await SendAsync(context, refusals[0].Status, OllamaErrors.Body(refusals[0].Message), stop);
            return;
        }

        Answer answer;
        try
        {
            answer = _script(request);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Violate(request, $"the script failed: {error.Message}");
            await SendAsync(context, 400, OllamaErrors.Body(error.Message), stop);
            return;
        }

        if (answer.Fixed is { } whole)
        {
            await Playback.SendAsync(context, answer, whole.Status, whole.ContentType, whole.Body, stop);
            return;
        }

        var writer = new OllamaWriter(request, answer);
        if (request.Conversation.Stream && !answer.IgnoresStream)
        {
            await Playback.StreamAsync(context, answer, writer.Stream(), stop, "application/x-ndjson");
        }
        else
        {
            await writer.WaitAsync(stop);
            await Playback.SendAsync(context, answer, 200, "application/json; charset=utf-8", writer.Whole(), stop);
        }
    }

    private string Shown() => JsonSerializer.Serialize(new
    {
        capabilities = _options.Capabilities,
        model_info = new Dictionary<string, object> { ["general.architecture"] = "qwen3", ["qwen3.context_length"] = _options.ContextLength },
    });

    private static Task SendAsync(HttpContext context, int status, string json, CancellationToken stop) =>
        Playback.SendAsync(context, Answer.New(), status, "application/json; charset=utf-8", Encoding.UTF8.GetBytes(json), stop);
}
