using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat.Client;

namespace Dragoman.Dialects.OpenAiResponses.Client;

// How items end, and what they look like whole.
internal sealed partial class ResponseWriter
{
    private void EndMessage()
    {
        _shape = ItemShape.Message;
        OpenPart("response.content_part.added");
        WriteCitations();
        if (OpenOfItem("response.output_text.done"))
        {
            _output.Write(",\"content_index\":0,\"text\":"u8);
            _output.WriteEscaped(_text.Written);
            _output.Write(",\"logprobs\":[]"u8);
            Close();
        }

        if (OpenOfItem("response.content_part.done"))
        {
            _output.Write(",\"content_index\":0,\"part\":"u8);
            WriteTextPart(_output);
            Close();
        }

        _shape = ItemShape.None;
    }

    private void EndReasoning()
    {
        if (!_hasPart)
        {
            return;
        }

        if (OpenOfItem("response.reasoning_summary_text.done"))
        {
            _output.Write(",\"summary_index\":0,\"text\":"u8);
            _output.WriteEscaped(_text.Written);
            Close();
        }

        if (OpenOfItem("response.reasoning_summary_part.done"))
        {
            _output.Write(",\"summary_index\":0,\"part\":{\"type\":\"summary_text\",\"text\":"u8);
            _output.WriteEscaped(_text.Written);
            _output.Write((byte)'}');
            Close();
        }
    }

    private void EndCall()
    {
        if (_isCustom)
        {
            // Only the whole says what of it is the tool's free text.
            using var arguments = new ByteWriter(_text.Length);
            arguments.Write(_text.Written);
            _text.Reset();
            CustomTool.WriteInput(arguments.Written, _text);
            if (OpenOfItem("response.custom_tool_call_input.delta"))
            {
                _output.Write(",\"delta\":"u8);
                _output.WriteEscaped(_text.Written);
                Close();
            }

            if (OpenOfItem("response.custom_tool_call_input.done"))
            {
                _output.Write(",\"input\":"u8);
                _output.WriteEscaped(_text.Written);
                Close();
            }

            return;
        }

        if (_text.Length == 0)
        {
            // No piece at all means an empty object; clients parse what they gathered (H-216).
            _text.Write("{}"u8);
            if (OpenOfItem("response.function_call_arguments.delta"))
            {
                _output.Write(",\"delta\":\"{}\""u8);
                Close();
            }
        }

        if (OpenOfItem("response.function_call_arguments.done"))
        {
            _output.Write(",\"name\":"u8);
            _output.WriteEscaped(_name.Written);
            _output.Write(",\"arguments\":"u8);
            _output.WriteEscaped(_text.Written);
            Close();
        }
    }

    private void WriteItem(ItemShape shape, ByteWriter output, bool isDone)
    {
        output.Write("{\"id\":\""u8);
        output.Write(_itemId.AsSpan(0, _itemIdLength));
        switch (shape)
        {
            case ItemShape.Message:
                output.Write("\",\"type\":\"message\",\"role\":\"assistant\",\"content\":["u8);
                if (isDone)
                {
                    WriteTextPart(output);
                }

                output.Write((byte)']');
                break;
            case ItemShape.Reasoning:
                output.Write("\",\"type\":\"reasoning\",\"summary\":["u8);
                if (isDone && _text.Length > 0)
                {
                    output.Write("{\"type\":\"summary_text\",\"text\":"u8);
                    output.WriteEscaped(_text.Written);
                    output.Write((byte)'}');
                }

                output.Write((byte)']');
                if (isDone && _signature.Length > 0)
                {
                    output.Write(",\"encrypted_content\":"u8);
                    output.WriteEscaped(_signature.Written);
                }

                break;
            case ItemShape.Search:
                output.Write("\",\"type\":\"web_search_call\",\"action\":{\"type\":\"search\",\"query\":"u8);
                WriteQuery(output, isDone);
                output.Write((byte)'}');
                break;
            default:
                output.Write(_isCustom ? "\",\"type\":\"custom_tool_call\",\"call_id\":"u8 : "\",\"type\":\"function_call\",\"call_id\":"u8);
                output.WriteEscaped(_callId.Written);
                output.Write(",\"name\":"u8);
                output.WriteEscaped(_name.Written);
                output.Write(_isCustom ? ",\"input\":"u8 : ",\"arguments\":"u8);
                output.WriteEscaped(isDone ? _text.Written : default);
                break;
        }

        output.Write(isDone ? ",\"status\":\"completed\"}"u8 : ",\"status\":\"in_progress\"}"u8);
    }

    private void WriteQuery(ByteWriter output, bool isDone)
    {
        using var plain = new ByteWriter(_text.Length);
        JsonStrings.Unescape(isDone ? _text.Written : default, plain);
        var cursor = new JsonCursor(plain.Written);
        if (cursor.Peek() == JsonKind.Object)
        {
            cursor.EnterObject();
            while (cursor.NextMember(out ReadOnlySpan<byte> name))
            {
                var isQuery = name.SequenceEqual("query"u8);
                var value = isQuery ? cursor.ReadStringOrSkip() : cursor.ReadValue();
                if (isQuery && !cursor.Failed)
                {
                    output.WriteEscaped(plain.Written.Slice(value.Start, value.Length));
                    return;
                }
            }
        }

        output.Write("\"\""u8);
    }

    private void WriteTextPart(ByteWriter output)
    {
        output.Write("{\"type\":\"output_text\",\"annotations\":["u8);
        output.Write(_annotations.Written);
        output.Write("],\"logprobs\":[],\"text\":"u8);
        output.WriteEscaped(_text.Written);
        output.Write((byte)'}');
    }

    // An answer that is nothing but a refusal still says why.
    private void WriteRefusal(ReadOnlySpan<byte> explanation)
    {
        Begin(ItemShape.Message, "msg_"u8);
        _shape = ItemShape.None;
        _items.Write(_index > 0 ? ","u8 : default);
        var from = _items.Length;
        _items.Write("{\"id\":\""u8);
        _items.Write(_itemId.AsSpan(0, _itemIdLength));
        _items.Write("\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"refusal\",\"refusal\":"u8);
        _items.WriteEscaped(explanation);
        _items.Write("}],\"status\":\"completed\"}"u8);
        if (OpenOfItem("response.refusal.delta"))
        {
            _output.Write(",\"content_index\":0,\"delta\":"u8);
            _output.WriteEscaped(explanation);
            Close();
        }

        if (OpenOfItem("response.refusal.done"))
        {
            _output.Write(",\"content_index\":0,\"refusal\":"u8);
            _output.WriteEscaped(explanation);
            Close();
        }

        if (Open("response.output_item.done"))
        {
            WriteIndex();
            _output.Write(",\"item\":"u8);
            _output.Write(_items.Written[from..]);
            Close();
        }

        _index++;
    }
}
