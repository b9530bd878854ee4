using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat.Client;

namespace Dragoman.Dialects.OpenAiResponses.Client;

// Blocks as items: each begins and ends with an event of its own, and its pieces name it by id and place.
internal sealed partial class ResponseWriter
{
    private void StartBlock(in StreamEvent start)
    {
        Start();
        StopBlock();
        _text.Reset();
        _signature.Reset();
        _annotations.Reset();
        _sources.Reset();
        _hasPart = false;
        switch (start.Block)
        {
            case BlockKind.Text:
                Begin(ItemShape.Message, "msg_"u8);
                break;
            case BlockKind.Thinking:
                Begin(ItemShape.Reasoning, "rs_"u8);
                break;
            case BlockKind.RedactedThinking:
                Begin(ItemShape.Reasoning, "rs_"u8);
                _signature.Write(ReasoningItem.RedactedPrefix);
                _signature.Write(start.Text);
                break;
            case BlockKind.ToolUse:
                _isCustom = CustomTool.IsOffered(_translation.Request, start.Name);
                Keep(_callId, start.Id);
                Keep(_name, start.Name);
                Begin(ItemShape.Call, _isCustom ? "ctc_"u8 : "fc_"u8);
                break;
            case BlockKind.ServerToolUse when start.Name.SequenceEqual("web_search"u8):
                Begin(ItemShape.Search, "ws_"u8);
                break;
            case BlockKind.ServerToolResult:
                // What was found stands in the text and its citations.
                _shape = ItemShape.Hidden;
                break;
            default:
                _shape = ItemShape.Hidden;
                AnswerLosses.NoteBlock(start.Block, _translation.Losses);
                break;
        }
    }

    private void Delta(in StreamEvent delta)
    {
        switch (delta.Delta)
        {
            case DeltaKind.Text when _shape == ItemShape.Message && !delta.Text.IsEmpty:
                OpenPart("response.content_part.added");
                _text.Write(delta.Text);
                WritePiece("response.output_text.delta", "content_index"u8, delta.Text);
                break;
            case DeltaKind.Thinking when _shape == ItemShape.Reasoning && !delta.Text.IsEmpty:
                OpenPart("response.reasoning_summary_part.added");
                _text.Write(delta.Text);
                WritePiece("response.reasoning_summary_text.delta", "summary_index"u8, delta.Text);
                break;
            case DeltaKind.Signature when _shape == ItemShape.Reasoning:
                _signature.Write(delta.Text);
                break;
            case DeltaKind.InputJson when _shape is ItemShape.Call or ItemShape.Search:
                _text.Write(delta.Text);
                if (_shape == ItemShape.Call && !_isCustom && !delta.Text.IsEmpty)
                {
                    WritePiece("response.function_call_arguments.delta", default, delta.Text);
                }

                break;
            case DeltaKind.Citation when _shape == ItemShape.Message:
                Cite(delta.Raw);
                break;
            case DeltaKind.Signature or DeltaKind.InputJson:
                break;
            default:
                AnswerLosses.NoteDelta(delta, _translation.Losses);
                break;
        }
    }

    private void StopBlock()
    {
        var shape = _shape;
        _shape = ItemShape.None;
        switch (shape)
        {
            case ItemShape.Message:
                EndMessage();
                break;
            case ItemShape.Reasoning:
                EndReasoning();
                break;
            case ItemShape.Call:
                EndCall();
                break;
            case ItemShape.Search:
                foreach (var type in (ReadOnlySpan<string>)["response.web_search_call.in_progress", "response.web_search_call.searching", "response.web_search_call.completed"])
                {
                    if (OpenOfItem(type))
                    {
                        Close();
                    }
                }

                break;
            default:
                return;
        }

        if (Open("response.output_item.done"))
        {
            WriteIndex();
            _output.Write(",\"item\":"u8);
        }

        _items.Write(_index > 0 ? ","u8 : default);
        var from = _items.Length;
        WriteItem(shape, _items, isDone: true);
        if (_isStream)
        {
            _output.Write(_items.Written[from..]);
            Close();
        }

        _index++;
    }

    private void Begin(ItemShape shape, ReadOnlySpan<byte> prefix)
    {
        _shape = shape;
        prefix.CopyTo(_itemId);
        _itemIdLength = prefix.Length + IdLength;
        _translation.Ids.Fill(_itemId.AsSpan(prefix.Length, IdLength));
        if (Open("response.output_item.added"))
        {
            WriteIndex();
            _output.Write(",\"item\":"u8);
            WriteItem(shape, _output, isDone: false);
            Close();
        }
    }

    private void OpenPart(string type)
    {
        if (_hasPart)
        {
            return;
        }

        _hasPart = true;
        if (OpenOfItem(type))
        {
            WritePartIndex();
            _output.Write(_shape == ItemShape.Message
                ? ",\"part\":{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"\"}"u8
                : ",\"part\":{\"type\":\"summary_text\",\"text\":\"\"}"u8);
            Close();
        }
    }

    private void WritePartIndex() => _output.Write(_shape == ItemShape.Message ? ",\"content_index\":0"u8 : ",\"summary_index\":0"u8);

    private void WritePiece(string type, ReadOnlySpan<byte> index, ReadOnlySpan<byte> text)
    {
        if (!OpenOfItem(type))
        {
            return;
        }

        if (!index.IsEmpty)
        {
            WritePartIndex();
        }

        _output.Write(",\"delta\":"u8);
        _output.WriteEscaped(text);
        _output.Write(_shape == ItemShape.Message ? ",\"logprobs\":[]"u8 : default);
        Close();
    }

    private bool OpenOfItem(string type)
    {
        if (!Open(type))
        {
            return false;
        }

        _output.Write(",\"item_id\":\""u8);
        _output.Write(_itemId.AsSpan(0, _itemIdLength));
        _output.Write((byte)'"');
        WriteIndex();
        return true;
    }

    private void WriteIndex()
    {
        _output.Write(",\"output_index\":"u8);
        _output.WriteNumber(_index);
    }

    private static void Keep(ByteWriter target, ReadOnlySpan<byte> text)
    {
        target.Reset();
        target.Write(text);
    }
}
