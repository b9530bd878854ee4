using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

internal sealed partial class AnswerWriter
{
    private void WriteMessage()
    {
        output.Write((byte)'{');
        var any = false;
        if (_message.Length > 0)
        {
            WriteRawMembers(ref any);
        }
        else
        {
            output.Write("\"id\":\""u8);
            MessageState.WriteId(_id.Written, translation, output);
            output.Write("\",\"type\":\"message\",\"role\":\"assistant\""u8);
            any = true;
        }

        RawObject.WriteName("model"u8, ref any, output);
        output.WriteString(translation.RequestedModel);
        RawObject.WriteName("content"u8, ref any, output);
        output.Write((byte)'[');
        output.Write(_content.Written);
        output.Write((byte)']');
        if (_finish.Length > 0)
        {
            WriteRawFinish(ref any);
        }
        else
        {
            WriteFinish(ref any);
        }

        output.Write((byte)'}');
    }

    // Members of the start that nothing later replaces.
    private void WriteRawMembers(ref bool any)
    {
        var message = _message.Written;
        var delta = RawObject.Value(_finish.Written, "delta"u8);
        var cursor = new JsonCursor(message);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            var isReplaced = name.SequenceEqual("model"u8) || name.SequenceEqual("content"u8) || name.SequenceEqual("usage"u8)
                || name.SequenceEqual("stop_reason"u8) || name.SequenceEqual("stop_sequence"u8)
                || IsSet(delta, name) || (!name.SequenceEqual("type"u8) && IsSet(_finish.Written, name));
            if (!isReplaced)
            {
                RawObject.WriteMember(name, message[value.Start..value.End], ref any, output);
            }
        }
    }

    // Null in the last delta means that nothing is to be said, not that the start's word is taken back.
    private static bool IsSet(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> member)
    {
        var value = RawObject.Value(raw, member);
        return !value.IsEmpty && !value.SequenceEqual("null"u8);
    }

    private void WriteFinish(ref bool any)
    {
        var stop = _message.Length > 0 && _stop != StopReason.None ? _stop : _state.Stop(_stop);
        RawObject.WriteName("stop_reason"u8, ref any, output);
        output.WriteEscaped(StopReasons.Name(stop));
        RawObject.WriteName("stop_sequence"u8, ref any, output);
        MessageState.WriteStopSequence(_stopSequence.Written, output);
        if (stop == StopReason.Refusal)
        {
            RawObject.WriteName("stop_details"u8, ref any, output);
            MessageState.WriteStopDetails(_explanation.Written, output);
        }

        RawObject.WriteName("usage"u8, ref any, output);
        UsageWriter.WriteFull(_state.Last(_usage, translation), output);
    }

    // The last delta's members become the message's (safeguard results stand at its top level, H-188), and so do those beside it.
    private void WriteRawFinish(ref bool any)
    {
        var finish = _finish.Written;
        var delta = RawObject.Value(finish, "delta"u8);
        var hasReason = false;
        var hasSequence = false;
        var members = new JsonCursor(delta);
        if (members.Peek() == JsonKind.Object)
        {
            members.EnterObject();
            while (members.NextMember(out ReadOnlySpan<byte> name))
            {
                var value = members.ReadValue();
                var raw = delta[value.Start..value.End];
                hasSequence |= name.SequenceEqual("stop_sequence"u8);
                if (name.SequenceEqual("stop_reason"u8))
                {
                    hasReason = true;
                    WriteStopReason(raw, ref any);
                }
                else if (!raw.SequenceEqual("null"u8) || !HasInStart(name))
                {
                    RawObject.WriteMember(name, raw, ref any, output);
                }
            }
        }

        if (!hasReason)
        {
            WriteStopReason(default, ref any);
        }

        if (!hasSequence)
        {
            RawObject.WriteMember("stop_sequence"u8, "null"u8, ref any, output);
        }

        var beside = new JsonCursor(finish);
        beside.EnterObject();
        while (beside.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = beside.ReadValue();
            var raw = finish[value.Start..value.End];
            if (!name.SequenceEqual("type"u8) && !name.SequenceEqual("delta"u8) && !name.SequenceEqual("usage"u8)
                && (!raw.SequenceEqual("null"u8) || !HasInStart(name)))
            {
                RawObject.WriteMember(name, raw, ref any, output);
            }
        }

        RawObject.WriteName("usage"u8, ref any, output);
        WriteMergedUsage(RawObject.Value(finish, "usage"u8));
    }

    private void WriteStopReason(ReadOnlySpan<byte> raw, ref bool any)
    {
        RawObject.WriteName("stop_reason"u8, ref any, output);
        var isString = raw.Length > 2 && raw[0] == '"';
        if (isString && StopReasons.Parse(raw[1..^1]) == _stop)
        {
            output.Write(raw);
        }
        else
        {
            output.WriteEscaped(StopReasons.Name(_state.Stop(_stop)));
        }
    }

    private bool HasInStart(ReadOnlySpan<byte> name) =>
        !name.SequenceEqual("stop_sequence"u8) && RawObject.Find(_message.Written, name) is not null;

    // Counts of the last delta are cumulative: they replace those of the start; what only the start said stays (H-248).
    private void WriteMergedUsage(ReadOnlySpan<byte> last)
    {
        var first = RawObject.Value(_message.Written, "usage"u8);
        if (first.IsEmpty && last.IsEmpty)
        {
            UsageWriter.WriteFull(_state.Last(_usage, translation), output);
            return;
        }

        var any = false;
        output.Write((byte)'{');
        var cursor = new JsonCursor(first);
        if (cursor.Peek() == JsonKind.Object)
        {
            cursor.EnterObject();
            while (cursor.NextMember(out ReadOnlySpan<byte> name))
            {
                var value = cursor.ReadValue();
                if (!IsSet(last, name))
                {
                    RawObject.WriteMember(name, first[value.Start..value.End], ref any, output);
                }
            }
        }

        var final = new JsonCursor(last);
        if (final.Peek() == JsonKind.Object)
        {
            final.EnterObject();
            while (final.NextMember(out ReadOnlySpan<byte> name))
            {
                var value = final.ReadValue();
                if (IsSet(last, name) || RawObject.Find(first, name) is null)
                {
                    RawObject.WriteMember(name, last[value.Start..value.End], ref any, output);
                }
            }
        }

        output.Write((byte)'}');
    }
}
