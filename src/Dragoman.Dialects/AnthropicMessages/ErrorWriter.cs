using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>Writes failures in the error envelope of the Messages API (H-249).</summary>
internal static class ErrorWriter
{
    private const string TooLongWording = "prompt is too long";

    /// <summary>The whole body of an error answer.</summary>
    public static void WriteBody(Failure failure, string requestId, ByteWriter output)
    {
        WriteOpen(failure, output);
        output.Write(",\"request_id\":"u8);
        output.WriteString(requestId);
        output.Write((byte)'}');
    }

    /// <summary>The data of an <c>error</c> event inside a stream.</summary>
    public static void WriteEventData(Failure failure, ByteWriter output)
    {
        WriteOpen(failure, output);
        output.Write((byte)'}');
    }

    private static void WriteOpen(Failure failure, ByteWriter output)
    {
        output.Write("{\"type\":\"error\",\"error\":{\"type\":\""u8);
        output.Write(ErrorTypes.Name(failure.Cause));
        output.Write("\",\"message\":"u8);
        output.WriteString(Encoding.UTF8.GetBytes(Message(failure)));
        output.Write((byte)'}');
    }

    // The CLI compacts by itself on this wording and on little else, whoever noticed the overflow (H-250).
    private static string Message(Failure failure) =>
        failure.Cause == FailureCause.PromptTooLong && !failure.Message.Contains(TooLongWording, StringComparison.OrdinalIgnoreCase)
            ? $"{TooLongWording}: {failure.Message}"
            : failure.Message;
}
