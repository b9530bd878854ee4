using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

// Images and documents. Base64 goes into a data URL as it is and never into a text (H-048, H-501).
internal sealed partial class RequestWriter
{
    private int _imagesToOmit;

    // Asked once for each image, in the order in which they are written.
    private bool SendsImage(in Block block)
    {
        var isSendable = _translation.Model.Vision && block.Source switch
        {
            SourceKind.Base64 => true,
            SourceKind.Url => _profile.ImageUrls,
            _ => false,
        };
        if (isSendable && _imagesToOmit > 0)
        {
            _imagesToOmit--;
            return false;
        }

        return isSendable;
    }

    private bool SendsFile(in Block block) =>
        _profile.Files && _translation.Model.Documents && block.Source == SourceKind.Base64
        && _request[block.MediaType].SequenceEqual("application/pdf"u8);

    private void WriteImage(in Block block)
    {
        _out.Write("{\"type\":\"image_url\",\"image_url\":{\"url\":\""u8);
        var data = _request[block.Data];
        if (block.Source == SourceKind.Base64)
        {
            _out.Write("data:"u8);
            _out.Write(MediaType.OfImage(_request[block.MediaType], data));
            _out.Write(";base64,"u8);
        }

        _out.Write(data);
        _out.Write("\"}}"u8);
    }

    private void WriteFile(in Block block)
    {
        _out.Write("{\"type\":\"file\",\"file\":{\"filename\":\""u8);
        var title = _request[block.Name];
        if (EscapedText.IsBlank(title))
        {
            _out.Write("document.pdf"u8);
        }
        else
        {
            WriteText(title, _out);
            _out.Write(title.EndsWith(".pdf"u8) ? default : ".pdf"u8);
        }

        _out.Write("\",\"file_data\":\"data:application/pdf;base64,"u8);
        _out.Write(_request[block.Data]);
        _out.Write("\"}}"u8);
    }

    // What stands in the place of an image that is not sent (H-049 to H-053).
    private void AppendImageNote(in Block block, ByteWriter output)
    {
        Lose(LossKind.Image, LossEffect.Placeholder, "messages[].content[]");
        if (!_translation.Model.Vision)
        {
            output.Write("[image omitted: model has no vision]"u8);
        }
        else if (block.Source == SourceKind.Url)
        {
            output.Write("[image: "u8);
            WriteText(_request[block.Data], output);
            output.Write((byte)']');
        }
        else if (block.Source == SourceKind.Base64)
        {
            output.Write("[image omitted: only newer images are sent to this model]"u8);
        }
        else
        {
            output.Write("[image omitted: it is stored at another provider]"u8);
        }
    }

    private void AppendDocument(in Block block, int index, ByteWriter output)
    {
        var title = _request[block.Name];
        if (block.Source is SourceKind.Text or SourceKind.Content)
        {
            output.Write("<document"u8);
            if (!title.IsEmpty)
            {
                output.Write(" title=\\\""u8);
                WriteText(title, output);
                output.Write("\\\""u8);
            }

            output.Write(">"u8);
            if (block.Source == SourceKind.Text)
            {
                output.Write("\\n"u8);
                WriteText(_request[block.Text], output);
            }
            else
            {
                AppendChildren(index, output);
            }

            output.Write("\\n</document>"u8);
            return;
        }

        Lose(LossKind.Document, LossEffect.Placeholder, "messages[].content[]");
        if (block.Source == SourceKind.Url)
        {
            output.Write("[document: "u8);
            WriteText(_request[block.Data], output);
        }
        else if (block.Source == SourceKind.File)
        {
            output.Write("[document omitted: it is stored at another provider"u8);
        }
        else
        {
            output.Write("[document omitted: the model takes no such files"u8);
            if (!title.IsEmpty)
            {
                output.Write(": "u8);
                WriteText(title, output);
            }
        }

        output.Write((byte)']');
    }
}
