using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

/// <summary>What reads answers of one attempt, and whole ones.</summary>
internal static class Answers
{
    /// <summary>A sequencer, and a reader of chunks into it.</summary>
    public static (BlockSequencer Sequencer, ChunkReader Chunks) Create(Translation translation, GeminiProfile profile, IStreamSink sink)
    {
        var state = new CallState(GeminiModel.Of(translation.Model.Id).Major);
        var remembered = translation.Signatures is { } memory
            ? new RememberedSignatures(translation, memory, GeminiModel.Of(translation.Model.Id).Major, sink)
            : null;
        var sequencer = CallState.Sequencer(translation, profile, remembered ?? sink, state);
        return (sequencer, new ChunkReader(sequencer, state, Searches(translation.Request) ? new Grounding(translation) : null, remembered));
    }

    /// <summary>Reads a whole answer; see <see cref="IDialect.ReadAnswer"/>. Nothing is raised before it is certain that there is one.</summary>
    public static Failure? Read(ReadOnlySpan<byte> body, Translation translation, GeminiProfile profile, IStreamSink sink)
    {
        switch (Look(body))
        {
            case Shape.Error:
                // An error that came with a 200 (H-261).
                return ErrorReader.Read(0, body, retryAfter: null);
            case Shape.Broken:
                return new Failure(FailureCause.Malformed, 502, body.Trim(" \t\r\n"u8).IsEmpty
                    ? "The upstream answered nothing; send the request again."
                    : "The upstream's answer has no candidate; check the endpoint's address and what stands between.")
                {
                    IsRetryable = true,
                };
            default:
                break;
        }

        var (sequencer, chunks) = Create(translation, profile, sink);
        using (sequencer)
        using (chunks)
        {
            if (chunks.Read(body) is { } failure)
            {
                return sequencer.Fail(failure);
            }

            if (!sequencer.HasFinish)
            {
                sequencer.Finish(StopReason.None);
            }

            chunks.End();
            return sequencer.Refused;
        }
    }

    // Only where there is nothing but the search: beside functions text must not wait for the end.
    private static bool Searches(ConversationRequest request)
    {
        var searches = false;
        foreach (ref readonly var tool in request.Tools)
        {
            var family = ToolFamilies.Of(request[tool.Type]);
            if (family != ToolFamily.Server)
            {
                return false;
            }

            searches |= request[tool.Type].StartsWith("web_search"u8);
        }

        return searches;
    }

    private static Shape Look(ReadOnlySpan<byte> body)
    {
        var cursor = new JsonCursor(body);
        if (!JsonCursor.IsCleanUtf8(body))
        {
            return Shape.Broken;
        }

        if (cursor.Peek() == JsonKind.Array)
        {
            return body.IndexOf("\"error\""u8) >= 0 ? Shape.Error : Shape.Broken;
        }

        var parts = default(ChunkParts);
        if (cursor.Peek() != JsonKind.Object)
        {
            return Shape.Broken;
        }

        parts.Read(ref cursor);
        return cursor.Failed || !cursor.AtEnd() ? Shape.Broken
            : !parts.Error.IsAbsent ? Shape.Error
            : parts.HasCandidate || !parts.BlockReason.IsEmpty ? Shape.Answer
            : Shape.Broken;
    }

    private enum Shape : byte
    {
        Answer,
        Error,
        Broken,
    }
}
