using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

/// <summary>
/// Reads a Messages request (wire schema 1.2) into a <see cref="ConversationRequest"/> without copying: all strings stay slices of
/// the body. Members that are not known are kept. A document that could mean two things is refused: a member that is read must
/// not occur twice, and neither member names nor type names may be written with escapes.
/// </summary>
/// <remarks>
/// A problem is described where it is found and the path is put in front while the calls unwind, so the good path builds none.
/// </remarks>
internal ref partial struct RequestReader
{
    private readonly ConversationRequest _request;
    private readonly ReadOnlySpan<byte> _json;
    private JsonCursor _cursor;
    private string? _problem;
    private string _path;

    private RequestReader(ConversationRequest request)
    {
        _request = request;
        _json = request.Arena.Bytes;
        _cursor = new JsonCursor(request.Arena, request.Body);
        _path = string.Empty;
    }

    /// <summary>Null on success; otherwise what is wrong with the body, and where.</summary>
    public static Failure? Read(ConversationRequest request)
    {
        if (!request.IsUtf8 && !JsonCursor.IsCleanUtf8(request.Arena[request.Body]))
        {
            return Invalid("The request body is not valid UTF-8: encode it as UTF-8.");
        }

        request.RawDialect = AnthropicMessagesDialect.DialectName;
        var reader = new RequestReader(request);
        return reader.ReadBody() ? null : reader.Describe();
    }

    private static Failure Invalid(string message) =>
        new(FailureCause.InvalidRequest, 400, message) { Side = FailureSide.Client, ShouldRetry = false };

    private readonly Failure Describe()
    {
        if (_problem is not null)
        {
            return Invalid($"{_path}: {_problem}");
        }

        var offset = _cursor.Position - _request.Body.Start;
        return Invalid(_path.Length == 0
            ? $"The request body is not valid JSON at byte {offset}: send one JSON object."
            : $"The request body is not valid JSON at byte {offset}, in {_path}: send one JSON object.");
    }

    private bool ReadBody()
    {
        if (_cursor.Peek() != JsonKind.Object)
        {
            return _cursor.Fail();
        }

        _cursor.EnterObject();
        var sawMessages = false;
        while (_cursor.NextMember(out Slice name))
        {
            if (!ReadTopLevel(name, ref sawMessages))
            {
                return false;
            }
        }

        if (_cursor.Failed || !_cursor.AtEnd())
        {
            return _cursor.Fail();
        }

        if (_request.Model.IsEmpty)
        {
            return Problem("model", "expected the id of a model");
        }

        return sawMessages || Problem("messages", "expected an array of messages");
    }

    // True when the name needs no decoding. `mod\u0065l` would be one member to us and another to whoever reads it next.
    private bool IsPlainName(Slice name) =>
        _json.Slice(name.Start, name.Length).IndexOf((byte)'\\') < 0
        || Problem(string.Empty, "a member name is written with escapes; write it in plain letters");

    private bool Problem(string path, string problem)
    {
        _path = path;
        _problem = problem;
        return false;
    }

    private bool In(string outer)
    {
        _path = _path.Length == 0 ? outer : _path[0] == '[' ? outer + _path : $"{outer}.{_path}";
        return false;
    }

    private bool In(int index) => In(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"[{index}]"));

    private bool Once(Slice before, string name) => before.IsAbsent || Problem(name, "is given twice; send it once");

    // A string, or null for none.
    private bool ReadString(ref Slice target, string name)
    {
        if (!Once(target, name))
        {
            return false;
        }

        switch (_cursor.Peek())
        {
            case JsonKind.String:
                target = _cursor.ReadString();
                return !_cursor.Failed || In(name);
            case JsonKind.Null:
                return Skip(name);
            default:
                return WrongKind(name, "expected a string");
        }
    }

    private bool ReadRaw(ref Slice target, JsonKind kind, string name, string problem)
    {
        if (!Once(target, name))
        {
            return false;
        }

        var found = _cursor.Peek();
        if (found == JsonKind.Null)
        {
            return Skip(name);
        }

        if (found != kind)
        {
            return WrongKind(name, problem);
        }

        target = _cursor.ReadValue();
        return !_cursor.Failed || In(name);
    }

    private bool ReadBoolean(ref bool target, string name)
    {
        var kind = _cursor.Peek();
        if (kind is not (JsonKind.True or JsonKind.False or JsonKind.Null))
        {
            return WrongKind(name, "expected true or false");
        }

        target = kind == JsonKind.True;
        return Skip(name);
    }

    private bool ReadCount(ref long? target, string name)
    {
        var kind = _cursor.Peek();
        if (kind == JsonKind.Null)
        {
            target = null;
            return Skip(name);
        }

        if (kind != JsonKind.Number)
        {
            return WrongKind(name, "expected a whole number, 0 or more");
        }

        target = _cursor.ReadInteger();
        return _cursor.Failed ? In(name) : target >= 0 || Problem(name, "expected a whole number, 0 or more");
    }

    // A member that is not looked at. Names that are known were compared letter by letter; here an escape could hide one of them.
    private bool SkipMember(Slice name) => IsPlainName(name) && Skip(string.Empty);

    private bool Skip(string name)
    {
        _cursor.ReadValue();
        return !_cursor.Failed || In(name);
    }

    // What stands here is of another kind, or no JSON at all: the latter is told as such.
    private bool WrongKind(string name, string problem)
    {
        if (_cursor.Failed || _cursor.Peek() is JsonKind.Invalid or JsonKind.End)
        {
            _cursor.Fail();
            return In(name);
        }

        return Problem(name, problem);
    }

    private readonly bool Is(Slice name, ReadOnlySpan<byte> expected) => _json.Slice(name.Start, name.Length).SequenceEqual(expected);
}
