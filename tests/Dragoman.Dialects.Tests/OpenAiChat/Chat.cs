using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>Translates Messages requests for tests: JSON in, what a chat host would see out.</summary>
internal static class Chat
{
    public const string Provenance = "openai:acme";

    public static readonly SignatureEnvelope Envelope = new(Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef"));

    /// <summary>api.openai.com with a reasoning model of the newest kind.</summary>
    public static readonly OpenAiChatProfile OpenAi = new()
    {
        HeadRole = HeadRole.Developer,
        MidSystemInPlace = true,
        MaxTokensMember = "max_completion_tokens",
        Sampling = false,
        MaxStopSequences = 0,
        Effort = EffortStyle.ReasoningEffort,
        Efforts = ["none", "low", "medium", "high", "xhigh"],
        StreamOptions = true,
        ParallelToolCalls = true,
        PromptCacheKey = true,
        StringContent = false,
        Files = true,
        JsonSchemaFormat = true,
    };

    public static readonly ModelTraits Model = new() { Id = "gpt-5.2", Reasoning = true, Documents = true };

    /// <summary>Reads a Messages body.</summary>
    public static ConversationRequest Read(ReadOnlySpan<byte> body)
    {
        var request = ConversationRequest.Rent(new Arena(body.Length + 64));
        request.Body = request.Arena.Append(body);
        var failure = new AnthropicMessagesDialect().ReadRequest(request);
        failure.ShouldBeNull(failure?.Message);
        return request;
    }

    public static ConversationRequest Read(string body) => Read(Encoding.UTF8.GetBytes(body));

    /// <summary>A minimal request around messages and further members.</summary>
    public static string Request(string messages, string more = "") =>
        $$"""{"model":"claude-opus-5-5","max_tokens":32000,"stream":true{{(more.Length > 0 ? "," + more : more)}},"messages":{{messages}}}""";

    public static Translation Attempt(
        ConversationRequest request,
        OpenAiChatProfile? profile = null,
        ModelTraits? model = null,
        string? affinity = null,
        long estimate = 0) => new()
        {
            Request = request,
            RequestedModel = "claude-opus-5-5",
            Model = model ?? Model,
            Profile = profile ?? OpenAi,
            Ids = new CountingIds(),
            Envelope = Envelope,
            Provenance = Provenance,
            AffinityKey = affinity,
            EstimatedInputTokens = estimate,
        };

    /// <summary>The bytes a host would see.</summary>
    public static byte[] Bytes(string body, OpenAiChatProfile? profile = null, ModelTraits? model = null, string? affinity = null) =>
        Bytes(body, out _, profile, model, affinity);

    public static byte[] Bytes(
        string body, out Losses losses, OpenAiChatProfile? profile = null, ModelTraits? model = null, string? affinity = null, long estimate = 0)
    {
        using var request = Read(body);
        var attempt = Attempt(request, profile, model, affinity, estimate);
        using var output = new ByteWriter();
        var failure = new OpenAiChatDialect().WriteRequest(attempt, output);
        failure.ShouldBeNull(failure?.Message);
        losses = attempt.Losses;
        return output.Written.ToArray();
    }

    /// <summary>What a host would see, parsed.</summary>
    public static JsonObject Write(string body, OpenAiChatProfile? profile = null, ModelTraits? model = null, string? affinity = null) =>
        Write(body, out _, profile, model, affinity);

    public static JsonObject Write(
        string body, out Losses losses, OpenAiChatProfile? profile = null, ModelTraits? model = null, string? affinity = null, long estimate = 0) =>
        Parse(Bytes(body, out losses, profile, model, affinity, estimate));

    /// <summary>The failure that a request is refused with.</summary>
    public static Failure Refused(string body, OpenAiChatProfile? profile = null)
    {
        using var request = Read(body);
        using var output = new ByteWriter();
        return new OpenAiChatDialect().WriteRequest(Attempt(request, profile), output).ShouldNotBeNull();
    }

    /// <summary>The messages that a host would see.</summary>
    public static JsonArray Messages(string messages, OpenAiChatProfile? profile = null, ModelTraits? model = null, string more = "") =>
        Write(Request(messages, more), profile, model)["messages"]!.AsArray();

    /// <summary>Strict parsing: invalid UTF-8, duplicate members and the like fail.</summary>
    public static JsonObject Parse(ReadOnlySpan<byte> json)
    {
        var options = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 1024 };
        using var document = JsonDocument.Parse(json.ToArray(), options);
        return JsonNode.Parse(json, documentOptions: options)!.AsObject();
    }

    public static void ShouldBeJson(this JsonNode? node, string expected) =>
        JsonNode.DeepEquals(node, JsonNode.Parse(expected)).ShouldBeTrue($"{node?.ToJsonString()}\nis not\n{expected}");
}

/// <summary>Ids that tests can name.</summary>
internal sealed class CountingIds : IIdSource
{
    private int _next;

    public void Fill(Span<byte> target)
    {
        target.Fill((byte)'0');
        var number = Encoding.ASCII.GetBytes((++_next).ToString(System.Globalization.CultureInfo.InvariantCulture));
        number.CopyTo(target[^number.Length..]);
    }
}
