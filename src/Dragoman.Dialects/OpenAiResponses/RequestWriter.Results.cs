using Dragoman.Dialects.Conversation;

namespace Dragoman.Dialects.OpenAiResponses;

// The outputs of calls, directly behind them and in their order (H-071, H-075, H-088).
internal sealed partial class RequestWriter
{
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
            OpenItem();
            _out.Write("{\"type\":\"function_call_output\",\"call_id\":\""u8);
            _out.Write(_ids[_calls[i].Id]);
            _out.Write("\",\"output\":"u8);
            if (result < 0)
            {
                // The person interrupted; a call without its output is refused (H-071).
                Lose(LossKind.ToolPairing, LossEffect.Placeholder, "messages[].content[]");
                _out.Write("\"Error: [tool call was interrupted]\"}"u8);
                continue;
            }

            WriteOutput(result);
            _out.Write((byte)'}');
        }

        _last = Last.Result;
    }

    // A string, or parts where there is something to look at (H-079, H-082).
    private void WriteOutput(int result)
    {
        if (!HasMedia(result))
        {
            _out.Write((byte)'"');
            WriteResultText(result);
            _out.Write((byte)'"');
            return;
        }

        _out.Write((byte)'[');
        var blocks = _request.Blocks;
        var end = result + blocks[result].Span;
        if (blocks[result].IsError && !CallResults.SaysError(_request, result))
        {
            OpenPart();
            _out.Write("Error:\"}"u8);
        }

        for (var i = result + 1; i < end; i += blocks[i].Span)
        {
            if (SendsAsIs(blocks[i]))
            {
                WriteMedia(blocks[i]);
                continue;
            }

            var start = _scratch.Length;
            _words.Append(blocks[i], i, _scratch);
            if (_scratch.Length > start)
            {
                OpenPart();
                _out.Write(_scratch.Written[start..]);
                _out.Write("\"}"u8);
                _scratch.Truncate(start);
            }
        }

        _out.Write((byte)']');
    }

    private bool HasMedia(int result)
    {
        var blocks = _request.Blocks;
        for (var i = result + 1; i < result + blocks[result].Span; i += blocks[i].Span)
        {
            if (SendsAsIs(blocks[i]))
            {
                return true;
            }
        }

        return false;
    }

    private void WriteResultText(int result)
    {
        var blocks = _request.Blocks;
        var start = _out.Length;
        if (blocks[result].IsError && !CallResults.SaysError(_request, result))
        {
            _out.Write("Error: "u8);
        }

        var textStart = _out.Length;
        for (var i = result + 1; i < result + blocks[result].Span; i += blocks[i].Span)
        {
            if (SendsAsIs(blocks[i]))
            {
                continue;
            }

            var before = _out.Length;
            _out.Write(before > textStart ? "\\n"u8 : default);
            var from = _out.Length;
            _words.Append(blocks[i], i, _out);
            if (_out.Length == from)
            {
                _out.Truncate(before);
            }
        }

        if (_out.Length == start)
        {
            _out.WriteContent(_profile.EmptyToolResult);
        }
    }

    // Of a result that stands in a user message: what its text cannot hold.
    private void WriteResultMedia(int result)
    {
        var blocks = _request.Blocks;
        for (var i = result + 1; i < result + blocks[result].Span; i += blocks[i].Span)
        {
            if (SendsAsIs(blocks[i]))
            {
                WriteMedia(blocks[i]);
            }
        }
    }
}
