using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Ollama;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.Ollama;

/// <summary>Translates Messages requests for an Ollama, and reads what it answers.</summary>
internal static class Local
{
    public static readonly OllamaDialect Dialect = new();

    public static readonly ModelTraits Model = new() { Id = "qwen3:14b", Reasoning = true, ContextWindow = 65_536 };

    public static Translation Attempt(ConversationRequest request, OllamaProfile? profile = null, ModelTraits? model = null, long estimate = 0, params Remedy[] remedies) => new()
    {
        Request = request,
        RequestedModel = "claude-opus-5-5",
        Model = model ?? Model,
        Profile = profile,
        Ids = new CountingIds(),
        Envelope = Chat.Envelope,
        Provenance = Chat.Provenance,
        EstimatedInputTokens = estimate,
        Remedies = remedies,
    };

    public static JsonObject Write(string body, out Losses losses, OllamaProfile? profile = null, ModelTraits? model = null, params Remedy[] remedies)
    {
        using var request = Chat.Read(body);
        var attempt = Attempt(request, profile, model, 0, remedies);
        using var output = new ByteWriter();
        Dialect.WriteRequest(attempt, output).ShouldBeNull();
        losses = attempt.Losses;
        return Chat.Parse(output.Written);
    }

    public static JsonObject Write(string body, OllamaProfile? profile = null, ModelTraits? model = null, params Remedy[] remedies) =>
        Write(body, out _, profile, model, remedies);

    public static JsonArray Messages(string messages, string more = "", OllamaProfile? profile = null, ModelTraits? model = null) =>
        Write(Chat.Request(messages, more), profile, model)["messages"]!.AsArray();

    public static string Line(string message, string more = "\"done\":false") =>
        $$"""{"model":"qwen3:14b","created_at":"2026-11-20T00:00:00Z","message":{"role":"assistant",{{message}}},{{more}}}""" + "\n";

    public static string Done(string reason = "stop") =>
        Line("\"content\":\"\"", $"\"done\":true,\"done_reason\":\"{reason}\",\"total_duration\":1,\"prompt_eval_count\":30,\"eval_count\":7");

    public static Told Read(string stream, out Failure? early, string? request = null, int size = int.MaxValue, OllamaProfile? profile = null)
    {
        using var conversation = Chat.Read(request ?? Streams.Plain);
        var told = new Told();
        using var reader = Dialect.CreateStreamReader(Attempt(conversation, profile), told);
        Streams.Feed(reader, Encoding.UTF8.GetBytes(stream), size);
        if (!reader.IsFinished)
        {
            reader.Complete();
        }

        early = reader.EarlyFailure;
        return told;
    }

    public static Told Read(string stream, string? request = null, int size = int.MaxValue)
    {
        var told = Read(stream, out var early, request, size);
        early.ShouldBeNull(early?.Message);
        return told;
    }

    public static Told Whole(string body, out Failure? failure)
    {
        using var conversation = Chat.Read(Streams.Plain);
        var told = new Told();
        failure = Dialect.ReadAnswer(Encoding.UTF8.GetBytes(body), Attempt(conversation), told);
        return told;
    }
}
