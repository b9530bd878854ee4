using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses.Client;

internal ref partial struct RequestReader
{
    private bool ReadContent(ref Slice content, bool isAssistant)
    {
        if (!_in.Once(content, string.Empty))
        {
            return false;
        }

        var start = _in.Cursor.Position;
        switch (_in.Cursor.Peek())
        {
            case JsonKind.String:
                var text = _in.Cursor.ReadString();
                if (!isAssistant || !text.IsEmpty)
                {
                    _request.Add(new Block { Kind = BlockKind.Text, Span = 1, Text = text });
                }

                break;
            case JsonKind.Array:
                _in.Cursor.EnterArray();
                for (var i = 0; _in.Cursor.NextElement(); i++)
                {
                    if (!ReadPart())
                    {
                        return _in.In(i);
                    }
                }

                break;
            default:
                return _in.WrongKind(string.Empty, "expected a string or an array of content parts");
        }

        content = _in.Since(start);
        return !_in.Cursor.Failed;
    }

    private bool ReadPart()
    {
        if (_in.Cursor.Peek() != JsonKind.Object)
        {
            return _in.WrongKind(string.Empty, "expected a content part object");
        }

        var start = _in.Cursor.Position;
        var type = default(Slice);
        var text = default(Slice);
        var image = default(Slice);
        var file = default(FileParts);
        _in.Cursor.EnterObject();
        while (_in.Next(out var name))
        {
            var ok = name.SequenceEqual("type"u8) ? _in.ReadWord(ref type, "type")
                : name.SequenceEqual("text"u8) || name.SequenceEqual("refusal"u8) ? _in.ReadString(ref text, "text")
                : name.SequenceEqual("image_url"u8) ? _in.ReadString(ref image, "image_url")
                : name.SequenceEqual("file_data"u8) ? _in.ReadString(ref file.Data, "file_data")
                : name.SequenceEqual("file_url"u8) ? _in.ReadString(ref file.Url, "file_url")
                : name.SequenceEqual("file_id"u8) ? _in.ReadString(ref file.Id, "file_id")
                : name.SequenceEqual("filename"u8) ? _in.ReadString(ref file.Name, "filename")
                : _in.Skip(string.Empty);
            if (!ok)
            {
                return false;
            }
        }

        if (_in.IsOver)
        {
            return false;
        }

        if (Is(type, "input_text"u8) || Is(type, "output_text"u8) || Is(type, "text"u8) || Is(type, "refusal"u8))
        {
            _request.Add(new Block { Kind = BlockKind.Text, Span = 1, Text = text });
            return !text.IsAbsent || _in.Problem("text", "expected a string");
        }

        if (Is(type, "input_image"u8))
        {
            return AddImage(image, file.Id);
        }

        if (Is(type, "input_file"u8))
        {
            return AddFile(file);
        }

        // Audio, and what comes later, has no typed form.
        _request.Add(new Block { Span = 1, Raw = _in.Since(start) });
        return !type.IsEmpty || _in.Problem("type", "expected the part's type, such as \"input_text\"");
    }

    private bool AddImage(Slice url, Slice id)
    {
        _request.Add(new Block
        {
            Kind = BlockKind.Image,
            Span = 1,
            Source = url.IsEmpty ? SourceKind.File : SourceKind.Url,
            Data = url.IsEmpty ? id : url,
        });
        return !url.IsEmpty || !id.IsEmpty || _in.Problem("image_url", "expected a URL, a data URL or a file_id");
    }

    // Data is unwrapped in the second pass; an address is marked by having no source until then.
    private bool AddFile(in FileParts file)
    {
        var isData = !file.Data.IsEmpty;
        var isUrl = !isData && !file.Url.IsEmpty;
        _request.Add(new Block
        {
            Kind = BlockKind.Document,
            Span = 1,
            Name = file.Name,
            Source = isData ? SourceKind.Url : isUrl ? SourceKind.None : SourceKind.File,
            Data = isData ? file.Data : isUrl ? file.Url : file.Id,
        });
        return isData || isUrl || !file.Id.IsEmpty || _in.Problem("file_data", "expected file_data, file_url or file_id");
    }

    private struct FileParts
    {
        public Slice Data;
        public Slice Url;
        public Slice Id;
        public Slice Name;
    }
}
