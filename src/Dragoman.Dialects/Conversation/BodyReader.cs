using System.Globalization;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// A cursor over a request's body together with what is wrong with it. A problem is described where it is found and its path is
/// put in front while the calls unwind, so that the good path builds none. Every method that returns a boolean says by false that
/// reading is over.
/// </summary>
/// <remarks>
/// A document that could mean two things is refused: a member that is read must not occur twice, and member names must not be
/// written with escapes, as whoever reads the document next might see another member.
/// </remarks>
internal ref struct BodyReader
{
    private readonly int _start;
    private string? _problem;
    private string _path = string.Empty;

    /// <summary>Starts at the body's first byte. Nothing may be appended to the arena while this is in use.</summary>
    public BodyReader(Arena arena, Slice body)
    {
        _start = body.Start;
        Json = arena.Bytes;
        Cursor = new JsonCursor(arena, body);
    }

    /// <summary>The bytes that all slices index.</summary>
    public ReadOnlySpan<byte> Json { get; }

    /// <summary>Where reading stands.</summary>
    public JsonCursor Cursor;

    /// <summary>The bytes of a slice.</summary>
    public readonly ReadOnlySpan<byte> this[Slice slice] => Json.Slice(slice.Start, slice.Length);

    /// <summary>What is wrong, as the client is told it.</summary>
    public readonly Failure Describe() => Invalid(
        _problem is not null ? (_path.Length == 0 ? $"The request body: {_problem}." : $"{_path}: {_problem}")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"The request body is not valid JSON at byte {Cursor.Position - _start}{(_path.Length == 0 ? "" : ", in " + _path)}: send one JSON object."));

    /// <summary>A request that the protocol does not allow.</summary>
    public static Failure Invalid(string message) =>
        new(FailureCause.InvalidRequest, 400, message) { Side = FailureSide.Client, ShouldRetry = false };

    /// <summary>Notes a problem with the value at <paramref name="path"/>.</summary>
    public bool Problem(string path, string problem)
    {
        _path = path;
        _problem = problem;
        return false;
    }

    /// <summary>Puts a member's name in front of the path.</summary>
    public bool In(string outer)
    {
        _path = _path.Length == 0 || _path[0] == '[' ? outer + _path : $"{outer}.{_path}";
        return false;
    }

    /// <summary>Puts an element's number in front of the path.</summary>
    public bool In(int index) => In(string.Create(CultureInfo.InvariantCulture, $"[{index}]"));

    /// <summary>What stands here is of another kind; where it is no JSON at all, that is told instead.</summary>
    public bool WrongKind(string name, string problem)
    {
        if (Cursor.Failed || Cursor.Peek() is JsonKind.Invalid or JsonKind.End)
        {
            Cursor.Fail();
            return In(name);
        }

        return Problem(name, problem);
    }

    /// <summary>The next member; false at the end of the object or when reading is over (<see cref="IsOver"/>).</summary>
    public bool Next(out ReadOnlySpan<byte> name)
    {
        var found = Cursor.NextMember(out Slice slice);
        Name = slice;
        name = found ? this[slice] : default;
        return found && (name.IndexOf((byte)'\\') < 0 || Problem(string.Empty, "a member name is written with escapes; write it in plain letters"));
    }

    /// <summary>The name that <see cref="Next"/> found last.</summary>
    public Slice Name { get; private set; }

    /// <summary>True once something is wrong.</summary>
    public readonly bool IsOver => Cursor.Failed || _problem is not null;

    /// <summary>False where the member was there before.</summary>
    public bool Once(Slice before, string name) => before.IsAbsent || Problem(name, "is given twice; send it once");

    /// <summary>Reads a string; null counts as absent.</summary>
    public bool ReadString(ref Slice target, string name)
    {
        if (!Once(target, name))
        {
            return false;
        }

        switch (Cursor.Peek())
        {
            case JsonKind.String:
                target = Cursor.ReadString();
                return !Cursor.Failed || In(name);
            case JsonKind.Null:
                return Skip(name);
            default:
                return WrongKind(name, "expected a string");
        }
    }

    /// <summary>Reads a string that is compared with known words, so it must not hide behind escapes.</summary>
    public bool ReadWord(ref Slice target, string name) =>
        ReadString(ref target, name)
        && (this[target].IndexOf((byte)'\\') < 0 || Problem(name, "is written with escapes; write it in plain letters"));

    /// <summary>Reads a value of one kind as raw bytes; null counts as absent.</summary>
    public bool ReadRaw(ref Slice target, JsonKind kind, string name, string problem)
    {
        if (!Once(target, name))
        {
            return false;
        }

        var found = Cursor.Peek();
        if (found == JsonKind.Null)
        {
            return Skip(name);
        }

        if (found != kind)
        {
            return WrongKind(name, problem);
        }

        target = Cursor.ReadValue();
        return !Cursor.Failed || In(name);
    }

    /// <summary>Reads true or false; null counts as false.</summary>
    public bool ReadBoolean(ref bool target, string name)
    {
        var kind = Cursor.Peek();
        if (kind is not (JsonKind.True or JsonKind.False or JsonKind.Null))
        {
            return WrongKind(name, "expected true or false");
        }

        target = kind == JsonKind.True;
        return Skip(name);
    }

    /// <summary>Reads a whole number from 0 up; null counts as absent.</summary>
    public bool ReadCount(ref long? target, string name)
    {
        var kind = Cursor.Peek();
        if (kind == JsonKind.Null)
        {
            return Skip(name);
        }

        if (kind != JsonKind.Number)
        {
            return WrongKind(name, "expected a whole number, 0 or more");
        }

        target = Cursor.ReadInteger();
        return Cursor.Failed ? In(name) : target >= 0 || Problem(name, "expected a whole number, 0 or more");
    }

    /// <summary>Goes over a value.</summary>
    public bool Skip(string name)
    {
        Cursor.ReadValue();
        return !Cursor.Failed || In(name);
    }

    /// <summary>Enters an object; null counts as absent (<paramref name="entered"/> is false then).</summary>
    public bool EnterOptional(out bool entered, string problem = "expected an object")
    {
        entered = false;
        switch (Cursor.Peek())
        {
            case JsonKind.Null:
                return Skip(string.Empty);
            case JsonKind.Object:
                return entered = Cursor.EnterObject();
            default:
                return WrongKind(string.Empty, problem);
        }
    }

    /// <summary>What was read since <paramref name="start"/>.</summary>
    public readonly Slice Since(int start) => new(start, Cursor.Position - start);

    /// <summary>Finds a member of the object that begins here without moving; absent where it is not there or no string.</summary>
    public bool Probe(ReadOnlySpan<byte> member, out Slice value)
    {
        value = default;
        var probe = Cursor;
        probe.EnterObject();
        while (probe.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual(member))
            {
                value = probe.ReadStringOrSkip();
                return !probe.Failed || Cursor.Fail();
            }

            probe.ReadValue();
        }

        if (probe.Failed)
        {
            Cursor = probe;
        }

        return !probe.Failed;
    }
}
