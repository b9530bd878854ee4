using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.DataPlane;

/// <summary>What settling needs of a whole Messages answer that passes.</summary>
internal static class WholeFacts
{
    /// <summary>Notes what an answer says. False for an error inside a 200.</summary>
    public static bool Note(AnswerFacts facts, ReadOnlySpan<byte> answer, string expectedModel, TimeProvider time)
    {
        var scan = WholeMessageScan.Of(answer);
        if (scan.Type.SequenceEqual("\"error\""u8))
        {
            return false;
        }

        facts.Usage = scan.Usage;
        facts.Stop = StopIn(in scan);
        facts.ToolCalls = ToolCallsIn(in scan);
        facts.FirstContentAt = time.GetTimestamp();
        facts.IsComplete = true;
        facts.Model = ModelIn(answer, expectedModel);
        return true;
    }

    // Nothing is allocated where it is the one that was asked for.
    private static string? ModelIn(ReadOnlySpan<byte> answer, string expected)
    {
        var model = StreamObserver.Member(answer, "model"u8);
        return model.Length < 3 || model[0] != '"' ? null
            : System.Text.Ascii.Equals(model[1..^1], expected) ? expected
            : JsonStrings.Decode(model[1..^1]);
    }

    /// <summary>Why the model stopped.</summary>
    public static StopReason StopIn(in WholeMessageScan answer)
    {
        var reason = answer.StopReason;
        return reason.Length > 2 && reason[0] == '"' ? StreamObserver.StopReasonOf(reason[1..^1]) : StopReason.None;
    }

    /// <summary>Tool calls in it.</summary>
    public static int ToolCallsIn(in WholeMessageScan answer)
    {
        var content = answer.Content;
        var cursor = new JsonCursor(content);
        if (cursor.Peek() != JsonKind.Array)
        {
            return 0;
        }

        var count = 0;
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var block = cursor.ReadValue();
            count += StreamObserver.Member(content.Slice(block.Start, block.Length), "type"u8).SequenceEqual("\"tool_use\""u8) ? 1 : 0;
        }

        return count;
    }

    /// <summary>The HTTP status that belongs to the type of an error that came inside a 200.</summary>
    public static int StatusOf(ReadOnlySpan<byte> error)
    {
        var type = StreamObserver.Member(StreamObserver.Member(error, "error"u8), "type"u8);
        return type.Length < 2 ? 500 : JsonStrings.Decode(type[1..^1]) switch
        {
            "invalid_request_error" => 400,
            "authentication_error" => 401,
            "billing_error" => 402,
            "permission_error" => 403,
            "not_found_error" => 404,
            "request_too_large" => 413,
            "rate_limit_error" => 429,
            "timeout_error" => 504,
            "overloaded_error" => 529,
            _ => 500,
        };
    }
}
