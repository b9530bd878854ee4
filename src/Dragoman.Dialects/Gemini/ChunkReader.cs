using System.Text.Json;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

/// <summary>
/// Reads one chunk of a stream, or one whole answer, into a sequencer. Both have the same form; what is not named here is ignored
/// (H-352).
/// </summary>
internal sealed partial class ChunkReader(BlockSequencer sequencer, CallState state, Grounding? grounding, RememberedSignatures? remembered) : IDisposable
{
    private readonly ByteWriter _scratch = new(256);
    private UsageReader _usage;

    /// <summary>Reads the object. Returns what the upstream reports as failed.</summary>
    public Failure? Read(ReadOnlySpan<byte> data)
    {
        var chunk = default(ChunkParts);
        var cursor = new JsonCursor(data);
        chunk.Read(ref cursor);
        if (cursor.Failed)
        {
            return Broken();
        }

        if (!chunk.Error.IsAbsent)
        {
            return ErrorReader.Read(0, data, retryAfter: null);
        }

        sequencer.Identify(data.Slice(chunk.Id.Start, chunk.Id.Length), data.Slice(chunk.Model.Start, chunk.Model.Length));
        if (!chunk.Grounding.IsAbsent)
        {
            grounding?.Note(data.Slice(chunk.Grounding.Start, chunk.Grounding.Length));
            _usage.Searches = grounding?.Searches ?? 0;
        }

        if (!chunk.Usage.IsAbsent)
        {
            _usage.Read(data, chunk.Usage);
        }

        if (!chunk.Usage.IsAbsent || !chunk.Grounding.IsAbsent)
        {
            sequencer.SetUsage(_usage.Usage);
        }

        ReadParts(data, chunk.Parts);
        return _isBroken ? Broken() : Finish(data, chunk);
    }

    /// <summary>The answer is complete: raises what was held back, then finish and end.</summary>
    public void End()
    {
        FinishPartial();
        grounding?.Tell(sequencer);
        remembered?.Trail(_trailing.Written);
        sequencer.End();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scratch.Dispose();
        state.Dispose();
        _trailing.Dispose();
        grounding?.Dispose();
        remembered?.Dispose();
        _partial?.Dispose();
    }

    private static Failure Broken() =>
        new(FailureCause.Malformed, 502, "The upstream sent an event that is no JSON; send the request again.") { IsRetryable = true };

    // What was only skipped over so far, and is to be handed on as a document of its own.
    private static bool IsJson(ReadOnlySpan<byte> value)
    {
        try
        {
            var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = JsonCursor.MaxDepth });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private Failure? Finish(ReadOnlySpan<byte> data, in ChunkParts chunk)
    {
        if (!chunk.Finish.IsEmpty)
        {
            var word = data.Slice(chunk.Finish.Start, chunk.Finish.Length);
            var message = data.Slice(chunk.FinishMessage.Start, chunk.FinishMessage.Length);
            if (FinishReasons.IsMalformed(word))
            {
                return Malformed(word, message);
            }

            var reason = FinishReasons.Map(word);
            Explain(reason, "The provider stopped the answer: "u8, word, message);
            sequencer.Finish(reason);
        }
        else if (!chunk.HasCandidate && !chunk.BlockReason.IsEmpty)
        {
            // The prompt was refused: that is an answer to the client, not an error it would repeat (H-262, H-263).
            Explain(
                StopReason.Refusal, "The provider blocked the prompt: "u8,
                data.Slice(chunk.BlockReason.Start, chunk.BlockReason.Length), data.Slice(chunk.BlockMessage.Start, chunk.BlockMessage.Length));
            sequencer.Finish(StopReason.Refusal);
        }

        return null;
    }

    private void Explain(StopReason reason, ReadOnlySpan<byte> intro, ReadOnlySpan<byte> word, ReadOnlySpan<byte> message)
    {
        if (reason != StopReason.Refusal)
        {
            return;
        }

        sequencer.Explain(intro);
        sequencer.Explain(word);
        if (!message.IsEmpty)
        {
            sequencer.Explain(" ("u8);
            sequencer.Explain(message);
            sequencer.Explain(")"u8);
        }
    }

    // The model may do better the second time; to pass it on as an end would stop the client in the middle of its task (H-228).
    private static Failure Malformed(ReadOnlySpan<byte> word, ReadOnlySpan<byte> message)
    {
        var detail = message.IsEmpty ? string.Empty : $" {Redaction.Clean(JsonStrings.Decode(message))}";
        return new Failure(FailureCause.Upstream, 502, $"The model's answer was malformed ({JsonStrings.Decode(word)}); send the request again.{detail}")
        {
            IsRetryable = true,
            UpstreamCode = JsonStrings.Decode(word),
            Remedy = new Remedy(FinishReasons.IsUnsigned(word) ? RemedyKind.PlaceholderSignatures : RemedyKind.Again),
        };
    }
}
