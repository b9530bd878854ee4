using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

/// <summary>Where the parts of a chunk, or of a whole answer, stand. Gathered in one pass; members come in any order (H-302).</summary>
internal struct ChunkParts
{
    /// <summary><c>responseId</c>, string content.</summary>
    public Slice Id;

    /// <summary><c>modelVersion</c>, string content.</summary>
    public Slice Model;

    /// <summary><c>usageMetadata</c>.</summary>
    public Slice Usage;

    /// <summary>An error.</summary>
    public Slice Error;

    /// <summary><c>promptFeedback.blockReason</c>, string content.</summary>
    public Slice BlockReason;

    /// <summary><c>promptFeedback.blockReasonMessage</c>, string content.</summary>
    public Slice BlockMessage;

    /// <summary>There is a candidate: others than the first are alternatives that nobody asked for (H-205).</summary>
    public bool HasCandidate;

    /// <summary>The candidate's list of parts.</summary>
    public Slice Parts;

    /// <summary>The candidate's <c>finishReason</c>, string content.</summary>
    public Slice Finish;

    /// <summary>The candidate's <c>finishMessage</c>, string content.</summary>
    public Slice FinishMessage;

    /// <summary>The candidate's <c>groundingMetadata</c>.</summary>
    public Slice Grounding;

    /// <summary>Reads the whole object.</summary>
    public void Read(ref JsonCursor cursor)
    {
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var kind = cursor.Peek();
            if (name.SequenceEqual("candidates"u8) && kind == JsonKind.Array)
            {
                ReadCandidates(ref cursor);
            }
            else if (name.SequenceEqual("usageMetadata"u8) && kind == JsonKind.Object)
            {
                Usage = cursor.ReadValue();
            }
            else if (name.SequenceEqual("modelVersion"u8))
            {
                Model = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("responseId"u8))
            {
                Id = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("promptFeedback"u8) && kind == JsonKind.Object)
            {
                ReadFeedback(ref cursor);
            }
            else if (name.SequenceEqual("error"u8) && kind != JsonKind.Null)
            {
                Error = cursor.ReadValue();
            }
            else
            {
                cursor.ReadValue();
            }
        }
    }

    private void ReadFeedback(ref JsonCursor cursor)
    {
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("blockReason"u8))
            {
                BlockReason = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("blockReasonMessage"u8))
            {
                BlockMessage = cursor.ReadStringOrSkip();
            }
            else
            {
                cursor.ReadValue();
            }
        }
    }

    private void ReadCandidates(ref JsonCursor cursor)
    {
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            if (HasCandidate || cursor.Peek() != JsonKind.Object)
            {
                cursor.ReadValue();
                continue;
            }

            HasCandidate = true;
            ReadCandidate(ref cursor);
        }
    }

    private void ReadCandidate(ref JsonCursor cursor)
    {
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var kind = cursor.Peek();
            if (name.SequenceEqual("content"u8) && kind == JsonKind.Object)
            {
                ReadContent(ref cursor);
            }
            else if (name.SequenceEqual("finishReason"u8))
            {
                Finish = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("finishMessage"u8))
            {
                FinishMessage = cursor.ReadStringOrSkip();
            }
            else if (name.SequenceEqual("groundingMetadata"u8) && kind == JsonKind.Object)
            {
                Grounding = cursor.ReadValue();
            }
            else
            {
                cursor.ReadValue();
            }
        }
    }

    private void ReadContent(ref JsonCursor cursor)
    {
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("parts"u8) && cursor.Peek() == JsonKind.Array)
            {
                Parts = cursor.ReadValue();
            }
            else
            {
                cursor.ReadValue();
            }
        }
    }
}
