using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.Json;

/// <summary>
/// What the cursor promises of a skipped container, checked one byte at a time: strings end and hold no control characters or unknown
/// escapes, brackets match, depth is bounded, nothing else is a control character or a backslash.
/// </summary>
internal static class PlainStructure
{
    public static bool IsSound(ReadOnlySpan<byte> json)
    {
        var brackets = new Stack<byte>();
        for (var i = 0; i < json.Length; i++)
        {
            switch (json[i])
            {
                case (byte)'"':
                    i = StringEnd(json, i + 1);
                    if (i < 0)
                    {
                        return false;
                    }

                    break;
                case (byte)'{' or (byte)'[':
                    brackets.Push(json[i]);
                    if (brackets.Count > JsonCursor.MaxDepth)
                    {
                        return false;
                    }

                    break;
                case (byte)'}' or (byte)']':
                    if (brackets.Count == 0 || brackets.Pop() != (json[i] == '}' ? '{' : '['))
                    {
                        return false;
                    }

                    if (brackets.Count == 0)
                    {
                        return json[(i + 1)..].Trim(" \t\r\n"u8).IsEmpty;
                    }

                    break;
                case (byte)'\\' or (< 0x20 and not ((byte)'\n' or (byte)'\r' or (byte)'\t')):
                    return false;
            }
        }

        return false;
    }

    private static int StringEnd(ReadOnlySpan<byte> json, int at)
    {
        for (; at < json.Length && json[at] >= 0x20; at++)
        {
            if (json[at] == '"')
            {
                return at;
            }

            if (json[at] != '\\')
            {
                continue;
            }

            at++;
            if (at >= json.Length || !"\"\\/bfnrtu".Contains((char)json[at], StringComparison.Ordinal))
            {
                return -1;
            }

            if (json[at] == 'u' && (at + 4 >= json.Length || !json.Slice(at + 1, 4).ToArray().All(c => char.IsAsciiHexDigit((char)c))))
            {
                return -1;
            }
        }

        return -1;
    }
}
