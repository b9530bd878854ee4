using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// Tool calls that a weak model wrote into its text (H-200, H-448). Off by default; only calls of tools that the request has are
/// taken, everything else stays text. Works on plain text.
/// </summary>
internal static class TextToolCalls
{
    private static readonly byte[][] Begins =
    [
        "<tool_call>"u8.ToArray(), "[TOOL_CALLS]"u8.ToArray(), "<function="u8.ToArray(), "<｜tool▁calls▁begin｜>"u8.ToArray(),
    ];

    private static readonly byte[][] Ends =
    [
        "</tool_call>"u8.ToArray(), [], "</function>"u8.ToArray(), "<｜tool▁calls▁end｜>"u8.ToArray(),
    ];

    /// <summary>Where a call begins; -1 where none does.</summary>
    public static int Find(ReadOnlySpan<byte> plain, bool isLast)
    {
        _ = isLast;
        var found = -1;
        foreach (var begin in Begins)
        {
            var at = plain.IndexOf(begin);
            found = at >= 0 && (found < 0 || at < found) ? at : found;
        }

        return found;
    }

    /// <summary>Bytes at the end that may be the beginning of a call.</summary>
    public static int Overlap(ReadOnlySpan<byte> plain)
    {
        foreach (var begin in Begins)
        {
            for (var length = Math.Min(plain.Length, begin.Length - 1); length > 0; length--)
            {
                if (begin.AsSpan().StartsWith(plain[^length..]))
                {
                    return length;
                }
            }
        }

        return 0;
    }

    /// <summary>The length of the call that begins here; -1 while its end has not come.</summary>
    public static int Length(ReadOnlySpan<byte> plain, bool isLast)
    {
        for (var i = 0; i < Begins.Length; i++)
        {
            if (!plain.StartsWith(Begins[i]))
            {
                continue;
            }

            var end = Ends[i].Length == 0 ? -1 : plain.IndexOf(Ends[i]);
            return end >= 0 ? end + Ends[i].Length : isLast ? plain.Length : -1;
        }

        return plain.Length;
    }

    /// <summary>Reads the calls of one marked passage into the sequencer; false where it is none that the request's tools know.</summary>
    public static bool Read(ReadOnlySpan<byte> passage, ConversationRequest request, BlockSequencer sequencer)
    {
        if (passage.StartsWith(Begins[3]))
        {
            return ReadDeepSeek(passage, request, sequencer);
        }

        var body = passage;
        for (var i = 0; i < Begins.Length; i++)
        {
            if (i != 2 && body.StartsWith(Begins[i]))
            {
                body = body[Begins[i].Length..];
                body = Ends[i].Length > 0 && body.EndsWith(Ends[i]) ? body[..^Ends[i].Length] : body;
                break;
            }
        }

        body = body.Trim(" \t\r\n"u8);
        if (body.StartsWith("<function="u8))
        {
            return ReadXml(body, request, sequencer);
        }

        return body.StartsWith("["u8) ? ReadList(body, request, sequencer) : ReadJson(body, request, sequencer);
    }

    private static bool ReadList(ReadOnlySpan<byte> body, ConversationRequest request, BlockSequencer sequencer)
    {
        var cursor = new JsonCursor(body);
        cursor.EnterArray();
        var any = false;
        while (cursor.NextElement())
        {
            var element = cursor.ReadValue();
            if (cursor.Failed || !ReadJson(body.Slice(element.Start, element.Length), request, sequencer))
            {
                return any;
            }

            any = true;
        }

        return any;
    }

    // {"name": …, "arguments": {…}}
    private static bool ReadJson(ReadOnlySpan<byte> body, ConversationRequest request, BlockSequencer sequencer)
    {
        var cursor = new JsonCursor(body);
        if (cursor.Peek() != JsonKind.Object)
        {
            return false;
        }

        Slice name = default;
        Slice arguments = default;
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> member))
        {
            if (member.SequenceEqual("name"u8))
            {
                name = cursor.ReadStringOrSkip();
            }
            else if (member.SequenceEqual("arguments"u8) || member.SequenceEqual("parameters"u8))
            {
                arguments = cursor.ReadValue();
            }
            else
            {
                cursor.ReadValue();
            }
        }

        var raw = body.Slice(arguments.Start, arguments.Length);
        if (cursor.Failed || (!raw.IsEmpty && raw[0] is not ((byte)'{' or (byte)'"')))
        {
            return false;
        }

        return Call(body.Slice(name.Start, name.Length), raw.IsEmpty ? "{}"u8 : raw, request, sequencer);
    }

    // <function=Name><parameter=key>value</parameter>…</function>
    private static bool ReadXml(ReadOnlySpan<byte> body, ConversationRequest request, BlockSequencer sequencer)
    {
        body = body["<function="u8.Length..];
        var close = body.IndexOf((byte)'>');
        if (close < 0)
        {
            return false;
        }

        var name = body[..close].Trim(" \""u8);
        using var json = new ByteWriter();
        json.Write((byte)'{');
        body = body[(close + 1)..];
        while (true)
        {
            var start = body.IndexOf("<parameter="u8);
            if (start < 0)
            {
                break;
            }

            body = body[(start + "<parameter="u8.Length)..];
            close = body.IndexOf((byte)'>');
            var end = body.IndexOf("</parameter>"u8);
            if (close < 0 || end < close)
            {
                return false;
            }

            json.Write(json.Length > 1 ? ","u8 : default);
            json.WriteString(body[..close].Trim(" \""u8));
            json.Write((byte)':');
            WriteValue(body[(close + 1)..end], json);
            body = body[end..];
        }

        json.Write((byte)'}');
        return Call(name, json.Written, request, sequencer);
    }

    // A number, a truth value, an object or a list is meant as such; everything else is text.
    private static void WriteValue(ReadOnlySpan<byte> value, ByteWriter json)
    {
        var trimmed = value.Trim("\r\n"u8);
        var cursor = new JsonCursor(trimmed);
        if (cursor.Peek() is not (JsonKind.String or JsonKind.Invalid or JsonKind.End) && !cursor.ReadValue().IsEmpty && cursor.AtEnd())
        {
            json.Write(trimmed);
        }
        else
        {
            json.WriteString(trimmed);
        }
    }

    // <｜tool▁call▁begin｜>function<｜tool▁sep｜>Name ```json {…} ``` <｜tool▁call▁end｜>
    private static bool ReadDeepSeek(ReadOnlySpan<byte> passage, ConversationRequest request, BlockSequencer sequencer)
    {
        var any = false;
        while (true)
        {
            var start = passage.IndexOf("<｜tool▁sep｜>"u8);
            if (start < 0)
            {
                return any;
            }

            passage = passage[(start + "<｜tool▁sep｜>"u8.Length)..];
            var open = passage.IndexOf((byte)'{');
            var end = passage.IndexOf("<｜tool▁call▁end｜>"u8);
            if (open < 0 || end < open)
            {
                return any;
            }

            var name = passage[..open];
            var line = name.IndexOfAny((byte)'\n', (byte)'`');
            name = (line >= 0 ? name[..line] : name).Trim(" \t\r\n"u8);
            var arguments = passage[open..end].TrimEnd(" \t\r\n`"u8);
            any |= Call(name, arguments, request, sequencer);
            passage = passage[end..];
        }
    }

    private static bool Call(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, ConversationRequest request, BlockSequencer sequencer)
    {
        var cursor = new JsonCursor(json);
        if (name.IsEmpty || OfferedTools.FindDefined(request, name) < 0 || cursor.ReadValue().IsEmpty || !cursor.AtEnd())
        {
            return false;
        }

        using var arguments = new ByteWriter(json.Length);
        JsonStrings.Escape(json, arguments);
        sequencer.ToolFragment(-1, default, name, arguments.Written);
        return true;
    }
}
