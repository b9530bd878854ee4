using Dragoman.Dialects.AnthropicMessages.Envelopes;
using Dragoman.Dialects.BedrockInvoke;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.BedrockConverse;
using Dragoman.Dialects.Tests.Gemini;
using Dragoman.Dialects.Tests.Ollama;
using Dragoman.Dialects.Tests.OpenAiChat;
using Dragoman.Dialects.Tests.OpenAiResponses;
using Dragoman.Dialects.VertexAnthropic;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>An upstream protocol with a model that can do everything there, and the rules of its strict fake.</summary>
internal sealed record UpstreamRow(string Name, IDialect Dialect, object? Profile, ModelTraits Model, Func<byte[], IReadOnlyList<Refusal>> Check)
{
    private const string Betas = "advanced-tool-use-2025-11-20";

    /// <summary>True where the body is the Messages API's.</summary>
    public bool IsMessages => Name is "anthropic-messages" or "bedrock-invoke" or "vertex-anthropic";

    private static ModelTraits Claude => new() { Id = "claude-opus-5-5", Reasoning = true, Documents = true };

    public static IReadOnlyList<UpstreamRow> All { get; } =
    [
        new("anthropic-messages", Exchange.Messages, null, Claude, body => StrictAnthropic.CheckBody(body)),
        new("bedrock-invoke", new BedrockInvokeDialect(), CloudHosts.Bedrock.Plan([Betas]), Claude, body => StrictBedrockInvoke.CheckBody(body)),
        new("vertex-anthropic", new VertexAnthropicDialect(), CloudHosts.Vertex.Plan([Betas]), Claude, body => StrictVertexAnthropic.CheckBody(body)),
        new("openai-chat", Exchange.Chat, Chat.OpenAi, Chat.Model, body => StrictOpenAi.CheckBody(body)),
        new("openai-responses", Resp.Dialect, Resp.OpenAi, Resp.Model, body => StrictResponses.CheckBody(body)),
        new("bedrock-converse", Bedrock.Dialect, Bedrock.Claude, Bedrock.Model, body => StrictConverse.CheckBody(body, Bedrock.Model.Id)),
        new(
            "ollama",
            Local.Dialect,
            null,
            new ModelTraits { Id = "gemma3:27b", ContextWindow = 131_072, Vision = true },
            body => StrictOllama.CheckBody(body, new StrictOllamaOptions { Models = ["gemma3:27b"], Capabilities = ["completion", "tools", "vision"] })),
        new("gemini", Gem.Dialect, null, Gem.Model, body => StrictGemini.CheckBody(body, Gem.Three)),
    ];

    public static UpstreamRow Of(string name) => All.Single(row => row.Name == name);

    /// <summary>The request as this upstream gets it, held against its rules.</summary>
    public (byte[] Body, Losses Losses) Write(string messages)
    {
        using var request = Exchange.Read(Exchange.Messages, messages);
        return Write(request);
    }

    public (byte[] Body, Losses Losses) Write(ConversationRequest request)
    {
        using var output = new ByteWriter();
        var attempt = Attempt(request);
        var failure = Dialect.WriteRequest(attempt, output);
        failure.ShouldBeNull($"{Name}: {failure?.Message}");
        var body = output.Written.ToArray();
        Check(body).Select(refusal => refusal.Message).ShouldBeEmpty($"{Name}: {System.Text.Encoding.UTF8.GetString(body)}");
        return (body, attempt.Losses);
    }

    public Translation Attempt(ConversationRequest request) => new()
    {
        Request = request,
        RequestedModel = "claude-opus-5-5",
        Model = Model,
        Profile = Profile,
        Ids = new SerialIds(),
        Envelope = Chat.Envelope,
        Provenance = Chat.Provenance,
        EstimatedInputTokens = 100,
    };
}
