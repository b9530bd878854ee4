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
            _cursor.Peek();
            var tool = _cursor.ReadValue();
            Scan.FirstTool = Scan.ToolCount == 0 ? tool : Scan.FirstTool;
            PrintTool(tool, Scan.ToolCount++);
        }
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
