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
}
