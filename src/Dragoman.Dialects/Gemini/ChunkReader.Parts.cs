using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

// What stands in a candidate's content.
internal sealed partial class ChunkReader
{
    private int _calls;
    private bool _isBroken;
    private PartialArguments? _partial;

    private void ReadParts(ReadOnlySpan<byte> data, Slice parts)
    {
        if (parts.IsAbsent)
        {
            return;
        }

        var cursor = new JsonCursor(data, parts.Start, parts.End);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            if (cursor.Peek() != JsonKind.Object)
            {
                cursor.ReadValue();
                continue;
            }

            var start = cursor.Position;
            var part = default(PartFields);
            part.Read(ref cursor);
            if (cursor.Failed)
            {
                return;
            }

            ReadPart(data, part, data[start..cursor.Position]);
        }
    }

    private void ReadPart(ReadOnlySpan<byte> data, in PartFields part, ReadOnlySpan<byte> raw)
    {
        var signature = data.Slice(part.Signature.Start, part.Signature.Length);
        if (!part.Call.IsAbsent)
        {
            Sign(PartState.NextCall, signature);
            ReadCall(data, part.Call);
        }
        else if (part.HasText)
        {
            ReadText(data.Slice(part.Text.Start, part.Text.Length), part.IsThought, signature);
        }
        else if (!part.ServerTool.IsAbsent)
        {
            if (!IsJson(raw))
            {
                _isBroken = true;
                return;
            }

            // It must come back as it is with the next turn (H-389).
            state.Add(PartState.ServerPart, raw.TrimStart(" \t\r\n"u8));
            sequencer.SealThought();
        }
        else
        {
            ReadOther(data, part);
            Sign(PartState.PreviousText, signature);
        }
    }

    private void ReadText(ReadOnlySpan<byte> text, bool isThought, ReadOnlySpan<byte> signature)
    {
        if (isThought)
        {
            // Never into the answer (H-383).
            sequencer.Thinking(text);
            Sign(PartState.Thought, signature);
            return;
        }

        // The signature of a text that has not begun stands in front of it, as the state of a thinking block that is open anyway.
        var isFirst = !text.IsEmpty && !sequencer.IsInText;
        if (isFirst)
        {
            // One that came on a part of its own, in front of the text.
            FlushTrailing();
            Sign(PartState.NextText, signature);
        }

        if (grounding is { } search)
        {
            search.Hold(text);
        }
        else
        {
            sequencer.Text(text);
        }

        if (!isFirst)
        {
            Sign(PartState.PreviousText, signature);
        }
    }

    private void Sign(byte kind, ReadOnlySpan<byte> signature)
    {
        if (signature.IsEmpty)
        {
            return;
        }

        if (kind == PartState.PreviousText)
        {
            // Optional, and behind the last text: a block of thinking there would be the answer's last one, which clients take for
            // an answer without text. It is kept only where more follows.
            _trailing.Reset();
            _trailing.Write(signature);
            return;
        }

        FlushTrailing();
        state.Add(kind, signature);
        sequencer.SealThought();
    }

    private readonly ByteWriter _trailing = new(256);

    private void FlushTrailing()
    {
        if (_trailing.Length > 0)
        {
            state.Add(PartState.PreviousText, _trailing.Written);
            _trailing.Reset();
            sequencer.SealThought();
        }
    }

    private void ReadCall(ReadOnlySpan<byte> data, Slice call)
    {
        var fields = default(CallFields);
        var cursor = new JsonCursor(data, call.Start, call.End);
        fields.Read(ref cursor);
        if (!fields.Name.IsEmpty)
        {
            FinishPartial();
        }

        if (_partial is not null || fields.Continues || !fields.Partial.IsAbsent)
        {
            ReadPartial(data, fields);
            return;
        }

        if (fields.Name.IsEmpty)
        {
            // What ends a call that was already whole.
            return;
        }

        FlushTrailing();
        _scratch.Reset();
        if (fields.Args.IsAbsent)
        {
            _scratch.Write("{}"u8);
        }
        else if (IsJson(data.Slice(fields.Args.Start, fields.Args.Length)))
        {
            NestedJson.Write(data.Slice(fields.Args.Start, fields.Args.Length), _scratch);
        }
        else
        {
            _isBroken = true;
            return;
        }

        // Each part is a call of its own, even where nothing tells two of them apart (H-385, H-386).
        sequencer.ToolFragment(
            _calls++, data.Slice(fields.Id.Start, fields.Id.Length), data.Slice(fields.Name.Start, fields.Name.Length), _scratch.Written);
    }

    // Arguments that come in pieces are put together and told at once; nobody asks for them here (H-321).
    private void ReadPartial(ReadOnlySpan<byte> data, in CallFields fields)
    {
        _partial ??= new PartialArguments(data.Slice(fields.Id.Start, fields.Id.Length), data.Slice(fields.Name.Start, fields.Name.Length));
        if (!fields.Args.IsAbsent && IsJson(data.Slice(fields.Args.Start, fields.Args.Length)))
        {
            _partial.Whole(data.Slice(fields.Args.Start, fields.Args.Length));
        }

        if (!fields.Partial.IsAbsent)
        {
            _partial.Add(data.Slice(fields.Partial.Start, fields.Partial.Length));
        }

        if (!fields.Continues)
        {
            FinishPartial();
        }
    }

    private void FinishPartial()
    {
        if (_partial is not { } partial)
        {
            return;
        }

        _partial = null;
        FlushTrailing();
        _scratch.Reset();
        partial.WriteTo(_scratch);
        sequencer.ToolFragment(_calls++, partial.Id, partial.Name, _scratch.Written);
        partial.Dispose();
    }

    // Parts that the Messages API has no block for, in words (H-202).
    private void ReadOther(ReadOnlySpan<byte> data, in PartFields part)
    {
        _scratch.Reset();
        if (!part.Code.IsAbsent)
        {
            OtherParts.AppendCode(data, part.Code, _scratch);
        }
        else if (!part.CodeResult.IsAbsent)
        {
            OtherParts.AppendResult(data, part.CodeResult, _scratch);
        }
        else if (!part.InlineData.IsAbsent)
        {
            OtherParts.AppendMedia(data, part.InlineData, _scratch);
        }

        if (_scratch.Length > 0)
        {
            sequencer.Text(_scratch.Written);
        }
    }
}
