using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.BedrockConverse;

// One result for each call, in the order of the calls, first in the user message behind them (H-071, H-075, H-402).
internal sealed partial class RequestWriter
{
    private readonly CallResults _results = new();
    private readonly ToolCallIds _ids = new();

    private void WriteResults(int after)
    {
        if (_results.Count == 0)
        {
            return;
        }

        OpenUser();
        var window = _results.Window(after);
        for (var i = 0; i < _results.Count; i++)
        {
            var result = _results.Find(i, window);
            Separate();
            _out.Write("{\"toolResult\":{\"toolUseId\":\""u8);
            _out.Write(_ids[_results[i].Id]);
            _out.Write("\",\"content\":["u8);
            if (result < 0)
            {
                // The person interrupted; a call without its result is refused (H-071).
                Lose(LossKind.ToolPairing, LossEffect.Placeholder, "messages[].content[]");
                _out.Write("{\"text\":\"Error: [tool call was interrupted]\"}]"u8);
                WriteStatus(isError: true);
                _out.Write("}}"u8);
                continue;
            }

            WriteResultContent(result);
            _out.Write((byte)']');
            WriteStatus(_request.Blocks[result].IsError);
            _out.Write("}}"u8);
        }

        // Points stand behind all results: between them they cover less, inside them they are refused (H-165).
        for (var i = 0; i < _results.Count; i++)
        {
            var result = _results.Find(i, window);
            if (result >= 0)
            {
                WriteCachePoint(CachePlaces.Messages, MarkOf(result));
            }
        }

        WriteAttached();
    }

    private void WriteStatus(bool isError)
    {
        if (isError && _profile.ResultStatus && !_translation.Omits("status"))
        {
            _out.Write(",\"status\":\"error\""u8);
        }
    }

    // The result's own mark, or that of the last of its children.
    private Slice MarkOf(int result)
    {
        var blocks = _request.Blocks;
        var mark = blocks[result].CacheControl;
        for (var i = result + 1; i < result + blocks[result].Span && mark.IsAbsent; i += blocks[i].Span)
        {
            mark = blocks[i].CacheControl;
        }

        return mark;
    }

    private void WriteResultContent(int result)
    {
        var blocks = _request.Blocks;
        var end = result + blocks[result].Span;
        if (!_profile.MediaInResults)
        {
            OpenText();
            AppendResult(result, _out);
            CloseText();
            return;
        }

        var saysError = !_profile.ResultStatus && blocks[result].IsError && !CallResults.SaysError(_request, result);
        if (saysError)
        {
            _out.Write("{\"text\":\"Error: \"}"u8);
        }

        for (var i = result + 1; i < end; i += blocks[i].Span)
        {
            WriteResultPart(i);
        }

        if (_out.Written[^1] == '[')
        {
            OpenText();
            _out.WriteContent(_profile.EmptyToolResult);
            CloseText();
        }
    }

    // Text stays text, whatever it looks like (H-089).
    private void WriteResultPart(int index)
    {
        ref readonly var block = ref _request.Blocks[index];
        switch (block.Kind)
        {
            case BlockKind.Image when SendsImage(block):
                WriteImage(block);
                break;
            case BlockKind.Document when SendsDocument(block):
                var hadDocument = _hasDocument;
                WriteDocument(block);
                _hasDocument = hadDocument;
                break;
            case BlockKind.SearchResult when _profile.SearchResults:
                WriteSearchResult(index);
                break;
            default:
                var mark = _out.Length;
                OpenText();
                var start = _out.Length;
                _words.Append(block, index, _out);
                if (EscapedText.IsBlank(_out.Written[start..]))
                {
                    _out.Truncate(mark);
                }
                else
                {
                    CloseText();
                }

                break;
        }
    }

    // A result as one text; images and documents are set aside for the parts that follow (H-055, H-079 to H-082).
    private void AppendResult(int result, ByteWriter output)
    {
        var blocks = _request.Blocks;
        var end = result + blocks[result].Span;
        var start = output.Length;
        if (blocks[result].IsError && !_profile.ResultStatus && !CallResults.SaysError(_request, result))
        {
            output.Write("Error: "u8);
        }

        var textStart = output.Length;
        for (var i = result + 1; i < end; i += blocks[i].Span)
        {
            var before = output.Length;
            if (before > textStart)
            {
                output.Write("\\n"u8);
            }

            var from = output.Length;
            AppendResultChild(i, output);
            if (output.Length == from)
            {
                output.Truncate(before);
            }
        }

        if (EscapedText.IsBlank(output.Written[start..]))
        {
            output.Truncate(start);
            output.WriteContent(_profile.EmptyToolResult);
        }
    }

    private void AppendResultChild(int index, ByteWriter output)
    {
        ref readonly var block = ref _request.Blocks[index];
        var isImage = block.Kind == BlockKind.Image && SendsImage(block);
        if (isImage || (block.Kind == BlockKind.Document && SendsDocument(block)))
        {
            _attached.Add(index);
            output.Write(isImage ? "[image "u8 : "[document "u8);
            output.WriteNumber(_attached.Count);
            output.Write(" attached below]"u8);
            return;
        }

        _words.Append(block, index, output);
    }
}
