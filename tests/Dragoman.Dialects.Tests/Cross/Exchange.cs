using System.Text;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>Both dialects, and what a turn between them needs.</summary>
internal static class Exchange
{
    public const string Provenance = "test-upstream";

    public static readonly OpenAiChatDialect Chat = new();

    public static readonly AnthropicMessagesDialect Messages = new();

    /// <summary>The bodies of requests that are only there because a translation needs one.</summary>
    public static readonly byte[] SmallChat = """{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":true,"stream_options":{"include_usage":true}}"""u8.ToArray();

    /// <summary>The same for Messages.</summary>
    public static readonly byte[] SmallMessages = """{"model":"m","max_tokens":100000,"messages":[{"role":"user","content":"hi"}],"stream":true}"""u8.ToArray();

    /// <summary>Reads a body that must be accepted.</summary>
    public static ConversationRequest Read(IDialect dialect, string body) => Read(dialect, Encoding.UTF8.GetBytes(body));

    /// <summary>Reads a body that must be accepted.</summary>
    public static ConversationRequest Read(IDialect dialect, byte[] body)
    {
        var failure = TryRead(dialect, body, out var request);
        failure?.Message.ShouldBeNull();
        return request;
    }

    /// <summary>Reads any body.</summary>
    public static Failure? TryRead(IDialect dialect, byte[] body, out ConversationRequest request)
    {
        // The body does not begin where the arena does, as it does not behind headers.
        var arena = new Arena(body.Length + 64);
        arena.Append("head"u8);
        var slice = arena.Append(body);
        request = ConversationRequest.Rent(arena);
        request.Body = slice;
        return dialect.ReadRequest(request);
    }

    /// <summary>The shared state of one attempt.</summary>
    public static Translation Attempt(ConversationRequest request, OpenAiChatProfile? profile = null, ModelTraits? model = null) => new()
    {
        Request = request,
        RequestedModel = JsonStrings.Decode(request[request.Model]),
        Model = model ?? new ModelTraits { Id = "upstream-model", Documents = true, Reasoning = true },
        Profile = profile,
        Ids = new SerialIds(),
        Envelope = new SignatureEnvelope(new byte[32]),
        Provenance = Provenance,
        StartedAt = DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000),
        EstimatedInputTokens = 7,
    };

    /// <summary>The decoded text of a slice.</summary>
    public static string Decode(this ConversationRequest request, Slice slice) => JsonStrings.Decode(request[slice]);

    /// <summary>The bytes of a slice as they stand.</summary>
    public static string Raw(this ConversationRequest request, Slice slice) => Encoding.UTF8.GetString(request[slice]);
}
