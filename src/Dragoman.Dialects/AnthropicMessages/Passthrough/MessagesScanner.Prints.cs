using Dragoman.Dialects.AnthropicMessages.Prints;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages.Passthrough;

/// <summary>Tools and system prompt, with the fingerprints that a scan takes on its way where they are wanted.</summary>
internal ref partial struct MessagesScanner
{
    private readonly void PrintSetting(ReadOnlySpan<byte> name, Slice value) =>
        _prints?.AddSetting(BlockPrinter.Member(name, _body.Slice(value.Start, value.Length)));

    private void ReadTools()
    {
        if (_cursor.Peek() != JsonKind.Array)
        {
            _cursor.ReadValue();
            return;
        }

        _cursor.EnterArray();
        while (_cursor.NextElement())
        {
            var tool = _cursor.ReadValue();
            Scan.FirstTool = Scan.ToolCount == 0 ? tool : Scan.FirstTool;
            PrintTool(tool, Scan.ToolCount++);
        }
    }

    // A tool's inside is not walked: only one of them has a cache mark, if any.
    private readonly void PrintTool(Slice tool, int index)
    {
        if (_prints is null)
        {
            return;
        }

        var raw = _body.Slice(tool.Start, tool.Length);
        var hash = raw.IndexOf("\"cache_control\""u8) < 0 ? ByteHash.Of(raw) : HashWithoutMark(raw);
        _prints.Add(new BlockPrint(hash, 0, 0, PrintKind.Tool, -1, index));
    }

    // The same as if the mark had never been written, comma included.
    private readonly ulong HashWithoutMark(ReadOnlySpan<byte> raw)
    {
        var cursor = new JsonCursor(raw);
        if (cursor.Peek() != JsonKind.Object || !cursor.EnterObject())
        {
            return ByteHash.Of(raw);
        }

        for (var from = cursor.Position; cursor.NextMember(out ReadOnlySpan<byte> name); from = cursor.Position)
        {
            var value = cursor.ReadValue();
            if (name.SequenceEqual("cache_control"u8) && !cursor.Failed)
            {
                _prints!.NoteMark(raw[value.Start..value.End]);
                var rest = new byte[raw.Length - (cursor.Position - from)];
                raw[..from].CopyTo(rest);
                raw[cursor.Position..].CopyTo(rest.AsSpan(from));
                return ByteHash.Of(rest);
            }
        }

        return ByteHash.Of(raw);
    }

    private void PrintSystem()
    {
        if (_cursor.Peek() != JsonKind.Array)
        {
            var text = _cursor.ReadValue();
            _prints!.Add(BlockPrinter.Text(_body.Slice(text.Start, text.Length), PrintKind.System, -1));
            return;
        }

        _cursor.EnterArray();
        for (var i = 0; _cursor.NextElement(); i++)
        {
            Print(PrintKind.System, i);
        }
    }

    private void Print(PrintKind kind, int index)
    {
        if (_cursor.Peek() != JsonKind.Object)
        {
            var value = _cursor.ReadValue();
            _prints!.Add(BlockPrinter.Text(_body.Slice(value.Start, value.Length), kind, -1));
            return;
        }

        var printer = default(BlockPrinter);
        var isAttribution = false;
        _cursor.EnterObject();
        while (_cursor.NextMember(out Slice name))
        {
            _cursor.Peek();
            var from = _cursor.Position;
            _cursor.ReadValue();
            if (_cursor.Failed)
            {
                return;
            }

            // The line in front of the system prompt that names the client's build is in nobody's cache (H-018).
            isAttribution |= kind == PrintKind.System && index == 0 && _body[from..].StartsWith("\"x-anthropic-billing-header:"u8);
            printer.Add(_body.Slice(name.Start, name.Length), _body[from.._cursor.Position], _prints!);
        }

        if (!isAttribution)
        {
            _prints!.Add(printer.End(kind, -1, index));
        }
    }
}
