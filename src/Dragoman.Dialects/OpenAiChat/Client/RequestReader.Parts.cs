using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat.Client;

internal ref partial struct RequestReader
{
    // Results stand one by one in chat completions and together in Messages: neighbours become one user message.
    private bool ReadToolMessage()
    {
        var index = _request.Add(default(Block));
        var block = new Block { Kind = BlockKind.ToolResult };
        var content = default(Slice);
        var role = default(Slice);
        _in.Cursor.EnterObject();
        while (_in.Next(out var name))
        {
            var ok = name.SequenceEqual("role"u8) ? _in.ReadWord(ref role, "role")
                : name.SequenceEqual("tool_call_id"u8) ? _in.ReadString(ref block.Id, "tool_call_id")
                : name.SequenceEqual("content"u8) ? ReadContent(Role.User, ref content) || _in.In("content")
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

        if (block.Id.IsEmpty)
        {
            return _in.Problem("tool_call_id", "expected the id of the call that this answers");
        }

        block.Span = _request.BlockCount - index;
        _request.BlockAt(index) = block;
        if (_results.End == 0)
        {
            _results = new Message { Role = Role.User, First = index };
        }

        _results.End = _request.BlockCount;
        return true;
    }

    private void FlushResults()
    {
        if (_results.End > 0)
        {
            _request.Add(_results);
            _results = default;
        }
    }

    private bool ReadContent(Role role, ref Slice content)
    {
        if (!_in.Once(content, string.Empty))
        {
            return false;
        }

        var kind = _in.Cursor.Peek();
        var start = _in.Cursor.Position;
        switch (kind)
        {
            case JsonKind.Null:
                return _in.Skip(string.Empty);
            case JsonKind.String:
                var text = _in.Cursor.ReadString();
                // `""` beside tool calls says that there is no text.
                if (role != Role.Assistant || !text.IsEmpty)
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
        var block = new Block { Span = 1 };
        var text = default(Slice);
        _in.Cursor.EnterObject();
        while (_in.Next(out var name))
        {
            var ok = name.SequenceEqual("type"u8) ? _in.ReadWord(ref type, "type")
                : name.SequenceEqual("text"u8) || name.SequenceEqual("refusal"u8) ? _in.ReadString(ref text, "text")
                : name.SequenceEqual("image_url"u8) ? ReadImageUrl(ref block) || _in.In("image_url")
                : name.SequenceEqual("file"u8) ? ReadFile(ref block) || _in.In("file")
                : name.SequenceEqual("cache_control"u8) ? _in.ReadRaw(ref block.CacheControl, JsonKind.Object, "cache_control", "expected an object")
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

        if (type.IsEmpty)
        {
            return _in.Problem("type", "expected the part's type, such as \"text\"");
        }

        if (!Finish(ref block, type, text))
        {
            return false;
        }

        if (block.Kind == BlockKind.Unknown)
        {
            block = new Block { Span = 1, Raw = _in.Since(start) };
        }

        _request.Add(block);
        return true;
    }

    private bool Finish(ref Block block, Slice type, Slice text)
    {
        if (Is(type, "text"u8) || Is(type, "refusal"u8))
        {
            block.Kind = BlockKind.Text;
            block.Text = text;
            return !text.IsAbsent || _in.Problem("text", "expected a string");
        }

        if (Is(type, "image_url"u8))
        {
            block.Kind = BlockKind.Image;
            return !block.Data.IsEmpty || _in.Problem("image_url.url", "expected a URL or a data URL");
        }

        if (Is(type, "file"u8))
        {
            block.Kind = BlockKind.Document;
            return !block.Data.IsEmpty || _in.Problem("file", "expected file_data or file_id");
        }

        // Audio, and what comes later, has no typed form.
        block.Kind = BlockKind.Unknown;
        return true;
    }

    // An object with `url`; some clients send the URL itself.
    private bool ReadImageUrl(ref Block block)
    {
        block.Source = SourceKind.Url;
        if (_in.Cursor.Peek() == JsonKind.String)
        {
            return _in.ReadString(ref block.Data, string.Empty);
        }

        if (!_in.EnterOptional(out var entered, "expected an object with url") || !entered)
        {
            return !_in.IsOver;
        }

        while (_in.Next(out var name))
        {
            if (!(name.SequenceEqual("url"u8) ? _in.ReadString(ref block.Data, "url") : _in.Skip(string.Empty)))
            {
                return false;
            }
        }

        return !_in.IsOver;
    }

    private bool ReadFile(ref Block block)
    {
        if (!_in.EnterOptional(out var entered, "expected an object with file_data or file_id") || !entered)
        {
            return !_in.IsOver;
        }

        var id = default(Slice);
        while (_in.Next(out var name))
        {
            var ok = name.SequenceEqual("file_data"u8) ? _in.ReadString(ref block.Data, "file_data")
                : name.SequenceEqual("file_id"u8) ? _in.ReadString(ref id, "file_id")
                : name.SequenceEqual("filename"u8) ? _in.ReadString(ref block.Name, "filename")
                : _in.Skip(string.Empty);
            if (!ok)
            {
                return false;
            }
        }

        block.Source = SourceKind.Url;
        if (block.Data.IsAbsent)
        {
            block.Source = SourceKind.File;
            block.Data = id;
        }

        return !_in.IsOver;
    }
}
