using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Hosts;

/// <summary>The walk behind <see cref="HostPlan.Edit"/>: request, settings, tools. Messages are in the other half.</summary>
internal ref partial struct BodyEditor(ReadOnlySpan<byte> body, HostPlan plan, Losses losses, ByteWriter output)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private readonly BodyFields _closed = plan.Closed;
    private readonly HostPlan _plan = plan;
    private readonly Losses _losses = losses;
    private SpliceCopy _copy = new(body, output);
    private bool _isReminder;   // the block being walked is a text of a message that becomes a reminder

    public void Run()
    {
        var cursor = new JsonCursor(_body);
        WalkObject(ref cursor, Place.Top);
        _copy.Finish();
    }

    // False when nothing stayed of what was there: whoever holds the object leaves it out.
    private bool WalkObject(ref JsonCursor cursor, Place place)
    {
        var wasCut = false;
        cursor.EnterObject();
        var list = new SpliceList(cursor.Position);
        while (cursor.NextMember(out Slice slice))
        {
            list.Begin(slice.Start - 1, ref _copy);
            var name = _body.Slice(slice.Start, slice.Length);
            var isOut = _plan.Drops(place, name);
            if (isOut)
            {
                cursor.ReadValue();
                Lose(place, name);
            }
            else
            {
                isOut = !WalkMember(ref cursor, place, name);
            }

            wasCut |= isOut;
            list.End(cursor.Position, isOut, ref _copy);
        }

        return !wasCut || !list.IsEmpty;
    }

    // False when the member has nothing left to say.
    private bool WalkMember(ref JsonCursor cursor, Place place, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("cache_control"u8) && place is Place.Top or Place.Tool or Place.Block)
        {
            return WalkCacheControl(ref cursor);
        }

        var kind = cursor.Peek();
        switch (place)
        {
            case Place.Top when kind == JsonKind.Array && name.SequenceEqual("tools"u8):
                return WalkTools(ref cursor);
            case Place.Top when kind == JsonKind.Array && name.SequenceEqual("messages"u8):
                return WalkMessages(ref cursor);
            case Place.Top when kind == JsonKind.Array && name.SequenceEqual("system"u8):
                return WalkBlocks(ref cursor, isReminder: false);
            case Place.Top when kind == JsonKind.Object && name.SequenceEqual("output_config"u8):
                return WalkObject(ref cursor, Place.OutputConfig);
            case Place.Top when kind == JsonKind.Object && name.SequenceEqual("thinking"u8):
                return WalkThinking(ref cursor);
            case Place.Top when kind == JsonKind.Object && name.SequenceEqual("context_management"u8):
                return WalkContextManagement(ref cursor);
            case Place.Block when kind == JsonKind.Array && name.SequenceEqual("content"u8):
                WalkBlocks(ref cursor, isReminder: false);
                return true;
            case Place.Block when _isReminder && kind == JsonKind.String && name.SequenceEqual("text"u8):
                Remind(cursor.ReadString());
                return true;
            case Place.Thinking when name.SequenceEqual("display"u8):
                return KeepsDisplay(ref cursor);
            default:
                cursor.ReadValue();
                return true;
        }
    }

    private bool WalkCacheControl(ref JsonCursor cursor)
    {
        if (_plan.DropsCacheHints)
        {
            cursor.ReadValue();
            _losses.Add(LossKind.CacheHint, LossEffect.Dropped, "cache_control");
            return false;
        }

        if (cursor.Peek() != JsonKind.Object)
        {
            cursor.ReadValue();
            return true;
        }

        return WalkObject(ref cursor, Place.CacheControl);
    }

    private bool WalkThinking(ref JsonCursor cursor)
    {
        var at = cursor;
        var value = at.ReadValue();
        var raw = _body.Slice(value.Start, value.Length);
        var stays = WalkObject(ref cursor, Place.Thinking);
        var type = RawObject.Text(raw, "type"u8);
        if (stays && _plan.BindsThinking && !type.IsEmpty && !type.SequenceEqual("disabled"u8)
            && RawObject.Find(raw, "block_binding"u8) is null)
        {
            // The client said nothing of it; what it says itself holds (H-104).
            _copy.Replace(new Slice(value.End - 1, 0), ",\"block_binding\":{\"prefix_mismatch_behavior\":\"drop_block\"}"u8);
        }

        return stays;
    }

    private readonly bool KeepsDisplay(ref JsonCursor cursor)
    {
        var value = cursor.ReadValue();
        var text = value.Length < 2 ? default : _body.Slice(value.Start + 1, value.Length - 2);
        if (_closed.Has(Place.Display, text))
        {
            Lose(Place.Thinking, "display"u8);
            return false;
        }

        return true;
    }

    private bool WalkContextManagement(ref JsonCursor cursor)
    {
        if (!_closed.Any(Place.EditType))
        {
            cursor.ReadValue();
            return true;
        }

        var stays = true;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("edits"u8) && cursor.Peek() == JsonKind.Array)
            {
                stays = WalkTyped(ref cursor, Place.EditType, default);
            }
            else
            {
                cursor.ReadValue();
            }
        }

        return stays;
    }

    private bool WalkTools(ref JsonCursor cursor)
    {
        // Without deferral everything is offered at once, but this one is never to be called (H-136).
        var placeholder = _closed.Has(Place.Tool, "defer_loading"u8) ? "DeferredToolPlaceholder"u8 : default;
        return WalkTyped(ref cursor, Place.ToolType, placeholder);
    }

    // An array of objects with types. False when it had elements and none stayed.
    private bool WalkTyped(ref JsonCursor cursor, Place place, ReadOnlySpan<byte> unwanted)
    {
        cursor.EnterArray();
        var list = new SpliceList(cursor.Position);
        var any = false;
        while (cursor.NextElement())
        {
            any = true;
            var kind = cursor.Peek();
            list.Begin(cursor.Position, ref _copy);
            var at = cursor;
            var value = at.ReadValue();
            var raw = _body.Slice(value.Start, value.Length);
            var isOut = _closed.HasType(place, RawObject.Text(raw, "type"u8))
                || (!unwanted.IsEmpty && RawObject.Text(raw, "name"u8).SequenceEqual(unwanted));
            if (isOut)
            {
                Lose(place, place == Place.ToolType ? "tools"u8 : "edits"u8);
            }

            if (isOut || kind != JsonKind.Object || place != Place.ToolType)
            {
                cursor.ReadValue();
            }
            else
            {
                WalkObject(ref cursor, Place.Tool);
            }

            list.End(cursor.Position, isOut, ref _copy);
        }

        return !any || !list.IsEmpty;
    }

    private readonly void Lose(Place place, ReadOnlySpan<byte> name) =>
        _losses.Add(LossKind.BetaField, LossEffect.Dropped, _losses.Has(LossKind.BetaField) ? string.Empty : $"{place}: {System.Text.Encoding.ASCII.GetString(name)}");
}
