namespace Dragoman.Core.Configuration.Binding;

/// <summary>A value of a configuration document with its place, whatever the document was written in.</summary>
internal sealed class ConfigNode
{
    public required NodeKind Kind { get; init; }

    /// <summary>The text of a scalar; empty for null.</summary>
    public string Text { get; init; } = "";

    /// <summary>True where the scalar was quoted, so that it is text whatever it looks like.</summary>
    public bool IsQuoted { get; init; }

    /// <summary>True for a literal block (<c>|</c>), whose lines are the file's lines.</summary>
    public bool IsLiteralBlock { get; init; }

    public List<KeyValuePair<ConfigNode, ConfigNode>> Members { get; } = [];

    public List<ConfigNode> Items { get; } = [];

    public int Line { get; init; }

    public int Column { get; init; }

    /// <summary>What a person would call it.</summary>
    public string Describe() => Kind switch
    {
        NodeKind.Mapping => "a mapping",
        NodeKind.Sequence => "a list",
        NodeKind.Null => "nothing",
        _ => Text.Length <= 40 ? $"\"{Text}\"" : $"\"{Text[..40]}…\"",
    };
}

internal enum NodeKind : byte
{
    Null,
    Scalar,
    Sequence,
    Mapping,
}
