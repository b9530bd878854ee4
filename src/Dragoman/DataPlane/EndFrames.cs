using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.DataPlane;

/// <summary>The frames that end a passing stream whose upstream did not end it.</summary>
internal static class EndFrames
{
    /// <summary>An error event: the client knows that the answer is not whole and acts on it (H-322, H-324).</summary>
    public static void WriteError(Turn turn, Failure failure, ByteWriter output)
    {
        output.Write("event: error\ndata: "u8);
        turn.ClientDialect.WriteError(failure, turn.Id, output);
        output.Write("\n\n"u8);
    }

    /// <summary>The last frame, where nothing else is missing.</summary>
    public static void WriteStop(ByteWriter output) =>
        output.Write("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8);

    /// <summary>A clean end behind at least one complete tool call (H-319): the open block is closed, the tools count.</summary>
    public static void WriteToolUseEnd(StreamObserver observer, ByteWriter output)
    {
        if (observer.IsOpenToolEmpty)
        {
            // A call whose arguments never came would run with none; a lone bracket makes the client refuse it instead.
            output.Write("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"u8);
            output.WriteNumber(observer.OpenBlock);
            output.Write(",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\"}}\n\n"u8);
        }

        WriteEnd(observer, "tool_use"u8, output);
    }

    /// <summary>The open block's end, the stop reason and the end of the message.</summary>
    public static void WriteEnd(StreamObserver observer, ReadOnlySpan<byte> reason, ByteWriter output)
    {
        if (observer.OpenBlock >= 0)
        {
            output.Write("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":"u8);
            output.WriteNumber(observer.OpenBlock);
            output.Write("}\n\n"u8);
        }

        output.Write("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\""u8);
        output.Write(reason);
        output.Write("\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":"u8);
        output.WriteNumber(Math.Max(observer.Usage.OutputTokens, observer.DeltaBytes / 4));
        output.Write("}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8);
    }
}
