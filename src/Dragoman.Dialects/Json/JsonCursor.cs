using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Dragoman.Dialects.Json;

/// <summary>
/// Walks over JSON and skips by vector search what need not be looked at. It guarantees what keeps a slice from ever changing
/// the structure of what is written around it: strings are terminated and hold no control character, brackets balance and
/// match, depth is bounded. The grammar of tokens inside a skipped value is left to whoever reads it next.
/// UTF-8 validity is checked once for the whole body, see <see cref="IsCleanUtf8"/>.
/// </summary>
/// <remarks>Errors are a state, not an exception: after <see cref="Fail"/> every read returns nothing.</remarks>
public ref struct JsonCursor
{
    /// <summary>Levels of nesting that are followed; deeper documents are refused (H-495).</summary>
    public const int MaxDepth = 512;

    private readonly ReadOnlySpan<byte> _json;
    private int _at;
    private ulong _high;
    private bool _first;

    /// <summary>Starts at <paramref name="position"/> of <paramref name="json"/>, which may be a whole arena.</summary>
    /// <param name="json">The bytes that the returned slices index.</param>
    /// <param name="position">Where the value begins.</param>
    /// <param name="end">Where to stop; -1 for the end of <paramref name="json"/>.</param>
    public JsonCursor(ReadOnlySpan<byte> json, int position = 0, int end = -1)
    {
        _json = end < 0 ? json : json[..end];
        _at = position;
    }

    /// <summary>A cursor over one slice of an arena.</summary>
    public JsonCursor(Arena arena, Slice slice)
        : this(arena.Bytes, slice.Start, slice.End)
    {
    }

    /// <summary>True once the document turned out malformed.</summary>
    public bool Failed { get; private set; }

    /// <summary>Where reading stands, or where it failed: an offset into the given bytes.</summary>
    public readonly int Position => _at;

    /// <summary>True when a body is valid UTF-8, which every slice of it then is, as slices end at quotes and brackets.</summary>
    public static bool IsCleanUtf8(ReadOnlySpan<byte> body) => System.Text.Unicode.Utf8.IsValid(body);

    /// <summary>
    /// True where a byte beyond ASCII stands in what was read since the last call: only that need be valid UTF-8, as strings, which alone
    /// may hold such bytes, are read whole.
    /// </summary>
    public bool TakeHigh()
    {
        var seen = _high != 0;
        _high = 0;
        return seen;
    }

    /// <summary>What comes next, after white space.</summary>
    public JsonKind Peek()
    {
        if (Failed)
        {
            return JsonKind.Invalid;
        }

        SkipWhiteSpace();
        if (_at >= _json.Length)
        {
            return JsonKind.End;
        }

        return _json[_at] switch
        {
            (byte)'{' => JsonKind.Object,
            (byte)'[' => JsonKind.Array,
            (byte)'"' => JsonKind.String,
            (byte)'t' => JsonKind.True,
            (byte)'f' => JsonKind.False,
            (byte)'n' => JsonKind.Null,
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => JsonKind.Number,
            _ => JsonKind.Invalid,
        };
    }

    /// <summary>Enters an object; false (and failed) when none begins here.</summary>
    public bool EnterObject() => Enter((byte)'{');

    /// <summary>Enters an array; false (and failed) when none begins here.</summary>
    public bool EnterArray() => Enter((byte)'[');

    /// <summary>
    /// The next member's name (escaped content, without quotes) with the cursor in front of its value; false at the closing
    /// brace, which is consumed. Every value must be read or skipped before the next call.
    /// </summary>
    public bool NextMember(out ReadOnlySpan<byte> name)
    {
        var found = NextMember(out Slice slice);
        name = found ? _json.Slice(slice.Start, slice.Length) : default;
        return found;
    }

    /// <summary>The same, with the name as a slice of the given bytes.</summary>
    public bool NextMember(out Slice name)
    {
        name = default;
        if (!Next((byte)'}'))
        {
            return false;
        }

        var slice = ReadString();
        SkipWhiteSpace();
        if (Failed || _at >= _json.Length || _json[_at] != ':')
        {
            return Fail();
        }

        _at++;
        name = slice;
        return true;
    }

    /// <summary>True with the cursor in front of the next element; false at the closing bracket, which is consumed.</summary>
    public bool NextElement() => Next((byte)']');

    /// <summary>Reads a string; the slice is its content without quotes, still escaped.</summary>
    public Slice ReadString()
    {
        SkipWhiteSpace();
        if (Failed || _at >= _json.Length || _json[_at] != '"')
        {
            Fail();
            return default;
        }

        var start = ++_at;
        if (!SkipStringBody())
        {
            return default;
        }

        return new Slice(start, _at - 1 - start);
    }

    /// <summary>Reads a string, or nothing where the value is not a string (which is skipped).</summary>
    public Slice ReadStringOrSkip()
    {
        if (Peek() == JsonKind.String)
        {
            return ReadString();
        }

        ReadValue();
        return default;
    }

    /// <summary>Reads a boolean; any other value is skipped and counts as <paramref name="otherwise"/>.</summary>
    public bool ReadBoolean(bool otherwise = false)
    {
        var kind = Peek();
        ReadValue();
        return kind switch { JsonKind.True => true, JsonKind.False => false, _ => otherwise };
    }

    /// <summary>Reads a whole number; null (and skipped) where the value is none.</summary>
    public long? ReadInteger()
    {
        var isNumber = Peek() == JsonKind.Number;
        var slice = ReadValue();
        if (!isNumber || Failed)
        {
            return null;
        }

        var text = _json.Slice(slice.Start, slice.Length);
        if (Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length)
        {
            return value;
        }

        return Utf8Parser.TryParse(text, out double real, out used) && used == text.Length
            && Math.Abs(real) < 1e15 && Math.Floor(real) == real
            ? (long)real
            : null;
    }

    /// <summary>Skips any value and returns its raw bytes.</summary>
    public Slice ReadValue()
    {
        switch (Peek())
        {
            case JsonKind.String:
                var start = _at;
                ReadString();
                return Failed ? default : new Slice(start, _at - start);
            case JsonKind.Object or JsonKind.Array:
                return SkipContainer();
            case JsonKind.Number or JsonKind.True or JsonKind.False or JsonKind.Null:
                return SkipScalar();
            default:
                Fail();
                return default;
        }
    }

    /// <summary>True when nothing but white space is left.</summary>
    public bool AtEnd()
    {
        SkipWhiteSpace();
        return !Failed && _at >= _json.Length;
    }

    /// <summary>Marks the document malformed at the current position. Always false.</summary>
    public bool Fail()
    {
        Failed = true;
        return false;
    }

    private bool Enter(byte bracket)
    {
        SkipWhiteSpace();
        if (Failed || _at >= _json.Length || _json[_at] != bracket)
        {
            return Fail();
        }

        _at++;
        _first = true;
        return true;
    }

    private bool Next(byte close)
    {
        if (Failed)
        {
            return false;
        }

        var first = _first;
        _first = false;
        SkipWhiteSpace();
        if (_at >= _json.Length)
        {
            return Fail();
        }

        if (_json[_at] == close)
        {
            _at++;
            return false;
        }

        if (first)
        {
            return true;
        }

        if (_json[_at] != ',')
        {
            return Fail();
        }

        _at++;
        SkipWhiteSpace();
        return (_at < _json.Length && _json[_at] != close) || Fail();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipWhiteSpace()
    {
        if (_at < _json.Length && _json[_at] <= ' ')
        {
            SkipBlanks();
        }
    }

    private void SkipBlanks()
    {
        while (_at < _json.Length && _json[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _at++;
        }
    }

    // Enters behind the opening quote, leaves behind the closing one.
    private bool SkipStringBody()
    {
        var end = JsonBlocks.EndOfString(_json, _at, ref _high);
        if (end < 0)
        {
            _at = ~end;
            return Fail();
        }

        _at = end + 1;
        return true;
    }

    private Slice SkipContainer()
    {
        var start = _at;
        var end = JsonBlocks.EndOfContainer(_json, _at, ref _high);
        if (end < 0)
        {
            _at = ~end;
            Fail();
            return default;
        }

        _at = end;
        // What follows a finished container is never its parent's first member.
        _first = false;
        return new Slice(start, end - start);
    }

    private Slice SkipScalar()
    {
        var start = _at;
        while (_at < _json.Length && !IsScalarEnd(_json[_at]))
        {
            _at++;
        }

        var text = _json[start.._at];
        var ok = text[0] switch
        {
            (byte)'t' => text.SequenceEqual("true"u8),
            (byte)'f' => text.SequenceEqual("false"u8),
            (byte)'n' => text.SequenceEqual("null"u8),
            _ => IsNumber(text),
        };
        if (!ok)
        {
            Fail();
            return default;
        }

        return new Slice(start, _at - start);
    }

    private static bool IsScalarEnd(byte value) => value is (byte)',' or (byte)'}' or (byte)']' or <= (byte)' ' or (byte)':' or (byte)'"' or (byte)'{' or (byte)'[';

    // RFC 8259, section 6.
    private static bool IsNumber(ReadOnlySpan<byte> text)
    {
        var i = text[0] == '-' ? 1 : 0;
        if (i == text.Length || (text[i] == '0' && i + 1 < text.Length && char.IsAsciiDigit((char)text[i + 1])))
        {
            return false;
        }

        if (!Digits(text, ref i))
        {
            return false;
        }

        if (i < text.Length && text[i] == '.')
        {
            i++;
            if (!Digits(text, ref i))
            {
                return false;
            }
        }

        if (i < text.Length && text[i] is (byte)'e' or (byte)'E')
        {
            i++;
            if (i < text.Length && text[i] is (byte)'+' or (byte)'-')
            {
                i++;
            }

            return Digits(text, ref i) && i == text.Length;
        }

        return i == text.Length;
    }

    private static bool Digits(ReadOnlySpan<byte> text, ref int i)
    {
        var start = i;
        while (i < text.Length && char.IsAsciiDigit((char)text[i]))
        {
            i++;
        }

        return i > start;
    }
}
