using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Gemini;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Gemini;

/// <summary>Translates Messages requests and reads Gemini answers for tests.</summary>
internal static class Gem
{
    public const string Three = "gemini-3.1-pro-preview";

    public const string Two = "gemini-2.5-pro";

    public const string Tools = """
        "tools":[{"name":"Bash","description":"Runs","input_schema":{"type":"object","properties":{"command":{"type":"string"}}}},
                 {"name":"Read","description":"Reads","input_schema":{"type":"object","properties":{"file_path":{"type":"string"}}}}]
        """;

    public static readonly GeminiDialect Dialect = new();

    public static readonly ModelTraits Model = new() { Id = Three, Reasoning = true, Documents = true, MaxOutputTokens = 65_536 };

    public static readonly string Plain = Chat.Request("""[{"role":"user","content":"hi"}]""", Tools);

    public static Translation Attempt(ConversationRequest request, string model = Three, GeminiProfile? profile = null, params Remedy[] remedies) => new()
    {
        Request = request,
        RequestedModel = "claude-opus-5-5",
        Model = Model with { Id = model },
        Profile = profile,
        Ids = new CountingIds(),
        Envelope = Chat.Envelope,
        Provenance = "gemini",
        EstimatedInputTokens = 7,
        Remedies = remedies,
    };

    public static byte[] Bytes(string body, out Losses losses, string model = Three, GeminiProfile? profile = null, params Remedy[] remedies)
    {
        using var request = Chat.Read(body);
        var attempt = Attempt(request, model, profile, remedies);
        using var output = new ByteWriter();
        var failure = Dialect.WriteRequest(attempt, output);
        failure.ShouldBeNull(failure?.Message);
        losses = attempt.Losses;
        return output.Written.ToArray();
    }

    public static JsonObject Write(string body, string model = Three, GeminiProfile? profile = null, params Remedy[] remedies) =>
        Chat.Parse(Bytes(body, out _, model, profile, remedies));

    /// <summary>The contents that the host would see.</summary>
    public static JsonArray Contents(string messages, string model = Three, params Remedy[] remedies) =>
        Write(Chat.Request(messages, Tools), model, null, remedies)["contents"]!.AsArray();

    /// <summary>The lines of a stream.</summary>
    public static string Sse(params string[] chunks) => string.Concat(chunks.Select(chunk => $"data: {chunk}\r\n\r\n"));

    /// <summary>A chunk with those parts.</summary>
    public static string Chunk(string parts, string? finish = null, string more = "") =>
        $$"""{"candidates":[{"content":{"parts":[{{parts}}],"role":"model"}{{(finish is null ? "" : $",\"finishReason\":\"{finish}\"")}},"index":0}]{{(more.Length > 0 ? "," + more : "")}},"modelVersion":"gemini-3.1-pro","responseId":"r1"}""";

    public static string Text(string text) => $$"""{"text":{{System.Text.Json.JsonSerializer.Serialize(text)}}}""";

    public static string Thought(string text) => $$"""{"text":{{System.Text.Json.JsonSerializer.Serialize(text)}},"thought":true}""";

    public static string Call(string name, string args, string? id = null, string? signature = null) =>
        $$$"""{"functionCall":{"name":"{{{name}}}","args":{{{args}}}{{{(id is null ? "" : $",\"id\":\"{id}\"")}}}}{{{(signature is null ? "" : $",\"thoughtSignature\":\"{signature}\"")}}}}""";

    public static Told Read(string stream, out Failure? early, string? request = null, int size = int.MaxValue, string model = Three)
    {
        using var conversation = Chat.Read(request ?? Plain);
        var told = new Told();
        using var reader = Dialect.CreateStreamReader(Attempt(conversation, model), told);
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var at = 0; at < bytes.Length && !reader.IsFinished; at += Math.Min(size, bytes.Length - at))
        {
            reader.Feed(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)));
        }

        if (!reader.IsFinished)
        {
            reader.Complete();
        }

        early = reader.EarlyFailure;
        return told;
    }

    public static Told Read(string stream, string? request = null, int size = int.MaxValue, string model = Three)
    {
        var told = Read(stream, out var early, request, size, model);
        early.ShouldBeNull(early?.Message);
        return told;
    }

    public static Told Whole(string body, out Failure? failure, string? request = null)
    {
        using var conversation = Chat.Read(request ?? Plain);
        var told = new Told();
        failure = Dialect.ReadAnswer(Encoding.UTF8.GetBytes(body), Attempt(conversation), told);
        return told;
    }

    public static Told Whole(string body, string? request = null)
    {
        var told = Whole(body, out var failure, request);
        failure.ShouldBeNull(failure?.Message);
        return told;
    }

    /// <summary>What the client of the Messages API sees of a stream, its grammar checked.</summary>
    public static FoldedMessage Client(string stream, string request)
    {
        using var conversation = Chat.Read(request);
        var attempt = Attempt(conversation);
        using var output = new ByteWriter();
        using var reader = Dialect.CreateStreamReader(attempt, new AnthropicMessagesDialect().CreateStreamWriter(attempt, output));
        reader.Feed(Encoding.UTF8.GetBytes(stream));
        reader.Complete();
        var folded = AnthropicStreamGrammar.Fold(output.Written);
        folded.Errors.ShouldBeEmpty();
        return folded;
    }

    /// <summary>The messages of a conversation in which the client replays what it was told.</summary>
    public static string Replayed(FoldedMessage answer, params string[] results)
    {
        var content = new JsonArray([.. answer.Message["content"]!.AsArray().Select(block => block!.DeepClone())]);
        var user = new JsonArray([.. answer.Blocks("tool_use").Select((call, i) => (JsonNode)new JsonObject
        {
            ["type"] = "tool_result",
            ["tool_use_id"] = call["id"]!.GetValue<string>(),
            ["content"] = i < results.Length ? results[i] : "done",
        })]);
        return new JsonArray(
            new JsonObject { ["role"] = "user", ["content"] = "hi" },
            new JsonObject { ["role"] = "assistant", ["content"] = content },
            new JsonObject { ["role"] = "user", ["content"] = user }).ToJsonString();
    }
}
