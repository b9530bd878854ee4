using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>Feeds streams and whole answers to the reader.</summary>
internal static class Streams
{
    public const string SomeTools = """
        "tools":[{"name":"Bash","description":"Runs","input_schema":{"type":"object","properties":{"command":{"type":"string"}}}},
                 {"name":"Read","description":"Reads","input_schema":{"type":"object","properties":{"file_path":{"type":"string"}}}}]
        """;

    /// <summary>A plain request with two tools.</summary>
    public static readonly string Plain = Chat.Request("""[{"role":"user","content":"hi"}]""", SomeTools);

    /// <summary>Chunks as the lines of a stream: each argument is the content of one <c>choices[0]</c>, or a whole chunk if it starts with a brace and "id".</summary>
    public static string Sse(params string[] chunks) =>
        string.Concat(chunks.Select(chunk => $"data: {chunk}\n\n"));

    /// <summary>A chunk with that delta.</summary>
    public static string Delta(string delta, string? finish = null) =>
        $$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-x","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{(finish is null ? "null" : $"\"{finish}\"")}}}]}""";

    /// <summary>A chunk with a text delta.</summary>
    public static string Text(string text) => Delta($$"""{"content":{{System.Text.Json.JsonSerializer.Serialize(text)}}}""");

    /// <summary>A chunk with a piece of a call.</summary>
    public static string Call(int? index, string? id, string? name, string? arguments)
    {
        var function = new List<string>();
        if (name is not null)
        {
            function.Add($"\"name\":{System.Text.Json.JsonSerializer.Serialize(name)}");
        }

        if (arguments is not null)
        {
            function.Add($"\"arguments\":{System.Text.Json.JsonSerializer.Serialize(arguments)}");
        }

        var members = new List<string>();
        if (index is not null)
        {
            members.Add($"\"index\":{index}");
        }

        if (id is not null)
        {
            members.Add($"\"id\":\"{id}\"");
        }

        members.Add($"\"function\":{{{string.Join(',', function)}}}");
        return Delta($$"""{"tool_calls":[{{{string.Join(',', members)}}}]}""");
    }

    public const string Done = "[DONE]";

    /// <summary>Reads a stream fed in pieces of that size.</summary>
    public static Told Read(string sse, out Failure? early, OpenAiChatProfile? profile = null, string? request = null, int size = int.MaxValue, bool complete = true, long estimate = 0)
    {
        using var conversation = Chat.Read(request ?? Plain);
        var told = new Told();
        var attempt = Chat.Attempt(conversation, profile, estimate: estimate);
        using var reader = new OpenAiChatDialect().CreateStreamReader(attempt, told);
        Feed(reader, Encoding.UTF8.GetBytes(sse), size);
        if (complete && !reader.IsFinished)
        {
            reader.Complete();
        }

        early = reader.EarlyFailure;
        if (early is not null)
        {
            told.Events.ShouldBeEmpty();
        }

        return told;
    }

    /// <summary>Reads a stream that must not fail early.</summary>
    public static Told Read(string sse, OpenAiChatProfile? profile = null, string? request = null, int size = int.MaxValue, long estimate = 0)
    {
        var told = Read(sse, out var early, profile, request, size, estimate: estimate);
        early.ShouldBeNull(early?.Message);
        return told;
    }

    public static void Feed(AnswerReader reader, ReadOnlySpan<byte> bytes, int size)
    {
        for (var at = 0; at < bytes.Length; at += Math.Min(size, bytes.Length - at))
        {
            reader.Feed(bytes.Slice(at, Math.Min(size, bytes.Length - at)));
        }
    }

    /// <summary>Reads a whole answer.</summary>
    public static Told Whole(string body, out Failure? failure, OpenAiChatProfile? profile = null, string? request = null)
    {
        using var conversation = Chat.Read(request ?? Plain);
        var told = new Told();
        failure = new OpenAiChatDialect().ReadAnswer(Encoding.UTF8.GetBytes(body), Chat.Attempt(conversation, profile), told);
        if (failure is not null)
        {
            told.Events.ShouldBeEmpty();
        }

        return told;
    }

    public static Told Whole(string body, OpenAiChatProfile? profile = null, string? request = null)
    {
        var told = Whole(body, out var failure, profile, request);
        failure.ShouldBeNull(failure?.Message);
        told.Ended.ShouldBeTrue();
        return told;
    }
}
