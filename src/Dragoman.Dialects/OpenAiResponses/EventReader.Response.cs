using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.OpenAiResponses;

// The answer's own object: who it is from, how it ended, what it cost.
internal sealed partial class EventReader
{
    /// <summary>Reads an answer's object: a whole answer, or the last word of a stream.</summary>
    public Failure? ReadResponse(ReadOnlySpan<byte> data, Slice response)
    {
        var parts = ResponseParts.Read(data, response);
        _sequencer.Identify(Of(data, parts.Id), Of(data, parts.Model));
        var status = Of(data, parts.Status);
        if (status.SequenceEqual("failed"u8) || (!parts.Error.IsAbsent && !status.SequenceEqual("completed"u8)))
        {
            return Refused(Of(data, response));
        }

        if (status.SequenceEqual("cancelled"u8))
        {
            return new Failure(FailureCause.Upstream, 502, "The upstream cancelled the answer; send the request again.") { IsRetryable = true };
        }

        // What was never told piece by piece stands here whole (H-370).
        if (!parts.Output.IsAbsent)
        {
            var cursor = new JsonCursor(data, parts.Output.Start, parts.Output.End);
            cursor.EnterArray();
            for (var i = 0; cursor.NextElement(); i++)
            {
                var isObject = cursor.Peek() == JsonKind.Object;
                var item = cursor.ReadValue();
                if (isObject && !cursor.Failed)
                {
                    Complete(data, item, i);
                }
            }
        }

        if (!parts.Usage.IsAbsent)
        {
            _sequencer.SetUsage(UsageReader.Read(data, parts.Usage) with { WebSearches = _searches });
        }

        _sequencer.Finish(Reason(status, Of(data, parts.Reason)));
        CloseSearch();
        _sequencer.End();
        return null;
    }

    private void Identify(ReadOnlySpan<byte> data, Slice response)
    {
        if (!response.IsAbsent)
        {
            var parts = ResponseParts.Read(data, response);
            _sequencer.Identify(Of(data, parts.Id), Of(data, parts.Model));
        }
    }

    private Failure? Refused(ReadOnlySpan<byte> data)
    {
        var failure = ErrorReader.Read(0, data, retryAfter: null);
        if (!failure.IsRefusal)
        {
            return failure;
        }

        // The Messages API tells a filter's refusal as an answer, which the client shows, not as an error it retries (H-262, H-364).
        _scratch.Reset();
        _scratch.WriteContent(failure.Message);
        _sequencer.Refusal(_scratch.Written);
        _sequencer.Finish(StopReason.Refusal);
        _sequencer.End();
        return null;
    }

    // H-230.
    private static StopReason Reason(ReadOnlySpan<byte> status, ReadOnlySpan<byte> reason)
    {
        if (!status.SequenceEqual("incomplete"u8))
        {
            return StopReason.None;
        }

        // A filter is no length: the client would continue into it again and again (H-233).
        return reason.SequenceEqual("content_filter"u8) ? StopReason.Refusal
            : reason.SequenceEqual("max_output_tokens"u8) || reason.SequenceEqual("max_tokens"u8) || reason.IsEmpty ? StopReason.MaxTokens
            : StopReason.EndTurn;
    }
}
