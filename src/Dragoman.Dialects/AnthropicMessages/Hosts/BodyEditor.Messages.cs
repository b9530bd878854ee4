using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Hosts;

internal ref partial struct BodyEditor
{
    private bool WalkMessages(ref JsonCursor cursor)
    {
        cursor.EnterArray();
        var list = new SpliceList(cursor.Position);
        while (cursor.NextElement())
        {
            var kind = cursor.Peek();
            list.Begin(cursor.Position, ref _copy);
            var isOut = false;
            if (kind == JsonKind.Object)
            {
                isOut = !WalkMessage(ref cursor);
            }
            else
            {
                cursor.ReadValue();
            }

            list.End(cursor.Position, isOut, ref _copy);
        }

        return true;
    }

    // False when the message has nothing left to say: it carried only what the host does not know.
    private bool WalkMessage(ref JsonCursor cursor)
    {
        var at = cursor;
        var value = at.ReadValue();
        var raw = _body.Slice(value.Start, value.Length);
        var role = RawObject.Text(raw, "role"u8);
        // A message that only gives a directive says nothing that could be told as a user's.
        var isReminder = _closed.Has(Place.Role, role) && RawObject.Find(raw, "content"u8) is not null;
        var isSystem = role.SequenceEqual("system"u8);
        var wasCut = false;
        var says = false;
        cursor.EnterObject();
        var list = new SpliceList(cursor.Position);
        while (cursor.NextMember(out Slice slice))
        {
            list.Begin(slice.Start - 1, ref _copy);
            var name = _body.Slice(slice.Start, slice.Length);
            var isOut = false;
            if (_plan.Drops(Place.Message, name) || (isReminder && !IsRoleOrContent(name)))
            {
                cursor.ReadValue();
                Lose(Place.Message, name);
                isOut = wasCut = true;
            }
            else if (name.SequenceEqual("content"u8))
            {
                isOut = !WalkContent(ref cursor, isReminder, isSystem);
                wasCut |= isOut;
                says |= !isOut;
            }
            else
            {
                var member = cursor.ReadValue();
                says |= !name.SequenceEqual("role"u8);
                if (isReminder && name.SequenceEqual("role"u8))
                {
                    _copy.Replace(member, "\"user\""u8);
                    _losses.Add(LossKind.MidSystem, LossEffect.Remapped, "messages");
                }
            }

            list.End(cursor.Position, isOut, ref _copy);
        }

        return says || !wasCut;
    }

    private static bool IsRoleOrContent(ReadOnlySpan<byte> name) => name.SequenceEqual("role"u8) || name.SequenceEqual("content"u8);

    private bool WalkContent(ref JsonCursor cursor, bool isReminder, bool isSystem)
    {
        switch (cursor.Peek())
        {
            case JsonKind.Array:
                if (WalkBlocks(ref cursor, isReminder))
                {
                    return true;
                }

                if (!isSystem)
                {
                    // A turn must not become empty, and dropping it would break the order (H-041).
                    _copy.Replace(new Slice(cursor.Position - 1, 0), "{\"type\":\"text\",\"text\":\"(no content)\"}"u8);
                }

                return !isSystem;
            case JsonKind.String when isReminder:
                Remind(cursor.ReadString());
                return true;
            default:
                cursor.ReadValue();
                return true;
        }
    }

    // False when there were blocks and none stayed.
    private bool WalkBlocks(ref JsonCursor cursor, bool isReminder)
    {
        cursor.EnterArray();
        var list = new SpliceList(cursor.Position);
        var any = false;
        while (cursor.NextElement())
        {
            any = true;
            var kind = cursor.Peek();
            list.Begin(cursor.Position, ref _copy);
            var isOut = false;
            if (kind == JsonKind.Object)
            {
                isOut = !WalkBlock(ref cursor, isReminder);
            }
            else
            {
                cursor.ReadValue();
            }

            list.End(cursor.Position, isOut, ref _copy);
        }

        return !any || !list.IsEmpty;
    }

    private bool WalkBlock(ref JsonCursor cursor, bool isReminder)
    {
        var at = cursor;
        var value = at.ReadValue();
        var raw = _body.Slice(value.Start, value.Length);
        var type = RawObject.Text(raw, "type"u8);
        if (_closed.HasType(Place.BlockType, type))
        {
            cursor.ReadValue();
            Lose(Place.BlockType, type);
            return ToldAsText(type, raw, value);
        }

        var outer = _isReminder;
        _isReminder = isReminder && type.SequenceEqual("text"u8);
        WalkObject(ref cursor, Place.Block);
        _isReminder = outer;
        return true;
    }

    // What a system message says in the middle of the conversation, told where only users speak (H-031).
    private void Remind(Slice text)
    {
        _copy.Replace(new Slice(text.Start, 0), "<system-reminder>\\n"u8);
        _copy.Replace(new Slice(text.End, 0), "\\n</system-reminder>"u8);
    }

    // Without the beta every tool is offered from the start, but that this one was found is part of the conversation (H-083).
    private bool ToldAsText(ReadOnlySpan<byte> type, ReadOnlySpan<byte> raw, Slice value)
    {
        if (!type.SequenceEqual("tool_reference"u8))
        {
            return false;
        }

        _copy.Replace(value, "{\"type\":\"text\",\"text\":\"Tool loaded: "u8, RawObject.Text(raw, "tool_name"u8), "\"}"u8);
        return true;
    }
}
