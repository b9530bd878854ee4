using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>
/// Raises the start of a raw content block, and what already stands in it as deltas: the CLI takes text, thinking and input from
/// deltas alone and forgets what a start holds (H-282). Whole answers are told the same way.
/// </summary>
internal sealed class BlockRaiser(IStreamSink sink)
{
    private readonly ByteWriter _start = new(1024);
    private readonly ByteWriter _scratch = new(1024);

    /// <summary>Raises the start and the deltas; not the stop.</summary>
    /// <returns>The block's kind, and whether deltas with input were raised.</returns>
    public (BlockKind Kind, bool HasInput) Raise(ReadOnlySpan<byte> block, int index)
    {
        var kind = BlockTypes.Kind(RawObject.Text(block, "type"u8));
        var id = RawObject.Text(block, "id"u8);
        var name = RawObject.Text(block, "name"u8);
        if (kind == BlockKind.ToolUse && (id.IsEmpty || name.IsEmpty))
        {
            // Nobody could answer such a call (H-210, H-212): it passes as a block of no known type, or is named as lost.
            kind = BlockKind.Unknown;
        }

        var first = Member(block, kind switch
        {
            BlockKind.Text => "text"u8,
            BlockKind.Thinking => "thinking"u8,
            BlockKind.ToolUse or BlockKind.ServerToolUse or BlockKind.Mcp => "input"u8,
            _ => default,
        });
        var second = Member(block, kind switch
        {
            BlockKind.Text => "citations"u8,
            BlockKind.Thinking => "signature"u8,
            _ => default,
        });
        var start = new StreamEvent { Kind = StreamEventKind.BlockStart, Index = index, Block = kind, Id = id, Name = name, Raw = block };
        if (kind == BlockKind.RedactedThinking)
        {
            start.Text = RawObject.Text(block, "data"u8);
        }

        if (IsHollow(first) && IsHollow(second))
        {
            sink.On(start);
            return (kind, false);
        }

        Hollow(block, kind);
        start.Raw = _start.Written;
        sink.On(start);
        return (kind, RaiseDeltas(kind, index, first, second));
    }

    /// <summary>Gives the buffers back.</summary>
    public void Release()
    {
        _start.Dispose();
        _scratch.Dispose();
    }

    private static ReadOnlySpan<byte> Member(ReadOnlySpan<byte> block, ReadOnlySpan<byte> name) =>
        name.IsEmpty ? default : RawObject.Value(block, name);

    // Nothing in it: absent, null, "", {} or []; white space between brackets is nothing, white space in a string is text.
    private static bool IsHollow(ReadOnlySpan<byte> value) =>
        value.IsEmpty || value.SequenceEqual("null"u8)
        || (value[0] == '"' ? value.Length == 2 : value[1..].Trim(" \t\r\n"u8).Length <= 1);

    private void Hollow(ReadOnlySpan<byte> block, BlockKind kind)
    {
        _start.Reset();
        _start.Write((byte)'{');
        var any = false;
        var cursor = new JsonCursor(block);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            var raw = block[value.Start..value.End];
            var isText = kind == BlockKind.Text && name.SequenceEqual("text"u8);
            var isThinking = kind == BlockKind.Thinking && (name.SequenceEqual("thinking"u8) || name.SequenceEqual("signature"u8));
            var isInput = kind is BlockKind.ToolUse or BlockKind.ServerToolUse or BlockKind.Mcp && name.SequenceEqual("input"u8);
            var isCitations = kind == BlockKind.Text && name.SequenceEqual("citations"u8) && !IsHollow(raw);
            RawObject.WriteMember(name, isText || isThinking ? "\"\""u8 : isInput ? "{}"u8 : isCitations ? "[]"u8 : raw, ref any, _start);
        }

        _start.Write((byte)'}');
    }

    private bool RaiseDeltas(BlockKind kind, int index, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        if (kind == BlockKind.Text)
        {
            RaiseText(kind, DeltaKind.Text, index, first);
            RaiseCitations(index, second);
            return false;
        }

        if (kind == BlockKind.Thinking)
        {
            RaiseText(kind, DeltaKind.Thinking, index, first);
            RaiseText(kind, DeltaKind.Signature, index, second);
            return false;
        }

        _scratch.Reset();
        JsonStrings.Escape(first, _scratch);
        sink.On(new StreamEvent { Kind = StreamEventKind.Delta, Delta = DeltaKind.InputJson, Block = kind, Index = index, Text = _scratch.Written });
        return true;
    }

    private void RaiseText(BlockKind kind, DeltaKind delta, int index, ReadOnlySpan<byte> value)
    {
        if (value.Length > 2 && value[0] == '"')
        {
            sink.On(new StreamEvent { Kind = StreamEventKind.Delta, Delta = delta, Block = kind, Index = index, Text = value[1..^1] });
        }
    }

    private void RaiseCitations(int index, ReadOnlySpan<byte> citations)
    {
        var cursor = new JsonCursor(citations);
        if (cursor.Peek() != JsonKind.Array)
        {
            return;
        }

        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var value = cursor.ReadValue();
            _scratch.Reset();
            _scratch.Write("{\"type\":\"citations_delta\",\"citation\":"u8);
            _scratch.Write(citations[value.Start..value.End]);
            _scratch.Write((byte)'}');
            sink.On(new StreamEvent
            {
                Kind = StreamEventKind.Delta,
                Delta = DeltaKind.Citation,
                Block = BlockKind.Text,
                Index = index,
                Raw = _scratch.Written,
            });
        }
    }
}
