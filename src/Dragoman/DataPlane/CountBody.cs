using System.Buffers;
using System.Buffers.Text;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.DataPlane;

/// <summary>The request inside a request to count: Bedrock has it as base64 in an envelope.</summary>
internal static class CountBody
{
    /// <summary>Where the request stands in the arena: the body itself where it is in no envelope.</summary>
    public static Slice Of(ClientCall call, Arena arena, Slice body)
    {
        if (call.Dialect.Name != ClientDialects.Bedrock)
        {
            return body;
        }

        var inner = StreamObserver.Member(StreamObserver.Member(StreamObserver.Member(arena[body], "input"u8), "invokeModel"u8), "body"u8);
        if (inner.Length < 2 || inner[0] != '"')
        {
            return body;
        }

        using var text = new ByteWriter(inner.Length);
        JsonStrings.Unescape(inner[1..^1], text);
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text.Written, decoded, out _, out var length) == OperationStatus.Done
            ? arena.Append(decoded.AsSpan(0, length))
            : body;
    }
}
