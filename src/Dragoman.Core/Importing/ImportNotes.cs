namespace Dragoman.Core.Importing;

/// <summary>Collects what was not carried over.</summary>
internal sealed class ImportNotes(string file)
{
    /// <summary>More say nothing new, and a file is not trusted to be short.</summary>
    private const int Max = 500;

    private readonly List<ImportNote> _notes = [];

    public IReadOnlyList<ImportNote> All => [.. _notes.Distinct().OrderBy(note => note.Line)];

    public void Add(int line, string member, string text)
    {
        if (_notes.Count < Max)
        {
            _notes.Add(new ImportNote(file, line, Clean(member), text));
        }
    }

    // Names of members come from the file; they are printed on a terminal.
    private static string Clean(string member) =>
        string.Concat(member.Take(200).Select(c => char.IsControl(c) ? '?' : c));
}
