using System.Buffers.Text;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// Follows the arguments of a call as they arrive (JSON inside a JSON string) far enough to know whether the document is
/// complete. It decides nothing about validity: that is the client's business.
/// </summary>
internal struct ArgumentScanner
{
    private int _at;
    private int _depth;
    private bool _inString;
    private bool _afterBackslash;
    private int _last;

    /// <summary>The first character that is no white space; 0 while there is none.</summary>
    public byte First { get; private set; }

    /// <summary>Where the first character stands in the arguments.</summary>
    public int Start { get; private set; }

    /// <summary>The offset behind the first complete object or array; 0 while it is not complete.</summary>
    public int End { get; private set; }

    /// <summary>True once something other than a brace and white space was seen: the object is not empty.</summary>
    public bool HasMembers { get; private set; }

    /// <summary>True where a value may follow, such as an object that begins like the one it stands in.</summary>
    public readonly bool IsBeforeValue => !_inString && _last is (':' or ',' or '[');

    /// <summary>Reads on to the end of the given arguments (all of them, escaped content), or to the end of the document.</summary>
    public void Read(ReadOnlySpan<byte> arguments)
    {
        while (_at < arguments.Length && End == 0)
        {
            if (_inString && !_afterBackslash)
            {
                // Inside a string only a quote or a backslash counts, and both arrive as escapes.
                var hit = arguments[_at..].IndexOf((byte)'\\');
                if (hit < 0)
                {
                    _at = arguments.Length;
                    return;
                }

                _at += hit;
            }

            var start = _at;
            See(Next(arguments), start);
        }
    }

    private void See(int character, int start)
    {
        if (_inString)
        {
            _inString = _afterBackslash || character != '"';
            _afterBackslash = !_afterBackslash && character == '\\';
            return;
        }

        if (character is ' ' or '\n' or '\r' or '\t')
        {
            return;
        }

        _last = character;
        if (First == 0)
        {
            First = (byte)Math.Min(character, 0x7F);
            Start = start;
        }
        else if (character != '}' || _depth > 1)
        {
            HasMembers = true;
        }

        switch (character)
        {
            case '"':
                _inString = true;
                break;
            case '{' or '[':
                _depth++;
                break;
            case '}' or ']':
                if (--_depth == 0)
                {
                    End = _at;
                }

                break;
            default:
                break;
        }
    }

    // One character of the inner text, which is one byte or one escape of the outer one.
    private int Next(ReadOnlySpan<byte> arguments)
    {
        var first = arguments[_at];
        if (first != '\\' || _at + 1 >= arguments.Length)
        {
            _at++;
            return first;
        }

        var kind = arguments[_at + 1];
        if (kind == 'u' && _at + 6 <= arguments.Length)
        {
            var isHex = Utf8Parser.TryParse(arguments.Slice(_at + 2, 4), out int unit, out _, 'x');
            _at += 6;
            return isHex ? unit : 'u';
        }

        _at += 2;
        return kind switch { (byte)'n' => '\n', (byte)'r' => '\r', (byte)'t' => '\t', (byte)'b' or (byte)'f' => ' ', _ => kind };
    }
}
