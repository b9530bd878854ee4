using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

// Results: one content with exactly one response for each call, in the order of the calls (H-071, H-075, H-088, H-377).
internal sealed partial class RequestWriter
{
    private readonly List<int> _attached = new(8);
    private int _labels;

    private void WriteResults(int after)
    {
        if (_calls.Count == 0)
        {
            return;
        }

        var window = _calls.Window(after);
        _labels = 0;
        for (var i = 0; i < _calls.Count; i++)
        {
            WriteResponse(_calls[i].Block, _calls.Find(i, window));
        }

        // Models that take no media in a response get them behind it (H-079).
        foreach (var block in _attached)
        {
            WriteMedia(Speaker.User, block);
        }

        _attached.Clear();
    }

    private void WriteResponse(int call, int result)
    {
        ref readonly var made = ref _request.Blocks[call];
        OpenPart(Speaker.Results);
        _out.Write("{\"functionResponse\":{"u8);
        WriteId(_request[made.Id]);
        _out.Write("\"name\":\""u8);
        WriteToolName(made.Name, _out);
        if (result < 0)
        {
            // The person interrupted; a call without its response is refused (H-071, H-377).
            Lose(LossKind.ToolPairing, LossEffect.Placeholder, "messages[].content[]");
            _out.Write("\",\"response\":{\"error\":\"[tool call was interrupted]\"}}}"u8);
            return;
        }

        // Always an object, and always text in it: JSON is not to be guessed at (H-078, H-089, H-379).
        ref readonly var block = ref _request.Blocks[result];
        LoseCacheHint(block.CacheControl);
        _out.Write(block.IsError ? "\",\"response\":{\"error\":\""u8 : "\",\"response\":{\"output\":\""u8);
        var media = _attached.Count;
        AppendResult(result, _out);
        _out.Write("\"}"u8);
        if (_model.IsThree && _attached.Count > media)
        {
            _out.Write(",\"parts\":["u8);
            for (var i = media; i < _attached.Count; i++)
            {
                _out.Write(i > media ? ","u8 : default);
                WriteInlineData(_request.Blocks[_attached[i]]);
            }

            _out.Write((byte)']');
            _attached.RemoveRange(media, _attached.Count - media);
        }

        _out.Write("}}"u8);
    }

    private void AppendResult(int result, ByteWriter output)
    {
        var blocks = _request.Blocks;
        var start = output.Length;
        for (var i = result + 1; i < result + blocks[result].Span; i += blocks[i].Span)
        {
            if (SendsMedia(blocks[i]))
            {
                _attached.Add(i);
                if (output.Length > start)
                {
                    output.Write("\\n"u8);
                }

                output.Write(blocks[i].Kind == BlockKind.Image ? "[image "u8 : "[document "u8);
                output.WriteNumber(++_labels);
                output.Write(_model.IsThree ? " attached]"u8 : " attached below]"u8);
            }
            else
            {
                AppendSeparated(blocks[i], i, start, output);
            }
        }
    }
}
