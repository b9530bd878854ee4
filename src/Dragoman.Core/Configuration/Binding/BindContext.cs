namespace Dragoman.Core.Configuration.Binding;

/// <summary>What a binding run shares: where errors go, and where secrets come from.</summary>
internal sealed class BindContext(string file, ISecretSource secrets, string source = "")
{
    /// <summary>Errors beyond this many say nothing new.</summary>
    private const int MaxErrors = 200;

    private string[]? _lines;

    public ISecretSource Secrets { get; } = secrets;

    /// <summary>The secrets section, null before it was read; a null value is an entry that was wrong.</summary>
    public Dictionary<string, Secret?>? NamedSecrets { get; set; }

    public List<ConfigError> Errors { get; } = [];

    public List<ConfigError> Warnings { get; } = [];

    public void Error(ConfigNode node, string path, string message, string fix = "") =>
        Error(new Spot(node.Line, node.Column, path), message, fix);

    public void Error(Spot at, string message, string fix = "")
    {
        if (Errors.Count < MaxErrors)
        {
            Errors.Add(new ConfigError(file, at.Line, at.Column, at.Path, message, fix));
        }
    }

    public void Warn(Spot at, string message, string fix = "")
    {
        if (Warnings.Count < MaxErrors)
        {
            Warnings.Add(new ConfigError(file, at.Line, at.Column, at.Path, message, fix));
        }
    }

    /// <summary>Where a place inside a text stands in the file: exact for literal blocks, the text's begin for everything else.</summary>
    public Spot Place(ConfigNode node, string path, int line, int column)
    {
        if (!node.IsLiteralBlock)
        {
            return new Spot(node.Line, line == 1 ? node.Column + column - 1 + (node.IsQuoted ? 1 : 0) : node.Column, path);
        }

        // The block's text begins on the line behind its "|", with the block's indentation taken off.
        _lines ??= source.Split('\n');
        var at = node.Line + line;
        var written = at - 1 < _lines.Length ? _lines[at - 1] : "";
        var kept = line - 1 < node.Text.Split('\n').Length ? node.Text.Split('\n')[line - 1] : "";
        var indent = Math.Max(written.TrimEnd('\r').Length - kept.Length, 0);
        return new Spot(at, column + indent, path);
    }
}
