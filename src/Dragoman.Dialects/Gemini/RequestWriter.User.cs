using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

// User messages and what is in them.
internal sealed partial class RequestWriter
{
    // What is left of a user message once its results were given to the calls in front of it, in order (H-076, H-084).
    private void WriteUser(in Message message)
    {
        var blocks = _request.Blocks;
        for (var i = message.First; i < message.End; i += blocks[i].Span)
        {
            if (blocks[i].Kind != BlockKind.ToolResult)
            {
                WriteUserPart(i);
            }
            else if (!_calls.IsTaken(i))
            {
                WriteOrphan(i);
            }
        }
    }

    private void WriteUserPart(int index)
    {
        var blocks = _request.Blocks;
        ref readonly var block = ref blocks[index];
        LoseCacheHint(block.CacheControl);
        if (block.Kind == BlockKind.Text)
        {
            if (!EscapedText.IsBlank(_request[block.Text]))
            {
                OpenPart(Speaker.User);
                _out.Write("{\"text\":\""u8);
                WriteText(block.Text);
                _out.Write("\"}"u8);
            }

            return;
        }

        if (SendsMedia(block))
        {
            WriteMedia(Speaker.User, index);
            return;
        }

        if (block is { Kind: BlockKind.Document, Source: SourceKind.Content })
        {
            // A document of blocks: its texts and images in order (H-058).
            for (var i = index + 1; i < index + block.Span; i += blocks[i].Span)
            {
                WriteUserPart(i);
            }

            return;
        }

        var start = _scratch.Length;
        AppendText(block, index, _scratch);
        WriteScratchPart(start);
    }

    // A result whose call is not in the conversation any more (H-086).
    private void WriteOrphan(int index)
    {
        Lose(LossKind.ToolPairing, LossEffect.Remapped, "messages[].content[]");
        var start = _scratch.Length;
        _scratch.Write("[result of earlier tool call "u8);
        _words.Text(_request[_request.Blocks[index].Id], _scratch);
        _scratch.Write("] "u8);
        AppendResult(index, _scratch);
        WriteScratchPart(start);
        foreach (var block in _attached)
        {
            WriteMedia(Speaker.User, block);
        }

        _attached.Clear();
    }

    private void WriteScratchPart(int start)
    {
        if (_scratch.Length > start)
        {
            OpenPart(Speaker.User);
            _out.Write("{\"text\":\""u8);
            _out.Write(_scratch.Written[start..]);
            _out.Write("\"}"u8);
        }
    }

    // Base64 goes into inlineData as it is and never into a text; URLs are not fetched (H-048, H-049, H-056).
    private bool SendsMedia(in Block block)
    {
        if (block.Source != SourceKind.Base64)
        {
            return false;
        }

        return block.Kind switch
        {
            BlockKind.Image => _translation.Model.Vision
                && !MediaType.OfImage(_request[block.MediaType], _request[block.Data]).SequenceEqual("image/gif"u8),
            BlockKind.Document => _translation.Model.Documents && _request[block.MediaType].SequenceEqual("application/pdf"u8),
            _ => false,
        };
    }

    private void WriteMedia(Speaker speaker, int index)
    {
        OpenPart(speaker);
        WriteInlineData(_request.Blocks[index]);
    }

    private void WriteInlineData(in Block block)
    {
        var data = _request[block.Data];
        _out.Write("{\"inlineData\":{\"mimeType\":\""u8);
        _out.Write(block.Kind == BlockKind.Image ? MediaType.OfImage(_request[block.MediaType], data) : "application/pdf"u8);
        _out.Write("\",\"data\":\""u8);
        _out.Write(data);
        _out.Write("\"}}"u8);
    }
}
