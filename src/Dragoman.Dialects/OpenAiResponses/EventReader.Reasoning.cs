using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses;

// Reasoning: its summary is shown, its encrypted form rides in the signature and comes back with the next turn.
internal sealed partial class EventReader
{
    private readonly ByteWriter _state = new(256);
    private readonly ByteWriter _nextCall = new(256);
    private readonly ByteWriter _phase = new(256);
    private bool _nextIsMessage;

    private void Summary(ref OutputItem item, int part, ReadOnlySpan<byte> text)
    {
        if (item.HasText)
        {
            return;
        }

        // Parts are paragraphs (H-362).
        if (!item.Saw(part) && item.HasSummary)
        {
            _sequencer.Thinking("\\n\\n"u8);
        }

        item.HasSummary = true;
        item.See(part);
        _sequencer.Thinking(text);
    }

    private void ReasoningText(ref OutputItem item, int part, ReadOnlySpan<byte> text)
    {
        if (item.HasSummary)
        {
            return;
        }

        if (!item.Saw(part) && item.HasText)
        {
            _sequencer.Thinking("\\n\\n"u8);
        }

        item.HasText = true;
        item.See(part);
        _sequencer.Thinking(text);
    }

    // Only the complete item is sealed: what was there before may be incomplete (H-101).
    private void CompleteReasoning(ref OutputItem item, ReadOnlySpan<byte> data, in ItemParts parts, Slice raw)
    {
        TellThoughts(ref item, data, parts.Summary, isSummary: true);
        TellThoughts(ref item, data, parts.Content, isSummary: false);
        if (parts.Encrypted.IsEmpty && parts.Content.Length <= 2)
        {
            // A host that keeps nothing could make nothing of it (H-355).
            return;
        }

        SetNext(default, isMessage: false, default);
        Keep(Of(data, raw));
        _sequencer.SealThought();
    }

    private void TellThoughts(ref OutputItem item, ReadOnlySpan<byte> data, Slice list, bool isSummary)
    {
        if (list.Length <= 2)
        {
            return;
        }

        var cursor = new JsonCursor(data, list.Start, list.End);
        cursor.EnterArray();
        for (var i = 0; cursor.NextElement(); i++)
        {
            var part = cursor.ReadValue();
            if (cursor.Failed)
            {
                return;
            }

            var text = MessagePart.Read(data, part).Text;
            if (text.IsEmpty || item.Saw(i))
            {
                continue;
            }

            if (isSummary)
            {
                Summary(ref item, i, Of(data, text));
            }
            else
            {
                ReasoningText(ref item, i, Of(data, text));
            }
        }
    }

    private void Keep(ReadOnlySpan<byte> item)
    {
        if (_state.Length > 0)
        {
            _state.Write((byte)',');
        }

        _state.Write(item);
    }

    private void SetNext(ReadOnlySpan<byte> call, bool isMessage, ReadOnlySpan<byte> phase)
    {
        _nextCall.Reset();
        _nextCall.Write(call);
        _phase.Reset();
        _phase.Write(phase);
        _nextIsMessage = isMessage;
    }

    private void WriteState(ByteWriter output)
    {
        ReasoningState.Write(_state.Written, _nextCall.Written, _nextIsMessage, _phase.Written, output);
        _state.Reset();
    }
}
