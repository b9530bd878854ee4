using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.BedrockConverse;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.BedrockConverse;

/// <summary>Translates Messages requests for tests, and reads what Converse answers.</summary>
internal static class Bedrock
{
    public static readonly BedrockConverseDialect Dialect = new();

    /// <summary>Claude of the newest kind.</summary>
    public static readonly BedrockConverseProfile Claude = new()
    {
        Reasoning = ConverseReasoning.Anthropic,
        Efforts = ["low", "medium", "high", "max"],
        ForcedChoiceWithThinking = false,
        Forcing = ConverseForcing.All,
        CachePoints = CachePlaces.System | CachePlaces.Messages | CachePlaces.Tools,
        CacheTtl = true,
        SamplingExclusive = true,
        TopK = true,
        MaxStopSequences = 2500,
        TellsStopSequence = true,
        ResultStatus = true,
        MediaInResults = true,
        SearchResults = true,
        StrictTools = true,
        JsonSchemaFormat = true,
        Betas = ["context-1m-2025-08-07"],
    };

    /// <summary>Claude as it was before adaptive thinking.</summary>
    public static readonly BedrockConverseProfile OldClaude = Claude with { Reasoning = ConverseReasoning.AnthropicBudget };

    public static readonly BedrockConverseProfile Nova = new()
    {
        Forcing = ConverseForcing.All,
        CachePoints = CachePlaces.System | CachePlaces.Messages,
        ResultStatus = true,
        MediaInResults = true,
    };

    public static readonly BedrockConverseProfile Gpt = new()
    {
        Reasoning = ConverseReasoning.ReasoningObject,
        Efforts = ["none", "low", "medium", "high", "xhigh"],
        MinOutputTokens = 16,
        Sampling = false,
        MaxStopSequences = 0,
    };

    public static readonly ModelTraits Model = new() { Id = "us.anthropic.claude-opus-5-5-v1:0", Reasoning = true, Documents = true };

    public static byte[] Bytes(string body, out Losses losses, BedrockConverseProfile? profile = null, ModelTraits? model = null, params Remedy[] remedies)
    {
        using var request = Chat.Read(body);
        var attempt = Attempt(request, profile, model, remedies);
        using var output = new ByteWriter();
        var failure = Dialect.WriteRequest(attempt, output);
        failure.ShouldBeNull(failure?.Message);
        losses = attempt.Losses;
        return output.Written.ToArray();
    }

    public static JsonObject Write(string body, BedrockConverseProfile? profile = null, ModelTraits? model = null, params Remedy[] remedies) =>
        Chat.Parse(Bytes(body, out _, profile, model, remedies));

    public static JsonArray Messages(string messages, BedrockConverseProfile? profile = null, ModelTraits? model = null, string more = "") =>
        Write(Chat.Request(messages, more), profile, model)["messages"]!.AsArray();

    public static Translation Attempt(ConversationRequest request, BedrockConverseProfile? profile = null, ModelTraits? model = null, params Remedy[] remedies) => new()
    {
        Request = request,
        RequestedModel = "claude-opus-5-5",
        Model = model ?? Model,
        Profile = profile ?? Claude,
        Ids = new CountingIds(),
        Envelope = Chat.Envelope,
        Provenance = Chat.Provenance,
        Betas = "context-1m-2025-08-07,claude-code-20250219",
        Remedies = remedies,
    };

    /// <summary>The bytes of a stream: each event is its name and its payload.</summary>
    public static byte[] Stream(params (string Type, string Payload)[] events) =>
        [.. events.SelectMany(e => e.Type.EndsWith("Exception", StringComparison.Ordinal)
            ? EventStream.Frames.Exception(e.Type, e.Payload) : EventStream.Frames.Event(e.Type, e.Payload))];

    public static (string Type, string Payload) Text(string text, int index = 0) =>
        ("contentBlockDelta", $$$"""{"contentBlockIndex":{{{index}}},"delta":{"text":{{{System.Text.Json.JsonSerializer.Serialize(text)}}}},"p":"abc"}""");

    public static (string Type, string Payload) Delta(string delta, int index = 0) =>
        ("contentBlockDelta", $$"""{"contentBlockIndex":{{index}},"delta":{{delta}}}""");

    public static (string Type, string Payload) Call(string id, string name, int index) =>
        ("contentBlockStart", $$$$"""{"contentBlockIndex":{{{{index}}}},"start":{"toolUse":{"toolUseId":"{{{{id}}}}","name":"{{{{name}}}}"}}}""");

    public static (string Type, string Payload) Close(int index = 0) => ("contentBlockStop", $$"""{"contentBlockIndex":{{index}}}""");

    public static (string Type, string Payload) Stop(string reason) => ("messageStop", $$"""{"stopReason":"{{reason}}"}""");

    public static readonly (string Type, string Payload) Start = ("messageStart", """{"role":"assistant"}""");

    public static readonly (string Type, string Payload) Usage =
        ("metadata", """{"usage":{"inputTokens":10,"outputTokens":20,"totalTokens":130,"cacheReadInputTokens":60,"cacheWriteInputTokens":40,"cacheDetails":[{"ttl":"1h","inputTokens":30},{"ttl":"5m","inputTokens":10}]},"metrics":{"latencyMs":1}}""");

    public static Told Read(byte[] stream, out Failure? early, out AnswerReader reader, string? request = null, int size = int.MaxValue, BedrockConverseProfile? profile = null)
    {
        using var conversation = Chat.Read(request ?? Streams.Plain);
        var told = new Told();
        reader = Dialect.CreateStreamReader(Attempt(conversation, profile), told);
        Streams.Feed(reader, stream, size);
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

    /// <summary>What an answer loses on its way to the client.</summary>
    public static string LossesOf(byte[] stream)
    {
        using var conversation = Chat.Read(Streams.Plain);
        var attempt = Attempt(conversation);
        using var reader = Dialect.CreateStreamReader(attempt, new Told());
        Streams.Feed(reader, stream, int.MaxValue);
        return attempt.Losses.ToString();
    }

    public static Told Read(byte[] stream, string? request = null, int size = int.MaxValue)
    {
        var told = Read(stream, out var early, out _, request, size);
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
}
