using System.Runtime.InteropServices;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>
/// Reads the events of a stream, or one whole answer, into a sequencer. Items are known by their place in the output (H-361); what
/// was told piece by piece is not told again when the whole of it arrives, and what was not is told then (H-315, H-370).
/// </summary>
internal sealed partial class EventReader : IDisposable
{
    private readonly Translation _translation;
    private readonly List<OutputItem> _items = new(8);
    private readonly ByteWriter _scratch = new(256);
    private readonly BlockSequencer _sequencer;

    public EventReader(Translation translation, OpenAiResponsesProfile profile, IStreamSink sink)
    {
        _translation = translation;
        var plan = TurnPlan.For(translation, profile.Rules, hasTools: translation.Request.Tools.Length > 0);
        var options = new SequencerOptions { RepairArguments = profile.RepairArguments, VisibleLimit = plan.VisibleLimit };
        _sequencer = new BlockSequencer(translation, sink, options, WriteState);
    }

    /// <summary>What the answer is told to.</summary>
    public BlockSequencer Sequencer => _sequencer;

    /// <summary>Reads one event. Returns what the upstream reports as failed.</summary>
    public Failure? Read(ReadOnlySpan<byte> data, ReadOnlySpan<byte> eventName)
    {
        var parts = default(EventParts);
        var cursor = new JsonCursor(data);
        parts.Read(ref cursor);
        if (cursor.Failed)
        {
            return new Failure(FailureCause.Malformed, 502, "The upstream sent an event that is no JSON; send the request again.") { IsRetryable = true };
        }

        var type = parts.Type.IsEmpty ? eventName : data.Slice(parts.Type.Start, parts.Type.Length);
        if (!type.StartsWith("response."u8))
        {
            return type.SequenceEqual("error"u8) || !parts.Error.IsAbsent ? Refused(data) : null;
        }

        type = type["response."u8.Length..];
        var delta = data.Slice(parts.Delta.Start, parts.Delta.Length);
        if (type.EndsWith(".delta"u8))
        {
            ReadDelta(type[..^".delta"u8.Length], parts, delta);
            return null;
        }

        return ReadEvent(type, data, parts);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sequencer.Dispose();
        _scratch.Dispose();
        _state.Dispose();
        _nextCall.Dispose();
        _phase.Dispose();
        _citations.Dispose();
        _pages.Dispose();
        _openSearch.Dispose();
    }

    private void ReadDelta(ReadOnlySpan<byte> type, in EventParts parts, ReadOnlySpan<byte> delta)
    {
        if (delta.IsEmpty)
        {
            return;
        }

        ref var item = ref At(parts.Output);
        if (type.SequenceEqual("output_text"u8))
        {
            item.See(parts.Part);
            Text(delta);
        }
        else if (type.SequenceEqual("function_call_arguments"u8))
        {
            item.HasArguments = true;
            _sequencer.ToolFragment(parts.Output, default, default, delta);
        }
        else if (type.SequenceEqual("reasoning_summary_text"u8))
        {
            Summary(ref item, parts.Part, delta);
        }
        else if (type.SequenceEqual("reasoning_text"u8))
        {
            ReasoningText(ref item, parts.Part, delta);
        }
        else if (type.SequenceEqual("refusal"u8))
        {
            item.See(parts.Part);
            _sequencer.Refusal(delta);
        }
    }

    private Failure? ReadEvent(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data, in EventParts parts)
    {
        if (type.SequenceEqual("output_item.added"u8))
        {
            Begin(data, parts.Item, parts.Output);
        }
        else if (type.SequenceEqual("output_item.done"u8))
        {
            Complete(data, parts.Item, parts.Output);
        }
        else if (type.SequenceEqual("function_call_arguments.done"u8))
        {
            Arguments(parts.Output, data.Slice(parts.Whole.Start, parts.Whole.Length));
        }
        else if (type.SequenceEqual("output_text.annotation.added"u8))
        {
            Cite(data, parts.Annotation);
        }
        else if (type.SequenceEqual("output_text.done"u8))
        {
            ref var item = ref At(parts.Output);
            if (!item.Saw(parts.Part) && parts.Whole.Length > 0)
            {
                item.See(parts.Part);
                Text(data.Slice(parts.Whole.Start, parts.Whole.Length));
            }
        }
        else if (type.SequenceEqual("created"u8) || type.SequenceEqual("in_progress"u8) || type.SequenceEqual("queued"u8))
        {
            Identify(data, parts.Response);
        }
        else if (type.SequenceEqual("completed"u8) || type.SequenceEqual("incomplete"u8) || type.SequenceEqual("failed"u8) || type.SequenceEqual("cancelled"u8))
        {
            return parts.Response.IsAbsent ? Refused(data) : ReadResponse(data, parts.Response);
        }

        // Everything else repeats, in other words, what is read here (H-352).
        return null;
    }

    private ref OutputItem At(int output)
    {
        var items = CollectionsMarshal.AsSpan(_items);
        for (var i = items.Length - 1; i >= 0; i--)
        {
            if (items[i].Output == output)
            {
                return ref items[i];
            }
        }

        _items.Add(new OutputItem { Output = output });
        return ref CollectionsMarshal.AsSpan(_items)[^1];
    }

    private static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> data, Slice slice) => data.Slice(slice.Start, slice.Length);
}
