using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Testing;

/// <summary>An Ollama, as strict as the real one and stricter where the real one is silent about what it loses.</summary>
public sealed class StrictOllama : ScriptedUpstream
{
    private readonly StrictOllamaOptions _options;

    private StrictOllama(Func<RecordedRequest, Answer> script, StrictOllamaOptions options)
        : base(script)
    {
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

        if (await RefuseAsync(context, request, OllamaRules.Check(request, _options), stop))
        {
            return;
        }

        await PlayAsync(context, request, stop);
    }

    /// <inheritdoc/>
    private protected override string BodyType => "application/json; charset=utf-8";

    /// <inheritdoc/>
    private protected override string StreamType => "application/x-ndjson";

    /// <inheritdoc/>
    private protected override string ErrorBody(HttpContext context, Refusal refusal) => OllamaErrors.Body(refusal.Message);

    /// <inheritdoc/>
    private protected override IAnswerWriter CreateWriter(RecordedRequest request, Answer answer) => new OllamaWriter(request, answer);

    private string Shown() => JsonSerializer.Serialize(new
    {
        capabilities = _options.Capabilities,
        model_info = new Dictionary<string, object> { ["general.architecture"] = "qwen3", ["qwen3.context_length"] = _options.ContextLength },
    });
}
