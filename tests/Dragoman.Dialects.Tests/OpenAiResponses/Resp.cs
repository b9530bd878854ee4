using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiResponses;
using Dragoman.Dialects.Tests.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.OpenAiResponses;

/// <summary>Translates Messages requests for a Responses host, and its answers back.</summary>
internal static class Resp
{
    public static readonly OpenAiResponsesDialect Dialect = new();

    /// <summary>api.openai.com with a reasoning model of a new kind.</summary>
    public static readonly OpenAiResponsesProfile OpenAi = new()
    {
        Efforts = ["none", "low", "medium", "high", "xhigh"],
        Sampling = false,
        PromptCacheKey = true,
        Phase = true,
        WebSearch = true,
    };

    public static readonly ModelTraits Model = new() { Id = "gpt-5.4", Reasoning = true, Documents = true };

    public static Translation Attempt(
        ConversationRequest request, OpenAiResponsesProfile? profile = null, ModelTraits? model = null, string? affinity = null, params Remedy[] remedies) => new()
        {
            Request = request,
            RequestedModel = "claude-opus-5-5",
            Model = model ?? Model,
            Profile = profile ?? OpenAi,
            Ids = new CountingIds(),
            Envelope = Chat.Envelope,
            Provenance = Chat.Provenance,
            AffinityKey = affinity,
            Remedies = remedies,
        };

    public static byte[] Bytes(
        string body, out Losses losses, OpenAiResponsesProfile? profile = null, ModelTraits? model = null, string? affinity = null, params Remedy[] remedies)
    {
        using var request = Chat.Read(body);
        var attempt = Attempt(request, profile, model, affinity, remedies);
        using var output = new ByteWriter();
        var failure = Dialect.WriteRequest(attempt, output);
        failure.ShouldBeNull(failure?.Message);
        losses = attempt.Losses;
        var bytes = output.Written.ToArray();
        Check(bytes);
        return bytes;
    }

    /// <summary>What a host would see. Each body is held against the published schema where that is there.</summary>
    public static JsonObject Write(
        string body, out Losses losses, OpenAiResponsesProfile? profile = null, ModelTraits? model = null, string? affinity = null, params Remedy[] remedies) =>
        Chat.Parse(Bytes(body, out losses, profile, model, affinity, remedies));

    public static JsonObject Write(string body, OpenAiResponsesProfile? profile = null, ModelTraits? model = null, string? affinity = null, params Remedy[] remedies) =>
        Write(body, out _, profile, model, affinity, remedies);

    /// <summary>The items that a host would see for these messages.</summary>
    public static JsonArray Input(string messages, OpenAiResponsesProfile? profile = null, ModelTraits? model = null, string more = "", params Remedy[] remedies) =>
        Write(Chat.Request(messages, more), profile, model, null, remedies)["input"]!.AsArray();

    public static string Seal(string payload, string provenance = Chat.Provenance)
    {
        using var output = new ByteWriter();
        Chat.Envelope.Seal(provenance, Encoding.UTF8.GetBytes(payload), output);
        return Encoding.UTF8.GetString(output.Written);
    }

    public static string Open(string signature)
    {
        using var output = new ByteWriter();
        Chat.Envelope.TryOpen(Chat.Provenance, Encoding.UTF8.GetBytes(signature), output).ShouldBeTrue();
        return Encoding.UTF8.GetString(output.Written);
    }

    /// <summary>Events as a stream, numbered as the host numbers them.</summary>
    public static string Sse(params string[] events)
    {
        var text = new StringBuilder();
        for (var i = 0; i < events.Length; i++)
        {
            var node = JsonNode.Parse(events[i])!.AsObject();
            node["sequence_number"] = i;
            text.Append("event: ").Append(node["type"]).Append("\ndata: ").Append(node.ToJsonString()).Append("\n\n");
        }

        return text.ToString();
    }

    public static string Created => """{"type":"response.created","response":{"id":"resp_1","model":"gpt-5.4-2026-03-05","status":"in_progress","output":[]}}""";

    public static string Completed(string output = "[]", string more = "") =>
        $$$$$"""{"type":"response.completed","response":{"id":"resp_1","model":"gpt-5.4","status":"completed","error":null,"output":{{{{{output}}}}}{{{{{more}}}}},"usage":{"input_tokens":100,"input_tokens_details":{"cached_tokens":40,"cache_write_tokens":10},"output_tokens":30,"output_tokens_details":{"reasoning_tokens":20},"total_tokens":130}}}""";

    public static string Added(int output, string item) => $$$$$"""{"type":"response.output_item.added","output_index":{{{{{output}}}}},"item":{{{{{item}}}}}}""";

    public static string Done(int output, string item) => $$$$$"""{"type":"response.output_item.done","output_index":{{{{{output}}}}},"item":{{{{{item}}}}}}""";

    public static string Text(int output, string text, int part = 0) =>
        $$$$$"""{"type":"response.output_text.delta","item_id":"msg_{{{{{output}}}}}","output_index":{{{{{output}}}}},"content_index":{{{{{part}}}}},"delta":{{{{{JsonSerializer.Serialize(text)}}}}},"logprobs":[]}""";

    public static string Arguments(int output, string text) =>
        $$$$$"""{"type":"response.function_call_arguments.delta","item_id":"fc_{{{{{output}}}}}","output_index":{{{{{output}}}}},"delta":{{{{{JsonSerializer.Serialize(text)}}}}}}""";

    public static string Message(string text, string phase = "final_answer", string annotations = "[]") =>
        $$$$$"""{"id":"msg_1","type":"message","status":"completed","role":"assistant","phase":"{{{{{phase}}}}}","content":[{"type":"output_text","annotations":{{{{{annotations}}}}},"logprobs":[],"text":{{{{{JsonSerializer.Serialize(text)}}}}}}]}""";

    public static string Call(string id, string name, string arguments) =>
        $$$$$"""{"id":"fc_1","type":"function_call","status":"completed","call_id":"{{{{{id}}}}}","name":"{{{{{name}}}}}","arguments":{{{{{JsonSerializer.Serialize(arguments)}}}}}}""";

    public static string Reasoning(string encrypted, string summary = "[]") =>
        $$$$$"""{"id":"rs_1","type":"reasoning","encrypted_content":"{{{{{encrypted}}}}}","summary":{{{{{summary}}}}}}""";

    public static Told Read(string sse, out Failure? early, OpenAiResponsesProfile? profile = null, string? request = null, int size = int.MaxValue)
    {
        using var conversation = Chat.Read(request ?? Streams.Plain);
        var told = new Told();
        using var reader = Dialect.CreateStreamReader(Attempt(conversation, profile), told);
        Streams.Feed(reader, Encoding.UTF8.GetBytes(sse), size);
        if (!reader.IsFinished)
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

    public static Told Read(string sse, OpenAiResponsesProfile? profile = null, string? request = null, int size = int.MaxValue)
    {
        var told = Read(sse, out var early, profile, request, size);
        early.ShouldBeNull(early?.Message);
        return told;
    }

    public static Told Whole(string body, out Failure? failure, string? request = null)
    {
        using var conversation = Chat.Read(request ?? Streams.Plain);
        var told = new Told();
        failure = Dialect.ReadAnswer(Encoding.UTF8.GetBytes(body), Attempt(conversation), told);
        if (failure is not null)
        {
            told.Events.ShouldBeEmpty();
        }

        return told;
    }

    private static void Check(byte[] bytes) =>
        StrictResponses.CheckBody(bytes).Select(refusal => refusal.Message).ShouldBeEmpty(Encoding.UTF8.GetString(bytes));
}
