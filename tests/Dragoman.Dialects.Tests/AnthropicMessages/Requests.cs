using System.Text;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

/// <summary>Reading requests in tests.</summary>
internal static class Requests
{
    public static readonly AnthropicMessagesDialect Dialect = new();

    /// <summary>Reads a body that must be accepted.</summary>
    public static ConversationRequest Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    /// <summary>Reads a body that must be accepted.</summary>
    public static ConversationRequest Read(byte[] json)
    {
        var failure = TryRead(json, out var request);
        failure?.Message.ShouldBeNull();
        return request;
    }

    /// <summary>Reads any body.</summary>
    public static Failure? TryRead(byte[] json, out ConversationRequest request)
    {
        var arena = new Arena(json.Length + 16);
        var body = arena.Append(json);
        request = ConversationRequest.Rent(arena);
        request.Body = body;
        return Dialect.ReadRequest(request);
    }

    /// <summary>What the reader says about a body that must be refused.</summary>
    public static Failure Refuse(string json) => Refuse(Encoding.UTF8.GetBytes(json));

    /// <summary>What the reader says about a body that must be refused.</summary>
    public static Failure Refuse(byte[] json)
    {
        var failure = TryRead(json, out var request);
        request.Dispose();
        failure.ShouldNotBeNull();
        failure.Cause.ShouldBe(FailureCause.InvalidRequest);
        failure.Status.ShouldBe(400);
        failure.Side.ShouldBe(FailureSide.Client);
        return failure;
    }

    /// <summary>The decoded text of a slice.</summary>
    public static string Text(this ConversationRequest request, Slice slice) => JsonStrings.Decode(request[slice]);

    /// <summary>A body with one user message of the given content (raw JSON).</summary>
    public static string WithContent(string content, string role = "user") =>
        $$"""{"model":"m","max_tokens":8,"messages":[{"role":"{{role}}","content":{{content}}}]}""";
}
