namespace Dragoman.Core.Access;

/// <summary>A list of names, some of which end in <c>*</c>, made ready to be asked. Immutable.</summary>
public sealed class NamePattern
{
    private readonly string[] _exact;
    private readonly string[] _prefixes;

    /// <summary>Compiles a list.</summary>
    public NamePattern(IReadOnlyList<string> names)
    {
        Names = names;
        _exact = [.. names.Where(name => !name.EndsWith('*'))];
        _prefixes = [.. names.Where(name => name.EndsWith('*')).Select(name => name[..^1])];
    }

    /// <summary>The list as it was written.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The pattern of a single name; null where there is none, which fits everything.</summary>
    public static NamePattern? Of(string? name) => name is null ? null : new NamePattern([name]);

    /// <summary>The pattern of a list; null where there is none, which fits everything.</summary>
    public static NamePattern? Of(IReadOnlyList<string>? names) => names is null ? null : new NamePattern(names);

    /// <summary>True where the name is in the list. Allocates nothing.</summary>
    public bool Fits(ReadOnlySpan<char> name)
    {
        foreach (var exact in _exact)
        {
            if (name.Equals(exact, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        foreach (var prefix in _prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
