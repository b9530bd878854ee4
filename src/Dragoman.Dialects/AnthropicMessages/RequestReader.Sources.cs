using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

internal ref partial struct RequestReader
{
    private bool ReadSource(ref Block block, ref BlockParts parts, int depth)
    {
        if (!Once(parts.Source, string.Empty))
        {
            return false;
        }

        if (_cursor.Peek() != JsonKind.Object)
        {
            return WrongKind(string.Empty, "expected an object");
        }

        var start = _cursor.Position;
        if (!FindSource(out var kind))
        {
            return false;
        }

        block.Source = kind;
        var type = default(Slice);
        var content = default(BlockParts);
        _cursor.EnterObject();
        while (_cursor.NextMember(out Slice slice))
        {
            var name = _json.Slice(slice.Start, slice.Length);
            var ok =
                name.SequenceEqual("type"u8) ? ReadString(ref type, "type")
                : name.SequenceEqual("media_type"u8) ? ReadString(ref block.MediaType, "media_type")
                : name.SequenceEqual("data"u8) && kind == SourceKind.Text ? ReadString(ref block.Text, "data")
                : name.SequenceEqual("data"u8) && kind == SourceKind.Base64 ? ReadString(ref block.Data, "data")
                : name.SequenceEqual("url"u8) && kind == SourceKind.Url ? ReadString(ref block.Data, "url")
                : name.SequenceEqual("file_id"u8) && kind == SourceKind.File ? ReadString(ref block.Data, "file_id")
                : name.SequenceEqual("content"u8) && kind == SourceKind.Content ? ReadChildren(ref content, depth)
                : SkipMember(slice);
            if (!ok)
            {
                return false;
            }
        }

        parts.Source = Since(start);
        return !_cursor.Failed && kind switch
        {
            SourceKind.Text when block.Text.IsAbsent => Problem("data", "expected a string"),
            SourceKind.Base64 when block.Data.IsAbsent => Problem("data", "expected a base64 string"),
            SourceKind.Base64 when block.MediaType.IsAbsent => Problem("media_type", "expected a media type such as \"image/png\""),
            SourceKind.Url when block.Data.IsAbsent => Problem("url", "expected a URL"),
            SourceKind.File when block.Data.IsAbsent => Problem("file_id", "expected the id of a file"),
            SourceKind.Content when content.Content.IsAbsent => Problem("content", "expected a string or an array of content blocks"),
            _ => true,
        };
    }

    private bool FindSource(out SourceKind kind)
    {
        kind = SourceKind.None;
        var probe = _cursor;
        probe.EnterObject();
        while (probe.NextMember(out Slice name))
        {
            if (!Is(name, "type"u8))
            {
                probe.ReadValue();
                continue;
            }

            var type = probe.Peek() == JsonKind.String ? probe.ReadString() : default;
            if (type.IsAbsent || _json.Slice(type.Start, type.Length).IndexOf((byte)'\\') >= 0)
            {
                return Problem("type", "expected \"base64\", \"url\", \"file\", \"text\" or \"content\"");
            }

            // A source of the future keeps its raw bytes and has no typed form.
            kind = Is(type, "base64"u8) ? SourceKind.Base64
                : Is(type, "url"u8) ? SourceKind.Url
                : Is(type, "file"u8) ? SourceKind.File
                : Is(type, "text"u8) ? SourceKind.Text
                : Is(type, "content"u8) ? SourceKind.Content
                : SourceKind.None;
            return true;
        }

        if (probe.Failed)
        {
            _cursor = probe;
            return false;
        }

        return Problem("type", "expected \"base64\", \"url\", \"file\", \"text\" or \"content\"");
    }
}
