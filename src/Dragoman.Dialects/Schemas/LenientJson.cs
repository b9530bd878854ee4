using System.Buffers;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Schemas;

/// <summary>
/// Reads what models write in place of JSON, where it can be read in one way only: quotes of the other kind, names without quotes,
/// commas too many, Python's words, bare line ends in texts, brackets that were left open at the end. A text that was cut off, or that
/// could go on, is read in no way at all.
/// </summary>
internal ref struct LenientJson
{
    private const int MaxDepth = 64;
    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$"u8);

    private readonly ReadOnlySpan<byte> _text;
    private readonly ByteWriter _output;
    private int _at;
    private bool _isCut;

    private LenientJson(ReadOnlySpan<byte> text, ByteWriter output)
    {
        _text = text;
        _output = output;
    }

    /// <summary>Writes the text as JSON. False where it can be read in no way or in several; what was written is meaningless then.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, ByteWriter output)
    {
        var reader = new LenientJson(Unfenced(text.Trim(" \t\r\n"u8)), output);
        reader.SkipBlanks();
        return !reader.IsAtEnd && reader._text[reader._at] == '{' && reader.ReadValue(0) && reader.IsDone();
    }

    private readonly bool IsAtEnd => _at >= _text.Length;

    // A fence around it is how models show JSON to people. Its end says nothing, and hosts lose it.
    private static ReadOnlySpan<byte> Unfenced(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("```"u8))
        {
            return text;
        }

        var inner = text[3..];
        inner = inner.EndsWith("```"u8) ? inner[..^3] : inner;
        return (inner.StartsWith("json"u8) ? inner[4..] : inner).Trim(" \t\r\n"u8);
    }

    private bool IsDone()
    {
        SkipBlanks();
        return IsAtEnd;
    }

    private void SkipBlanks()
    {
        while (!IsAtEnd && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }
    }

    private bool ReadValue(int depth)
    {
        SkipBlanks();
        if (IsAtEnd || depth > MaxDepth)
        {
            return false;
        }

        return _text[_at] switch
        {
            (byte)'{' => ReadContainer((byte)'}', depth),
            (byte)'[' => ReadContainer((byte)']', depth),
            (byte)'"' or (byte)'\'' => ReadString(),
            _ => ReadWord(),
        };
    }

    private bool ReadContainer(byte close, int depth)
    {
        _output.Write(_text[_at++]);
        for (var isFirst = true; ; isFirst = false)
        {
            SkipBlanks();
            if (IsAtEnd)
            {
                // Left open behind a whole value: only brackets can follow. Behind a comma, or with nothing in it, more was to come.
                return !isFirst && Close(close, isCut: true);
            }

            if (_text[_at] == close)
            {
                _at++;
                return Close(close, isCut: false);
            }

            if (!isFirst)
            {
                if (_text[_at] != ',')
                {
                    return false;
                }

                _at++;
                SkipBlanks();
                if (!IsAtEnd && _text[_at] == close)
                {
                    // One comma too many.
                    _at++;
                    return Close(close, isCut: false);
                }

                _output.Write((byte)',');
            }

            if (close == '}' && !ReadName())
            {
                return false;
            }

            if (!ReadValue(depth + 1))
            {
                return false;
            }

            if (_isCut && !IsAtEnd)
            {
                return false;
            }
        }
    }

    private bool Close(byte close, bool isCut)
    {
        _isCut |= isCut;
        _output.Write(close);
        return true;
    }

    private bool ReadName()
    {
        SkipBlanks();
        if (IsAtEnd)
        {
            return false;
        }

        if (_text[_at] is (byte)'"' or (byte)'\'')
        {
            if (!ReadString())
            {
                return false;
            }
        }
        else
        {
            var length = _text[_at..].IndexOfAnyExcept(NameBytes);
            if (length <= 0 || char.IsAsciiDigit((char)_text[_at]))
            {
                return false;
            }

            _output.WriteEscaped(_text.Slice(_at, length));
            _at += length;
        }

        SkipBlanks();
        if (IsAtEnd || _text[_at] != ':')
        {
            return false;
        }

        _at++;
        _output.Write((byte)':');
        return true;
    }

    private bool ReadString()
    {
        var quote = _text[_at++];
        _output.Write((byte)'"');
        while (!IsAtEnd)
        {
            var c = _text[_at++];
            if (c == quote)
            {
                _output.Write((byte)'"');
                return true;
            }

            if (c == '\\')
            {
                if (!ReadEscape())
                {
                    return false;
                }
            }
            else if (c < 0x20)
            {
                // A bare line end can only be itself.
                Span<byte> plain = [c];
                JsonStrings.Escape(plain, _output);
            }
            else if (c == '"')
            {
                _output.Write("\\\""u8);
            }
            else
            {
                _output.Write(c);
            }
        }

        // Where the text should have ended nobody knows.
        return false;
    }

    private bool ReadEscape()
    {
        if (IsAtEnd)
        {
            return false;
        }

        var c = _text[_at++];
        switch (c)
        {
            case (byte)'\'':
                _output.Write(c);
                return true;
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                _output.Write((byte)'\\');
                _output.Write(c);
                return true;
            case (byte)'u' when _at + 4 <= _text.Length && IsHex(_text.Slice(_at, 4)):
                _output.Write("\\u"u8);
                _output.Write(_text.Slice(_at, 4));
                _at += 4;
                return true;
            default:
                // `\d` may be a backslash and a letter, or the letter.
                return false;
        }
    }

    private static bool IsHex(ReadOnlySpan<byte> digits)
    {
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadWord()
    {
        var end = _text[_at..].IndexOfAny(" \t\r\n,:]}"u8);
        if (end <= 0)
        {
            // A number at the very end may be the beginning of a longer one.
            return end < 0 && ReadConstant(_text[_at..]) && Advance(_text.Length - _at);
        }

        var word = _text.Slice(_at, end);
        if (ReadConstant(word))
        {
            return Advance(end);
        }

        if (new JsonCursor(word).Peek() != JsonKind.Number || !StrictJson.IsValid(word))
        {
            return false;
        }

        _output.Write(word);
        return Advance(end);
    }

    private bool Advance(int length)
    {
        _at += length;
        return true;
    }

    private readonly bool ReadConstant(ReadOnlySpan<byte> word)
    {
        var constant = word switch
        {
            _ when word.SequenceEqual("true"u8) || word.SequenceEqual("True"u8) => "true"u8,
            _ when word.SequenceEqual("false"u8) || word.SequenceEqual("False"u8) => "false"u8,
            _ when word.SequenceEqual("null"u8) || word.SequenceEqual("None"u8) => "null"u8,
            _ => default,
        };
        _output.Write(constant);
        return !constant.IsEmpty;
    }
}
