using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.OpenAiResponses.Client;

/// <summary>A client of Responses in front of an upstream of another dialect.</summary>
internal static class Inbound
{
    private static readonly Lazy<SpecValidator?> Spec = new(() =>
        SharedData.TryFind("specs/openai/openapi.subset.json", out var path) ? SpecValidator.Load(path) : null);

    public static ConversationRequest Read(string body)
    {
        var request = TryRead(body, out var failure);
        failure.ShouldBeNull(failure?.Message);
        return request;
    }

    public static ConversationRequest TryRead(string body, out Failure? failure)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var request = ConversationRequest.Rent(new Arena(bytes.Length + 64));
        request.Body = request.Arena.Append(bytes);
        failure = Resp.Dialect.ReadRequest(request);
        return request;
    }

    /// <summary>The body as a Messages upstream would see it.</summary>
    public static JsonObject ToMessages(string body)
    {
        using var request = Read(body);
        using var output = new ByteWriter();
        var failure = new Dragoman.Dialects.AnthropicMessages.AnthropicMessagesDialect().WriteRequest(Resp.Attempt(request, model: new ModelTraits { Id = "claude-opus-5-5", Reasoning = true, Documents = true }), output);
        failure.ShouldBeNull(failure?.Message);
        return Chat.Parse(output.Written);
    }

    /// <summary>The events that a client sees of an answer of that kind, parsed and held against the published schema.</summary>
    public static List<JsonObject> Stream(string body, Action<IStreamSink> answer)
    {
        using var request = Read(body);
        using var output = new ByteWriter();
        answer(Resp.Dialect.CreateStreamWriter(Resp.Attempt(request), output));
        var events = new List<JsonObject>();
        foreach (var frame in Encoding.UTF8.GetString(output.Written).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(frame => !frame.StartsWith(':')))
        {
            var lines = frame.Split('\n');
            lines.Length.ShouldBe(2, frame);
            var node = Chat.Parse(Encoding.UTF8.GetBytes(lines[1]["data: ".Length..]));
            lines[0].ShouldBe($"event: {node["type"]}");
            node["sequence_number"]!.GetValue<int>().ShouldBe(events.Count);
            Check(node);
            events.Add(node);
        }

        return events;
    }

    /// <summary>The whole answer that a client sees.</summary>
    public static JsonObject Whole(string body, Action<IStreamSink> answer)
    {
        using var request = Read(body);
        using var output = new ByteWriter();
        answer(Resp.Dialect.CreateAnswerWriter(Resp.Attempt(request), output));
        var node = Chat.Parse(output.Written);
        Validate("Response", node);
        return node;
    }

    // `response.output_text.delta` is described by ResponseTextDeltaEvent, and so on.
    private static void Check(JsonObject node)
    {
        var type = node["type"]!.ToString();
        var name = type switch
        {
            "error" => "ResponseErrorEvent",
            "response.output_text.delta" => "ResponseTextDeltaEvent",
            "response.output_text.done" => "ResponseTextDoneEvent",
            _ => string.Concat(type.Split('.', '_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])) + "Event",
        };
        Validate(name, node);
    }

    private static void Validate(string schema, JsonObject node)
    {
        using var document = JsonDocument.Parse(node.ToJsonString());
        // Which of its shapes an item has is told by its type, which a plain validator cannot use; and the codes of errors are listed
        // without those that the real host and its clients decide by, such as context_length_exceeded.
        var errors = Spec.Value?.Validate(schema, document.RootElement)
            .Where(error => !error.Contains("oneOf", StringComparison.Ordinal) && !error.StartsWith("/response/error", StringComparison.Ordinal)) ?? [];
        errors.ShouldBeEmpty(node.ToJsonString());
    }

    public static void Event(this IStreamSink sink, StreamEventKind kind, BlockKind block = default, string id = "", string name = "", int index = 0) =>
        sink.On(new StreamEvent { Kind = kind, Block = block, Id = Encoding.UTF8.GetBytes(id), Name = Encoding.UTF8.GetBytes(name), Index = index });

    public static void Delta(this IStreamSink sink, BlockKind block, DeltaKind delta, string text) =>
        sink.On(new StreamEvent { Kind = StreamEventKind.Delta, Block = block, Delta = delta, Text = Encoding.UTF8.GetBytes(text) });

    public static void Finish(this IStreamSink sink, StopReason stop)
    {
        sink.On(new StreamEvent { Kind = StreamEventKind.Finish, Stop = stop, Usage = new Dragoman.Dialects.Conversation.Usage { InputTokens = 50, CacheReadTokens = 40, CacheWriteTokens = 10, OutputTokens = 30, ThinkingTokens = 20 } });
        sink.On(new StreamEvent { Kind = StreamEventKind.End });
    }
}
