using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.BedrockConverse;

/// <summary>
/// Names of documents as Converse takes them: letters, digits, single spaces, hyphens, brackets; each only once in a request
/// (H-059). A pure function of the titles in order.
/// </summary>
internal sealed class DocumentNames
{
    private const int MaxLength = 180;
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Forgets all names.</summary>
    public void Clear()
    {
        _used.Clear();
        _count = 0;
    }

    /// <summary>Writes the name for the next document.</summary>
    /// <param name="title">Its title, escaped content; may be empty.</param>
    /// <param name="output">Where to write; needs no escaping.</param>
    public void Write(ReadOnlySpan<byte> title, ByteWriter output)
    {
        _count++;
        var clean = Clean(JsonStrings.Decode(title));
        if (clean.Length == 0)
        {
            clean = $"document-{_count}";
        }

        var name = clean;
        for (var n = 2; !_used.Add(name); n++)
        {
            name = $"{clean} ({n})";
        }

        output.WriteContent(name);
    }

    private static string Clean(string title)
    {
        var name = new System.Text.StringBuilder(Math.Min(title.Length, MaxLength));
        foreach (var c in title)
        {
            if (name.Length == MaxLength)
            {
                break;
            }

            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '(' or ')' or '[' or ']')
            {
                name.Append(c);
            }
            else if (name.Length > 0 && name[^1] != ' ')
            {
                name.Append(' ');
            }
        }

        return name.ToString().Trim();
    }
}
