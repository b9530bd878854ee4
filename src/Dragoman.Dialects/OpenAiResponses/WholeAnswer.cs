using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>Reads a whole answer. Nothing is raised before it is certain that there is an answer in it.</summary>
internal static class WholeAnswer
{
    /// <summary>Reads the body into the sink; see <see cref="IDialect.ReadAnswer"/>.</summary>
    public static Failure? Read(ReadOnlySpan<byte> body, Translation translation, OpenAiResponsesProfile profile, IStreamSink sink)
    {
        switch (Look(body))
        {
            case Shape.Error:
                // An error that came with a 200 (H-261).
                return ErrorReader.Read(0, body, retryAfter: null);
            case Shape.Broken:
                return new Failure(FailureCause.Malformed, 502, body.Trim(" \t\r\n"u8).IsEmpty
                    ? "The upstream answered nothing; send the request again."
                    : "The upstream's answer is no response object; check the endpoint's address and what stands between.")
                {
                    IsRetryable = true,
                };
            default:
                break;
        }

        using var reader = new EventReader(translation, profile, sink);
        return reader.ReadResponse(body, new Slice(0, body.Length)) is { } failure ? reader.Sequencer.Fail(failure) : reader.Sequencer.Refused;
    }

    private static Shape Look(ReadOnlySpan<byte> body)
    {
        var cursor = new JsonCursor(body);
        if (!JsonCursor.IsCleanUtf8(body) || cursor.Peek() != JsonKind.Object)
        {
            return Shape.Broken;
        }

        var hasOutput = false;
        var hasError = false;
        var isPending = false;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var kind = cursor.Peek();
            var value = cursor.ReadValue();
            if (cursor.Failed)
            {
                break;
            }

            hasOutput |= name.SequenceEqual("output"u8) && kind == JsonKind.Array;
            hasError |= name.SequenceEqual("error"u8) && kind != JsonKind.Null;
            hasError |= (name.SequenceEqual("code"u8) || name.SequenceEqual("message"u8) || name.SequenceEqual("detail"u8)) && kind is JsonKind.String or JsonKind.Number;
            isPending |= name.SequenceEqual("status"u8)
                && (body.Slice(value.Start, value.Length).SequenceEqual("\"queued\""u8) || body.Slice(value.Start, value.Length).SequenceEqual("\"in_progress\""u8));
        }

        return cursor.Failed || !cursor.AtEnd() ? Shape.Broken
            : hasOutput ? (isPending ? Shape.Broken : Shape.Answer)
            : hasError ? Shape.Error
            : Shape.Broken;
    }

    private enum Shape
    {
        Answer,
        Error,
        Broken,
    }
}
