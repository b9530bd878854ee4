using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses;

// User messages: parts in order, as they came.
internal sealed partial class RequestWriter
{
    // What is left of a user message once its results were given to the calls in front of it (H-076, H-084).
    private void WriteUser(in Message message)
    {
        var blocks = _request.Blocks;
        for (var i = message.First; i < message.End; i += blocks[i].Span)
        {
            ref readonly var block = ref blocks[i];
            LoseCacheHint(block.CacheControl, isMarked: false);
            if (block.Kind != BlockKind.ToolResult)
            {
                WriteUserPart(block, i);
            }
            else if (!_calls.IsTaken(i))
            {
                WriteOrphan(block, i);
            }
        }

        if (_isOpen)
        {
            CloseMessage();
            _last = Last.User;
        }
        else if (_last is Last.Nothing or Last.Head or Last.Assistant)
        {
            // A blank prompt still has its place, as the model is to answer it (H-041).
            WriteUserText("(no content)"u8);
        }
    }

    private void WriteUserPart(in Block block, int index)
    {
        if (block.Kind == BlockKind.Document && block.Source == SourceKind.Content)
        {
            // A document of blocks: its texts and images in order (H-058).
            var blocks = _request.Blocks;
            for (var i = index + 1; i < index + block.Span; i += blocks[i].Span)
            {
                WriteUserPart(blocks[i], i);
            }

            return;
        }

        if (SendsAsIs(block))
        {
            OpenUser();
            WriteMedia(block);
            return;
        }

        var start = _scratch.Length;
        _words.Append(block, index, _scratch);
        if (_scratch.Length > start)
        {
            OpenUser();
            OpenPart();
            _out.Write(_scratch.Written[start..]);
            _out.Write("\"}"u8);
            _scratch.Truncate(start);
        }
    }

    // A result whose call is not in the conversation any more (H-086).
    private void WriteOrphan(in Block block, int index)
    {
        Lose(LossKind.ToolPairing, LossEffect.Remapped, "messages[].content[]");
        OpenUser();
        OpenPart();
        _out.Write("[result of earlier tool call "u8);
        WriteText(block.Id);
        _out.Write("] "u8);
        WriteResultText(index);
        _out.Write("\"}"u8);
        WriteResultMedia(index);
    }

    private void OpenUser()
    {
        if (!_isOpen)
        {
            OpenMessage("user"u8);
        }
    }

    private bool SendsAsIs(in Block block) => block.Kind switch
    {
        BlockKind.Image => _translation.Model.Vision && (block.Source == SourceKind.Base64 || (block.Source == SourceKind.Url && _profile.ImageUrls)),
        BlockKind.Document => _profile.Files && _translation.Model.Documents
            && ((block.Source == SourceKind.Base64 && _request[block.MediaType].SequenceEqual("application/pdf"u8)) || block.Source == SourceKind.Url),
        _ => false,
    };

    // Base64 goes into a data URL as it is and never into a text (H-048, H-056, H-501).
    private void WriteMedia(in Block block)
    {
        _out.Write(_out.Written[^1] == '[' ? default : ","u8);
        var data = _request[block.Data];
        if (block.Kind == BlockKind.Image)
        {
            _out.Write("{\"type\":\"input_image\",\"image_url\":\""u8);
            if (block.Source == SourceKind.Base64)
            {
                _out.Write("data:"u8);
                _out.Write(MediaType.OfImage(_request[block.MediaType], data));
                _out.Write(";base64,"u8);
            }

            _out.Write(data);
            _out.Write("\",\"detail\":\"auto\"}"u8);
            return;
        }

        if (block.Source == SourceKind.Url)
        {
            _out.Write("{\"type\":\"input_file\",\"file_url\":\""u8);
            _out.Write(data);
            _out.Write("\"}"u8);
            return;
        }

        _out.Write("{\"type\":\"input_file\",\"filename\":\""u8);
        var title = _request[block.Name];
        if (EscapedText.IsBlank(title))
        {
            _out.Write("document.pdf"u8);
        }
        else
        {
            _words.Text(title, _out);
            _out.Write(title.EndsWith(".pdf"u8) ? default : ".pdf"u8);
        }

        _out.Write("\",\"file_data\":\"data:application/pdf;base64,"u8);
        _out.Write(data);
        _out.Write("\"}"u8);
    }
}
