using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Ollama;

/// <summary>Reads a whole answer of <c>/api/chat</c>: a line that says that it is the last one.</summary>
internal static class WholeAnswer
{
    /// <summary>Reads the body into the sink; see <see cref="IDialect.ReadAnswer"/>.</summary>
    public static Failure? Read(ReadOnlySpan<byte> body, Translation translation, OllamaProfile profile, IStreamSink sink)
    {
        body = body.Trim(" \t\r\n\uFEFF"u8);
        if (!IsAnswer(body, out var isError))
        {
            return isError ? ErrorReader.Read(0, body, retryAfter: null) : new Failure(FailureCause.Malformed, 502, body.IsEmpty
                ? "The upstream answered nothing; send the request again."
                : "The upstream's answer is none of Ollama's; check the endpoint's address and what stands between.")
            {
                IsRetryable = true,
            };
        }

        using var sequencer = Sequencing.Create(translation, profile, sink);
        using var reader = new ChunkReader(translation, sequencer);
        if (reader.Read(body) is { } failure)
        {
            // Where a part of the answer was raised already, the sequencer tells the failure as its last event.
            return sequencer.Fail(failure);
        }

        sequencer.End();
        return sequencer.Refused;
    }

    private static bool IsAnswer(ReadOnlySpan<byte> body, out bool isError)
    {
        isError = false;
        var cursor = new JsonCursor(body);
        if (!JsonCursor.IsCleanUtf8(body) || cursor.Peek() != JsonKind.Object)
        {
            return false;
        }

        var hasMessage = false;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            hasMessage |= name.SequenceEqual("message"u8) && cursor.Peek() == JsonKind.Object;
            isError |= name.SequenceEqual("error"u8) && cursor.Peek() != JsonKind.Null;
            cursor.ReadValue();
        }

        isError &= !cursor.Failed;
        return hasMessage && !isError && !cursor.Failed && cursor.AtEnd();
    }
}
