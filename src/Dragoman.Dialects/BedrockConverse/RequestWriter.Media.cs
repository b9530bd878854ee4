using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.BedrockConverse;

// Images, documents and search results. Bytes only: nothing is fetched (H-049), and base64 never stands in a text (H-048).
internal sealed partial class RequestWriter
{
    private readonly List<int> _attached = new(8);
    private readonly List<int> _postponed = new(4);
    private readonly DocumentNames _names = new();
    private int _imagesToOmit;
    private int _documentsToOmit;

    private void PrepareMedia()
    {
        var (images, documents) = (0, 0);
        foreach (ref readonly var block in _request.Blocks)
        {
            images += block.Kind == BlockKind.Image && IsSendable(block) ? 1 : 0;
            documents += block.Kind == BlockKind.Document && IsSendable(block) ? 1 : 0;
        }

        // Where only so many are taken, the newest stay. The oldest of a growing conversation then change: the cap demands it.
        _imagesToOmit = _profile.MaxImages > 0 ? Math.Max(0, images - _profile.MaxImages) : 0;
        _documentsToOmit = _profile.MaxDocuments > 0 ? Math.Max(0, documents - _profile.MaxDocuments) : 0;
        _names.Clear();
    }

    private bool IsSendable(in Block block) => block.Source == SourceKind.Base64 && (block.Kind == BlockKind.Image
        ? _translation.Model.Vision && !ImageFormat(block).IsEmpty
        : _translation.Model.Documents && !DocumentFormat(_request[block.MediaType]).IsEmpty);

    // Asked once for each, in the order in which they are written.
    private bool SendsImage(in Block block) => IsSendable(block) && (_imagesToOmit == 0 || _imagesToOmit-- < 0);

    private bool SendsDocument(in Block block) => IsSendable(block) && (_documentsToOmit == 0 || _documentsToOmit-- < 0);

    private ReadOnlySpan<byte> ImageFormat(in Block block) => MediaType.OfImage(_request[block.MediaType], _request[block.Data]) switch
    {
        var type when type.SequenceEqual("image/png"u8) => "png"u8,
        var type when type.SequenceEqual("image/jpeg"u8) => "jpeg"u8,
        var type when type.SequenceEqual("image/gif"u8) => "gif"u8,
        var type when type.SequenceEqual("image/webp"u8) => "webp"u8,
        _ => default,
    };

    private static ReadOnlySpan<byte> DocumentFormat(ReadOnlySpan<byte> type) => type switch
    {
        _ when type.SequenceEqual("application/pdf"u8) => "pdf"u8,
        _ when type.SequenceEqual("text/csv"u8) => "csv"u8,
        _ when type.SequenceEqual("text/html"u8) => "html"u8,
        _ when type.SequenceEqual("text/plain"u8) => "txt"u8,
        _ when type.SequenceEqual("text/markdown"u8) => "md"u8,
        _ when type.SequenceEqual("application/msword"u8) => "doc"u8,
        _ when type.SequenceEqual("application/vnd.ms-excel"u8) => "xls"u8,
        _ when type.SequenceEqual("application/vnd.openxmlformats-officedocument.wordprocessingml.document"u8) => "docx"u8,
        _ when type.SequenceEqual("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"u8) => "xlsx"u8,
        _ => default,
    };

    private void WriteImage(in Block block)
    {
        Separate();
        _out.Write("{\"image\":{\"format\":\""u8);
        _out.Write(ImageFormat(block));
        _out.Write("\",\"source\":{\"bytes\":\""u8);
        _out.Write(_request[block.Data]);
        _out.Write("\"}}}"u8);
    }

    private void WriteDocument(in Block block)
    {
        Separate();
        _out.Write("{\"document\":{\"format\":\""u8);
        _out.Write(DocumentFormat(_request[block.MediaType]));
        _out.Write("\",\"name\":\""u8);
        _names.Write(_request[block.Name], _out);
        _out.Write("\",\"source\":{\"bytes\":\""u8);
        _out.Write(_request[block.Data]);
        _out.Write("\"}}}"u8);
        _hasDocument = true;
    }

    private void WriteSearchResult(int index)
    {
        var blocks = _request.Blocks;
        Separate();
        _out.Write("{\"searchResult\":{\"source\":\""u8);
        _words.Text(_request[blocks[index].Data], _out);
        _out.Write("\",\"title\":\""u8);
        _words.Text(_request[blocks[index].Name], _out);
        _out.Write("\",\"content\":["u8);
        for (var i = index + 1; i < index + blocks[index].Span; i += blocks[i].Span)
        {
            OpenText();
            _words.Append(blocks[i], i, _out);
            CloseText();
        }

        if (_out.Written[^1] == '[')
        {
            _out.Write("{\"text\":\"(no content)\"}"u8);
        }

        _out.Write("]}}"u8);
    }

    // What results could not hold.
    private void WriteAttached()
    {
        foreach (var index in _attached)
        {
            WriteMedia(index);
        }

        _attached.Clear();
    }

    // What the assistant showed.
    private void WritePostponed()
    {
        foreach (var index in _postponed)
        {
            WriteMedia(index);
        }

        _postponed.Clear();
    }

    private void WriteMedia(int index)
    {
        ref readonly var block = ref _request.Blocks[index];
        if (block.Kind == BlockKind.Image)
        {
            WriteImage(block);
        }
        else
        {
            WriteDocument(block);
        }
    }
}
