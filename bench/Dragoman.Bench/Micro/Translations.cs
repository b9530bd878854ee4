using Dragoman.Dialects;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Bench.Micro;

/// <summary>Turns as the gateway prepares them, without the gateway.</summary>
internal static class Translations
{
    private static readonly SignatureEnvelope Envelope = new(new byte[32]);
    private static readonly BenchIds Ids = new();
    private static readonly ModelTraits Model = new() { Id = "gpt-5", MaxOutputTokens = 128_000, Reasoning = true };
    private static readonly ModelTraits Gemini = new() { Id = "gemini-3.1-pro-preview", MaxOutputTokens = 65_536, Reasoning = true, Documents = true };

    /// <summary>A model of each dialect whose bodies depend on which model it is.</summary>
    public static ModelTraits? ModelOf(IDialect dialect) => dialect.Name == "gemini" ? Gemini : null;

    /// <summary>The dialect that Claude Code speaks.</summary>
    public static IDialect Messages { get; } = DialectRegistry.Find("anthropic-messages")!;

    /// <summary>Every dialect that requests are translated to.</summary>
    public static IEnumerable<IDialect> Upstream =>
        DialectRegistry.Names.Where(name => name != Messages.Name).Select(name => DialectRegistry.Find(name)!);

    /// <summary>The request of that body, read. The caller disposes it, and its arena with it.</summary>
    public static ConversationRequest Read(byte[] body)
    {
        var arena = new Arena(body.Length + 1024);
        var request = ConversationRequest.Rent(arena);
        request.Body = arena.Append(body);
        return Messages.ReadRequest(request) is { } failure ? throw new InvalidOperationException(failure.Message) : request;
    }

    /// <summary>One attempt.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">The upstream's model; null for one of OpenAI's.</param>
    public static Translation For(ConversationRequest request, ModelTraits? model = null) => new()
    {
        Request = request,
        RequestedModel = "claude-opus-5-5",
        Model = model ?? Model,
        Ids = Ids,
        Envelope = Envelope,
        Provenance = "openai",
        AffinityKey = "0123456789abcdef0123456789abcdef",
        EstimatedInputTokens = 20_000,
    };
}
