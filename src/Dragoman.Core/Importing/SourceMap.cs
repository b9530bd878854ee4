using System.Globalization;
using Dragoman.Core.Configuration.Binding;

namespace Dragoman.Core.Importing;

/// <summary>
/// A mapping of the foreign file. It knows which members were read, so that none is lost in silence: what is left at the end is noted.
/// Members are found whatever their case and with or without underscores, as two of the formats are written both ways.
/// </summary>
internal sealed class SourceMap(ConfigNode node, string path, ImportNotes notes)
{
    private readonly HashSet<ConfigNode> _read = [];

    public int Line => node.Line;

    public string Path => path;

    public string PathOf(string member) => path.Length == 0 ? member : $"{path}.{member}";

    /// <summary>Every member by name; counts as read.</summary>
    public IEnumerable<(string Name, ConfigNode Value)> Members()
    {
        foreach (var (key, value) in node.Members)
        {
            _read.Add(key);
            yield return (key.Text, value);
        }
    }

    public bool Has(string name) => node.Members.Exists(member => Is(member.Key.Text, name));

    /// <summary>The value, null where it is not there or null.</summary>
    public ConfigNode? Take(string name)
    {
        foreach (var (key, value) in node.Members)
        {
            if (Is(key.Text, name))
            {
                _read.Add(key);
                return value.Kind == NodeKind.Null ? null : value;
            }
        }

        return null;
    }

    public string? Text(string name) => Take(name) is { Kind: NodeKind.Scalar, Text.Length: > 0 } scalar ? scalar.Text : null;

    public decimal? Number(string name) =>
        Text(name) is { } text && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public SourceMap? Map(string name) => Take(name) is { Kind: NodeKind.Mapping } map ? new SourceMap(map, PathOf(name), notes) : null;

    public IEnumerable<(ConfigNode Node, string Path)> Items(string name)
    {
        if (Take(name) is { Kind: NodeKind.Sequence } list)
        {
            for (var i = 0; i < list.Items.Count; i++)
            {
                yield return (list.Items[i], $"{PathOf(name)}[{i}]");
            }
        }
    }

    public IEnumerable<SourceMap> Maps(string name)
    {
        foreach (var (item, itemPath) in Items(name))
        {
            if (item.Kind == NodeKind.Mapping)
            {
                yield return new SourceMap(item, itemPath, notes);
            }
            else
            {
                notes.Add(item.Line, itemPath, "is no mapping and was not read");
            }
        }
    }

    public void Note(string member, string text)
    {
        var at = node.Members.Find(one => Is(one.Key.Text, member)).Key;
        notes.Add(at?.Line ?? node.Line, PathOf(member), text);
    }

    /// <summary>Notes every member that nobody read.</summary>
    public void NoteRest(IReadOnlyDictionary<string, string> reasons)
    {
        foreach (var (key, value) in node.Members)
        {
            if (!_read.Contains(key) && value.Kind != NodeKind.Null)
            {
                var reason = reasons.FirstOrDefault(one => Is(key.Text, one.Key)).Value;
                notes.Add(key.Line, PathOf(key.Text), reason ?? "has no counterpart here");
            }
        }
    }

    public static bool Is(string written, string name) => written.Equals(name, StringComparison.Ordinal)
        || written.Replace("_", "", StringComparison.Ordinal).Equals(name.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
}
