using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini.Client;

// The conversation.
internal sealed partial class RequestReader
{
    private readonly List<(Slice Id, Slice Name, bool IsTaken)> _open = [];
    private int _made;

    private bool ReadSystem(Slice value)
    {
        _request.SystemFirst = _request.BlockCount;
        var parts = IsObject(value) ? Find(value, "parts"u8) : default;
        if (!Content(value).IsAbsent)
        {
            _request.Add(new Block { Kind = BlockKind.Text, Span = 1, Text = At(Content(value)) });
        }
        else if (IsArray(parts))
        {
            var cursor = new JsonCursor(Json, parts.Start, parts.End);
            cursor.EnterArray();
            while (cursor.NextElement())
            {
                var text = Content(Find(cursor.ReadValue(), "text"u8));
                if (!text.IsAbsent)
                {
                    _request.Add(new Block { Kind = BlockKind.Text, Span = 1, Text = At(text) });
                }
            }
        }

        _request.SystemEnd = _request.BlockCount;
        return true;
    }

    private bool ReadContents(Slice contents)
    {
        var cursor = new JsonCursor(Json, contents.Start, contents.End);
        cursor.EnterArray();
        for (var i = 0; cursor.NextElement(); i++)
        {
            var content = cursor.ReadValue();
            if (!IsObject(content))
            {
                return Problem($"contents[{i.ToString(CultureInfo.InvariantCulture)}]", "expected an object with role and parts");
            }

            if (!ReadContent(content, i))
            {
                return false;
            }
        }

        return _request.Messages.Length > 0 || Problem("contents", "expected at least one content with parts");
    }

    private bool ReadContent(Slice content, int index)
    {
        var role = Text(Content(Find(content, "role"u8)));
        var isModel = role.SequenceEqual("model"u8);
        if (!isModel && !role.IsEmpty && !role.SequenceEqual("user"u8) && !role.SequenceEqual("function"u8))
        {
            return Problem($"contents[{index.ToString(CultureInfo.InvariantCulture)}].role", "expected \"user\" or \"model\"");
        }

        var first = _request.BlockCount;
        var parts = Find(content, "parts"u8);
        if (!IsArray(parts))
        {
            return Problem($"contents[{index.ToString(CultureInfo.InvariantCulture)}].parts", "expected an array of parts");
        }

        if (isModel)
        {
            _open.Clear();
        }

        var cursor = new JsonCursor(Json, parts.Start, parts.End);
        cursor.EnterArray();
        for (var i = 0; cursor.NextElement(); i++)
        {
            var start = cursor.Position;
            var fields = default(PartFields);
            if (cursor.Peek() != JsonKind.Object)
            {
                return Problem(Place(index, i), "expected an object");
            }

            fields.Read(ref cursor);
            if (!ReadPart(fields, isModel, Place(index, i), new Slice(start, cursor.Position - start)))
            {
                return false;
            }
        }

        if (_request.BlockCount > first)
        {
            _request.Add(new Message { Role = isModel ? Role.Assistant : Role.User, First = first, End = _request.BlockCount });
        }

        return true;
    }

    private static string Place(int content, int part) => string.Create(CultureInfo.InvariantCulture, $"contents[{content}].parts[{part}]");

    private bool ReadPart(in PartFields part, bool isModel, string place, Slice raw)
    {
        if (isModel && !part.Signature.IsEmpty)
        {
            Sign(part);
        }

        if (!part.Call.IsAbsent)
        {
            return isModel ? ReadCall(part.Call, place) : Problem(place, "a function call belongs to the model");
        }

        if (!part.Response.IsAbsent)
        {
            return isModel ? Problem(place, "a function response belongs to the user") : ReadResponse(part.Response, place);
        }

        if (part.HasText)
        {
            if (part.IsThought && part.Signature.IsEmpty)
            {
                _request.Add(new Block { Kind = BlockKind.Thinking, Span = 1, Text = At(part.Text) });
            }
            else if (!part.IsThought && !part.Text.IsEmpty)
            {
                _request.Add(new Block { Kind = BlockKind.Text, Span = 1, Text = At(part.Text) });
            }

            return true;
        }

        if (!part.InlineData.IsAbsent || !part.FileData.IsAbsent)
        {
            return ReadMedia(part.InlineData.IsAbsent ? part.FileData : part.InlineData, !part.InlineData.IsAbsent, place);
        }

        _scratch.Reset();
        if (!part.Code.IsAbsent)
        {
            OtherParts.AppendCode(Json, part.Code, _scratch);
        }
        else if (!part.CodeResult.IsAbsent)
        {
            OtherParts.AppendResult(Json, part.CodeResult, _scratch);
        }
        else if (part.ServerTool.IsAbsent)
        {
            _request.Add(new Block { Kind = BlockKind.Unknown, Span = 1, Raw = At(raw) });
        }

        if (_scratch.Length > 0)
        {
            _request.Add(new Block { Kind = BlockKind.Text, Span = 1, Text = Append(_scratch.Written) });
        }

        return true;
    }

    // A signature that this gateway gave out holds the one of the thinking in front of it; another one says nothing to anybody here.
    private void Sign(in PartFields part)
    {
        _scratch.Reset();
        if (!Signatures.TryRead(Text(part.Signature), _scratch))
        {
            return;
        }

        var signature = Append(_scratch.Written);
        var last = _request.BlockCount - 1;
        if (part is { IsThought: true, HasText: true })
        {
            _request.Add(new Block { Kind = BlockKind.Thinking, Span = 1, Text = At(part.Text), Signature = signature });
        }
        else if (last >= 0 && _request.Blocks[last] is { Kind: BlockKind.Thinking, Signature.IsEmpty: true })
        {
            _request.BlockAt(last).Signature = signature;
        }
        else
        {
            _request.Add(new Block { Kind = BlockKind.Thinking, Span = 1, Signature = signature });
        }
    }

    private bool ReadCall(Slice call, string place)
    {
        var fields = default(CallFields);
        var cursor = new JsonCursor(Json, call.Start, call.End);
        fields.Read(ref cursor);
        if (fields.Name.IsEmpty)
        {
            return Problem(place, "functionCall.name: expected the name of a function");
        }

        var id = fields.Id.IsEmpty ? NewId() : At(fields.Id);
        _open.Add((id, At(fields.Name), false));
        _request.Add(new Block
        {
            Kind = BlockKind.ToolUse,
            Span = 1,
            Id = id,
            Name = At(fields.Name),
            Input = fields.Args.IsAbsent ? Append("{}"u8) : At(fields.Args),
        });
        return true;
    }

    // The protocol may leave ids out: then the order of the calls of one function decides.
    private Slice NewId()
    {
        _scratch.Reset();
        _scratch.Write("call_"u8);
        _scratch.WriteNumber(++_made);
        return Append(_scratch.Written);
    }

    private bool ReadResponse(Slice response, string place)
    {
        var name = Content(Find(response, "name"u8));
        var given = Content(Find(response, "id"u8));
        var body = Find(response, "response"u8);
        if (!IsObject(body))
        {
            return Problem(place, "functionResponse.response: expected an object");
        }

        var error = Find(body, "error"u8);
        var output = Find(body, "output"u8, "result"u8);
        var isError = !error.IsAbsent && !Text(error).SequenceEqual("null"u8) && output.IsAbsent;
        var result = _request.Add(new Block { Kind = BlockKind.ToolResult, Span = 1, Id = given.IsEmpty ? Match(name) : TakeId(given), IsError = isError });
        var said = isError ? error : output;
        if (!Content(said).IsAbsent || (said.Length == 2 && Json[said.Start] == '"'))
        {
            AddText(At(Content(said)));
        }
        else
        {
            _scratch.Reset();
            NestedJson.Write(Text(body), _scratch);
            AddText(Append(_scratch.Written));
        }

        if (!ReadResponseParts(Find(response, "parts"u8), place))
        {
            return false;
        }

        _request.BlockAt(result).Span = _request.BlockCount - result;
        return true;
    }

    private void AddText(Slice text)
    {
        if (!text.IsEmpty)
        {
            _request.Add(new Block { Kind = BlockKind.Text, Span = 1, Text = text });
        }
    }

    private bool ReadResponseParts(Slice parts, string place)
    {
        if (!IsArray(parts))
        {
            return true;
        }

        var cursor = new JsonCursor(Json, parts.Start, parts.End);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var inline = Find(cursor.ReadValue(), "inlineData"u8, "inline_data"u8);
            if (IsObject(inline) && !ReadMedia(inline, isInline: true, place))
            {
                return false;
            }
        }

        return true;
    }

    private Slice TakeId(Slice id)
    {
        for (var i = 0; i < _open.Count; i++)
        {
            if (_request[_open[i].Id].SequenceEqual(Text(id)))
            {
                _open[i] = _open[i] with { IsTaken = true };
            }
        }

        return At(id);
    }

    private Slice Match(Slice name)
    {
        for (var i = 0; i < _open.Count; i++)
        {
            if (!_open[i].IsTaken && _request[_open[i].Name].SequenceEqual(Text(name)))
            {
                _open[i] = _open[i] with { IsTaken = true };
                return _open[i].Id;
            }
        }

        return NewId();
    }

    // Images and PDF documents; sound and film no other protocol here can carry, so they are refused in words.
    private bool ReadMedia(Slice media, bool isInline, string place)
    {
        var type = Content(Find(media, "mimeType"u8, "mime_type"u8));
        var data = Content(isInline ? Find(media, "data"u8) : Find(media, "fileUri"u8, "file_uri"u8));
        var word = Text(type);
        if (data.IsEmpty)
        {
            return Problem(place, isInline ? "inlineData.data: expected base64" : "fileData.fileUri: expected an address");
        }

        if (isInline && word.StartsWith("text/"u8))
        {
            return ReadTextFile(data, place);
        }

        var isImage = word.StartsWith("image/"u8);
        if ((!isImage && !word.SequenceEqual("application/pdf"u8)) || (!isInline && !Text(data).StartsWith("http"u8)))
        {
            return Problem(place, $"{JsonStrings.Decode(word)} cannot be sent through this gateway; send images and PDF documents, inline or by a public address");
        }

        _request.Add(new Block
        {
            Kind = isImage ? BlockKind.Image : BlockKind.Document,
            Source = isInline ? SourceKind.Base64 : SourceKind.Url,
            Span = 1,
            MediaType = At(type),
            Data = At(data),
        });
        return true;
    }

    private bool ReadTextFile(Slice data, string place)
    {
        using var plain = new ByteWriter(data.Length);
        var target = plain.GetSpan(Base64.GetMaxDecodedFromUtf8Length(data.Length));
        if (Base64.DecodeFromUtf8(Text(data), target, out _, out var written) != OperationStatus.Done || !System.Text.Unicode.Utf8.IsValid(target[..written]))
        {
            return Problem(place, "inlineData.data: expected base64 of UTF-8 text");
        }

        _scratch.Reset();
        JsonStrings.Escape(target[..written], _scratch);
        _request.Add(new Block
        {
            Kind = BlockKind.Document,
            Source = SourceKind.Text,
            Span = 1,
            MediaType = Append("text/plain"u8),
            Text = Append(_scratch.Written),
        });
        return true;
    }
}
