using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

// Tool messages: one for each call, directly behind it, in the order of the calls (H-071, H-075, H-088, H-349).
internal sealed partial class RequestWriter
{
    private int _attached;

    private void WriteResults(int after)
    {
        if (_calls.Count == 0)
        {
            return;
        }

        var window = _calls.Window(after);
        for (var i = 0; i < _calls.Count; i++)
        {
            var result = _calls.Find(i, window);
            OpenMessage("tool"u8);
            _out.Write(",\"tool_call_id\":\""u8);
            _out.Write(_ids[_calls[i].Id]);
            _out.Write("\",\"content\":"u8);
            if (result < 0)
            {
                // The person interrupted; a call without its result is refused (H-071).
                Lose(LossKind.ToolPairing, LossEffect.Placeholder, "messages[].content[]");
                _out.Write("\"Error: [tool call was interrupted]\"}"u8);
                continue;
            }

            WriteResultContent(result);
            _out.Write((byte)'}');
        }

        _last = Last.Tool;
    }

    private void WriteResultContent(int result)
    {
        ref readonly var block = ref _request.Blocks[result];
        var asParts = _marksParts && !block.CacheControl.IsAbsent;
        _out.Write(asParts ? "[{\"type\":\"text\",\"text\":\""u8 : "\""u8);
        AppendResult(result, _out);
        _out.Write((byte)'"');
        if (asParts)
        {
            WriteCacheMark(_out, block.CacheControl);
            _out.Write("}]"u8);
        }
    }

    // The text of a result; images and files are set aside for the user message that follows (H-055, H-079 to H-082).
    private void AppendResult(int result, ByteWriter output)
    {
        var blocks = _request.Blocks;
        var end = result + blocks[result].Span;
        var start = output.Length;
        if (blocks[result].IsError && !CallResults.SaysError(_request, result))
        {
            output.Write("Error: "u8);
        }

        var textStart = output.Length;
        if (IsImageOnly(result, end))
        {
            output.Write("(image output)"u8);
        }

        for (var i = result + 1; i < end; i += blocks[i].Span)
        {
            var before = output.Length;
            if (before > textStart)
            {
                output.Write("\\n"u8);
            }

            var from = output.Length;
            AppendResultChild(blocks[i], i, output);
            if (output.Length == from)
            {
                output.Truncate(before);
            }
        }

        if (output.Length == start)
        {
            output.WriteContent(_profile.EmptyToolResult);
        }
    }

    private void AppendResultChild(in Block child, int index, ByteWriter output)
    {
        switch (child.Kind)
        {
            case BlockKind.Image when SendsImage(child):
                Attach(PartKind.Image, index, "[image "u8, output);
                break;
            case BlockKind.Document when SendsFile(child):
                Attach(PartKind.File, index, "[document "u8, output);
                break;
            default:
                AppendText(child, index, output);
                break;
        }
    }

    private void Attach(PartKind kind, int index, ReadOnlySpan<byte> label, ByteWriter output)
    {
        _parts.Add(Part.OfMedia(kind, index));
        output.Write(label);
        output.WriteNumber(++_attached);
        output.Write(" attached below]"u8);
    }

    private bool IsImageOnly(int result, int end)
    {
        var blocks = _request.Blocks;
        for (var i = result + 1; i < end; i += blocks[i].Span)
        {
            if (blocks[i].Kind != BlockKind.Image)
            {
                return false;
            }
        }

        return end > result + 1;
    }
}
