using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses;

// Items: how they begin, and what of them was not told when they are complete.
internal sealed partial class EventReader
{
    private void Begin(ReadOnlySpan<byte> data, Slice raw, int output)
    {
        if (raw.IsAbsent)
        {
            return;
        }

        ref var item = ref At(output);
        var parts = ItemParts.Read(data, raw);
        Begin(ref item, data, parts);
    }

    private void Begin(ref OutputItem item, ReadOnlySpan<byte> data, in ItemParts parts)
    {
        if (item.Kind != ItemKind.Unknown)
        {
            return;
        }

        item.Kind = KindOf(Of(data, parts.Type));
        switch (item.Kind)
        {
            case ItemKind.Message:
                SetNext(default, isMessage: true, Of(data, parts.Phase));
                _sequencer.Separate();
                break;
            case ItemKind.Reasoning:
                _sequencer.Separate();
                break;
            case ItemKind.FunctionCall:
                SetNext(Of(data, parts.CallId), isMessage: false, default);
                // A namespace says nothing: none was offered, and the name alone is the client's (H-366).
                _sequencer.ToolFragment(item.Output, Of(data, parts.CallId), Of(data, parts.Name), default);
                break;
            default:
                break;
        }
    }

    private void Complete(ReadOnlySpan<byte> data, Slice raw, int output)
    {
        if (raw.IsAbsent)
        {
            return;
        }

        ref var item = ref At(output);
        if (item.IsDone)
        {
            return;
        }

        var parts = ItemParts.Read(data, raw);
        Begin(ref item, data, parts);
        item.IsDone = true;
        switch (item.Kind)
        {
            case ItemKind.Message:
                CompleteMessage(ref item, data, parts);
                break;
            case ItemKind.FunctionCall:
                CompleteCall(ref item, data, parts);
                break;
            case ItemKind.CustomCall:
                CompleteCustom(item.Output, data, parts);
                break;
            case ItemKind.Reasoning:
                CompleteReasoning(ref item, data, parts, raw);
                break;
            case ItemKind.Search:
                CompleteSearch(data, parts);
                break;
            case ItemKind.State:
                // What the host must see again rides in the next thinking block (H-368).
                Keep(Of(data, raw));
                break;
            default:
                _translation.Losses.Add(LossKind.ServerTool, LossEffect.Dropped, "output[]");
                break;
        }
    }

    private void CompleteMessage(ref OutputItem item, ReadOnlySpan<byte> data, in ItemParts parts)
    {
        var cursor = new JsonCursor(data, parts.Content.Start, parts.Content.End);
        if (!parts.Content.IsAbsent)
        {
            cursor.EnterArray();
            for (var i = 0; cursor.NextElement(); i++)
            {
                var part = cursor.ReadValue();
                if (cursor.Failed)
                {
                    break;
                }

                TellPart(ref item, i, data, part);
            }
        }

        CloseSearch();
        _sequencer.Separate();
        _citations.Reset();
        _told = 0;
    }

    private void TellPart(ref OutputItem item, int index, ReadOnlySpan<byte> data, Slice part)
    {
        var read = MessagePart.Read(data, part);
        if (!item.Saw(index) && read.Text.Length > 0)
        {
            item.See(index);
            if (read.IsRefusal)
            {
                _sequencer.Refusal(Of(data, read.Text));
            }
            else
            {
                Text(Of(data, read.Text));
            }
        }

        CiteAll(data, read.Annotations);
    }

    private void CompleteCall(ref OutputItem item, ReadOnlySpan<byte> data, in ItemParts parts)
    {
        ReadOnlySpan<byte> arguments = default;
        if (!item.HasArguments)
        {
            arguments = Of(data, parts.Arguments);
            if (parts.HasObject)
            {
                // An object where a string belongs (H-217).
                _scratch.Reset();
                NestedJson.Write(arguments, _scratch);
                arguments = _scratch.Written;
            }
        }

        // Who was not told before is told now.
        item.HasArguments = true;
        _sequencer.ToolFragment(item.Output, Of(data, parts.CallId), default, arguments.IsEmpty ? default : arguments);
    }

    private void Arguments(int output, ReadOnlySpan<byte> arguments)
    {
        ref var item = ref At(output);
        if (!item.HasArguments && !item.IsDone && !arguments.IsEmpty)
        {
            item.HasArguments = true;
            _sequencer.ToolFragment(output, default, default, arguments);
        }
    }

    // A custom tool's free text becomes the one string of an object (H-320).
    private void CompleteCustom(int output, ReadOnlySpan<byte> data, in ItemParts parts)
    {
        SetNext(Of(data, parts.CallId), isMessage: false, default);
        _scratch.Reset();
        _scratch.Write("{\\\"input\\\":"u8);
        if (parts.Input.IsAbsent)
        {
            _scratch.Write("\\\"\\\""u8);
        }
        else
        {
            NestedJson.Write(Of(data, parts.Input), _scratch);
        }

        _scratch.Write((byte)'}');
        _sequencer.ToolFragment(output, Of(data, parts.CallId), Of(data, parts.Name), _scratch.Written);
    }

    private void Text(ReadOnlySpan<byte> text)
    {
        _sequencer.Text(text);
        if (_told < _citations.Length && _sequencer.IsInText)
        {
            FlushCitations();
        }
    }

    private static ItemKind KindOf(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("message"u8) ? ItemKind.Message
        : type.SequenceEqual("function_call"u8) ? ItemKind.FunctionCall
        : type.SequenceEqual("custom_tool_call"u8) ? ItemKind.CustomCall
        : type.SequenceEqual("reasoning"u8) ? ItemKind.Reasoning
        : type.SequenceEqual("web_search_call"u8) ? ItemKind.Search
        : type.SequenceEqual("compaction"u8) || type.SequenceEqual("program"u8) || type.SequenceEqual("program_output"u8) ? ItemKind.State
        : ItemKind.Other;
}
