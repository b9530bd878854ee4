using Spectre.Console;

namespace Dragoman.Commands;

/// <summary>A table of text: fitted to a terminal, and elsewhere as wide as its content, without colours.</summary>
internal static class Table
{
    private const int Unfitted = 10_000;

    /// <summary>Prints it.</summary>
    /// <param name="host">The process.</param>
    /// <param name="columns">Titles; those that end in <c>&gt;</c> hold numbers and stand to the right.</param>
    /// <param name="rows">Cells as plain text.</param>
    public static void Print(CommandHost host, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = host.Colour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = host.Colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(host.Out),
        });
        console.Profile.Width = host.Width ?? Unfitted;
        var table = new Spectre.Console.Table().Border(TableBorder.None).Collapse();
        foreach (var title in columns)
        {
            var right = title.EndsWith('>');
            var column = new TableColumn($"[bold]{Markup.Escape(title.TrimEnd('>'))}[/]") { Padding = new Padding(0, 0, 2, 0) };
            table.AddColumn(right ? column.RightAligned() : column.LeftAligned());
        }

        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        }

        console.Write(table);
    }
}
