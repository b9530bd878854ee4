using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

internal readonly ref partial struct RequestWriter
{
    private void WriteBlocks(int first, int end, Part part, int mark, bool isLast)
    {
        for (var i = first; i < end; i += _request.Blocks[i].Span)
        {
            ref readonly var block = ref _request.Blocks[i];
            var isThinking = block.Kind is BlockKind.Thinking or BlockKind.RedactedThinking;
            var isIn = part switch
            {
                Part.Thinking => isThinking,
                Part.Results => block.Kind == BlockKind.ToolResult,
                _ => !isThinking && block.Kind != BlockKind.ToolResult,
            };
            if (isIn)
            {
                WriteBlock(i, mark, isLast && i + block.Span == end);
            }
        }
    }

    private void WriteBlock(int index, int mark, bool isVeryLast)
    {
        ref readonly var block = ref _request.Blocks[index];
        switch (block.Kind)
        {
            case BlockKind.Text when IsBlank(_request[block.Text]):
                // Text without a visible character is refused (H-041).
                break;
            case BlockKind.Text:
                Separate(mark);
                // So is white space behind the last word of a prefill (H-042).
                WriteText(block, isVeryLast);
                break;
            case BlockKind.Thinking or BlockKind.RedactedThinking:
                WriteThinkingBlock(block, mark);
                break;
            case BlockKind.ToolUse:
                Separate(mark);
                WriteCall(index);
                break;
            case BlockKind.ToolResult:
                Separate(mark);
                WriteResult(index);
                break;
            case BlockKind.Image or BlockKind.Document:
                WriteMedia(index, mark);
                break;
            case BlockKind.ToolReference:
                Separate(mark);
                _output.Write("{\"type\":\"tool_reference\",\"tool_name\":\""u8);
                WriteToolName(block.Name);
                _output.Write("\"}"u8);
                break;
            default:
                _translation.Losses.Add(LossKind.UnknownBlock, LossEffect.Dropped, "messages");
                break;
        }
    }

    private void WriteText(in Block block, bool trimEnd)
    {
        _output.Write("{\"type\":\"text\",\"text\":"u8);
        var text = _request[block.Text];
        _output.WriteEscaped(trimEnd ? TrimEnd(text) : text);
        WriteRaw(",\"cache_control\":"u8, block.CacheControl);
        _output.Write((byte)'}');
    }

    private static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> escaped)
    {
        while (true)
        {
            if (escaped.EndsWith(" "u8))
            {
                escaped = escaped[..^1];
            }
            else if ((escaped.EndsWith("\\n"u8) || escaped.EndsWith("\\t"u8) || escaped.EndsWith("\\r"u8)) && !EndsInEscapedBackslash(escaped[..^1]))
            {
                escaped = escaped[..^2];
            }
            else
            {
                return escaped;
            }
        }
    }

    // `\\n` is a backslash and the letter n. The span ends with the backslash in question.
    private static bool EndsInEscapedBackslash(ReadOnlySpan<byte> upToBackslash)
    {
        var count = upToBackslash.Length - upToBackslash.TrimEnd((byte)'\\').Length;
        return (count & 1) == 0;
    }

    private void WriteThinkingBlock(in Block block, int mark)
    {
        if (IsForeignThinking(block))
        {
            _translation.Losses.Add(LossKind.Thinking, LossEffect.Dropped, "messages");
            return;
        }

        Separate(mark);
        if (block.Kind == BlockKind.RedactedThinking)
        {
            _output.Write("{\"type\":\"redacted_thinking\",\"data\":"u8);
            _output.WriteEscaped(_request[block.Text]);
        }
        else
        {
            _output.Write("{\"type\":\"thinking\",\"thinking\":"u8);
            _output.WriteEscaped(_request[block.Text]);
            _output.Write(",\"signature\":"u8);
            _output.WriteEscaped(_request[block.Signature]);
        }

        _output.Write((byte)'}');
    }

    private void WriteCall(int index)
    {
        ref readonly var block = ref _request.Blocks[index];
        _output.Write("{\"type\":\"tool_use\",\"id\":\""u8);
        WriteToolId(index);
        _output.Write("\",\"name\":\""u8);
        WriteToolName(block.Name);
        _output.Write("\",\"input\":"u8);
        WriteInput(block.Input);
        WriteRaw(",\"cache_control\":"u8, block.CacheControl);
        _output.Write((byte)'}');
    }

    // The input is always an object (H-067).
    private void WriteInput(Slice input)
    {
        var raw = input.IsAbsent ? default : _request[input];
        if (raw.IsEmpty || raw.SequenceEqual("null"u8))
        {
            _output.Write("{}"u8);
        }
        else if (raw[0] == '{')
        {
            _output.Write(raw);
        }
        else
        {
            _output.Write("{\"value\":"u8);
            _output.Write(raw);
            _output.Write((byte)'}');
        }
    }

    private void WriteResult(int index)
    {
        ref readonly var block = ref _request.Blocks[index];
        _output.Write("{\"type\":\"tool_result\",\"tool_use_id\":\""u8);
        WriteToolId(index);
        _output.Write((byte)'"');
        if (block.Span > 1)
        {
            _output.Write(",\"content\":["u8);
            WriteBlocks(index + 1, index + block.Span, Part.Rest, _output.Length, isLast: false);
            _output.Write((byte)']');
        }

        WriteRaw(",\"cache_control\":"u8, block.CacheControl);
        _output.Write(block.IsError ? ",\"is_error\":true}"u8 : "}"u8);
    }

    private void WriteMedia(int index, int mark)
    {
        ref readonly var block = ref _request.Blocks[index];
        if (block.Source == SourceKind.None || (block.Source == SourceKind.Base64 && block.MediaType.IsEmpty))
        {
            _translation.Losses.Add(block.Kind == BlockKind.Image ? LossKind.Image : LossKind.Document, LossEffect.Dropped, "messages");
            return;
        }

        Separate(mark);
        _output.Write(block.Kind == BlockKind.Image ? "{\"type\":\"image\",\"source\":"u8 : "{\"type\":\"document\",\"source\":"u8);
        WriteSource(index);
        if (!block.Name.IsEmpty && block.Kind == BlockKind.Document)
        {
            _output.Write(",\"title\":"u8);
            _output.WriteEscaped(_request[block.Name]);
        }

        WriteRaw(",\"cache_control\":"u8, block.CacheControl);
        _output.Write((byte)'}');
    }

    private void WriteSource(int index)
    {
        ref readonly var block = ref _request.Blocks[index];
        switch (block.Source)
        {
            case SourceKind.Base64:
                _output.Write("{\"type\":\"base64\",\"media_type\":"u8);
                WriteMediaType(_request[block.MediaType]);
                _output.Write(",\"data\":"u8);
                _output.WriteEscaped(_request[block.Data]);
                break;
            case SourceKind.Url:
                _output.Write("{\"type\":\"url\",\"url\":"u8);
                _output.WriteEscaped(_request[block.Data]);
                break;
            case SourceKind.File:
                _output.Write("{\"type\":\"file\",\"file_id\":"u8);
                _output.WriteEscaped(_request[block.Data]);
                break;
            case SourceKind.Text:
                _output.Write("{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":"u8);
                _output.WriteEscaped(_request[block.Text]);
                break;
            default:
                _output.Write("{\"type\":\"content\",\"content\":["u8);
                WriteBlocks(index + 1, index + block.Span, Part.Rest, _output.Length, isLast: false);
                _output.Write((byte)']');
                break;
        }

        _output.Write((byte)'}');
    }

    // `image/jpg` is no media type, and is refused (H-051).
    private void WriteMediaType(ReadOnlySpan<byte> mediaType) =>
        _output.WriteEscaped(mediaType.SequenceEqual("image/jpg"u8) ? "image/jpeg"u8 : mediaType);

    // Ids are [a-zA-Z0-9_-]+ here; another form is mapped by a pure function, the same for call and result (H-068).
    private void WriteToolId(int index)
    {
        var text = _request[_request.Blocks[index].Id];
        var earlier = EarlierOfThatId(index, text);
        WriteToolId(text);
        if (earlier > 0)
        {
            // The second call of an id, and its result, need one of their own (H-072).
            _translation.Losses.Add(LossKind.ToolId, LossEffect.Remapped, "messages");
            _output.Write((byte)'_');
            _output.WriteNumber(earlier + 1);
        }
    }

    // Calls before a call, results before a result: what is first goes with what is first, on every turn the same.
    private int EarlierOfThatId(int index, ReadOnlySpan<byte> id)
    {
        var kind = _request.Blocks[index].Kind;
        var count = 0;
        foreach (ref readonly var block in _request.Blocks[..index])
        {
            count += block.Kind == kind && _request[block.Id].SequenceEqual(id) ? 1 : 0;
        }

        return count;
    }

    private void WriteToolId(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && ToolNames.IsPlain(text))
        {
            _output.Write(text);
            return;
        }

        _translation.Losses.Add(LossKind.ToolId, LossEffect.Remapped, "messages");
        Span<byte> hash = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(text, hash);
        _output.Write("toolu_"u8);
        foreach (var value in hash[..12])
        {
            _output.Write("0123456789abcdef"u8[value >> 4]);
            _output.Write("0123456789abcdef"u8[value & 15]);
        }
    }
}
