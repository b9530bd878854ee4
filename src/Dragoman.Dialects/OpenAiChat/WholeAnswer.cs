using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>Reads a whole chat completion. Nothing is raised before it is certain that there is an answer in it.</summary>
internal static class WholeAnswer
{
    /// <summary>Reads the body into the sink; see <see cref="IDialect.ReadAnswer"/>.</summary>
    public static Failure? Read(ReadOnlySpan<byte> body, Translation translation, OpenAiChatProfile profile, IStreamSink sink)
    {
        var shape = Look(body);
        if (shape == Shape.Error)
        {
            // An error that came with a 200 (H-261, H-442).
            return ErrorReader.Read(0, body, retryAfter: null);
        }

        if (shape == Shape.Broken)
        {
            return new Failure(FailureCause.Malformed, 502, body.Trim(" \t\r\n"u8).IsEmpty
                ? "The upstream answered nothing; send the request again."
                : "The upstream's answer is no chat completion; check the endpoint's address and what stands between.")
            {
                IsRetryable = true,
            };
        }

        var details = new ReasoningDetails();
        using var sequencer = Sequencing.Create(translation, profile, sink, details);
        using var reader = new ChunkReader(profile, translation, sequencer, details);
        if (reader.ReadWhole(body) is { } failure)
        {
            // Where a part of the answer was raised already, the sequencer tells the failure as its last event.
            return sequencer.Fail(failure);
        }

        return sequencer.Refused;
    }

    private static Shape Look(ReadOnlySpan<byte> body)
    {
        var cursor = new JsonCursor(body);
        if (!JsonCursor.IsCleanUtf8(body) || cursor.Peek() != JsonKind.Object)
        {
            return Shape.Broken;
        }

        var hasChoice = false;
        var hasError = false;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var kind = cursor.Peek();
            if (name.SequenceEqual("choices"u8) && kind == JsonKind.Array)
            {
                var value = cursor.ReadValue();
                var choices = new JsonCursor(body, value.Start, value.End);
                choices.EnterArray();
                hasChoice = !cursor.Failed && choices.NextElement() && choices.Peek() == JsonKind.Object;
                continue;
            }

            hasError |= (name.SequenceEqual("error"u8) && kind != JsonKind.Null)
                || ((name.SequenceEqual("code"u8) || name.SequenceEqual("msg"u8) || name.SequenceEqual("message"u8) || name.SequenceEqual("detail"u8))
                    && kind is JsonKind.String or JsonKind.Number);
            cursor.ReadValue();
        }

        return cursor.Failed || !cursor.AtEnd() ? Shape.Broken
            : hasChoice ? Shape.Answer
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
