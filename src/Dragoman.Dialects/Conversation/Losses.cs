using System.Runtime.InteropServices;
using System.Text;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// The typed list of what a translation lost. Equal kinds and effects are counted, not listed again, so that 400 dropped cache
/// hints are one entry and cost nothing.
/// </summary>
public sealed class Losses
{
    private readonly List<(Loss Loss, int Count)> _entries = new(8);

    /// <summary>True when everything was carried.</summary>
    public bool IsEmpty => _entries.Count == 0;

    /// <summary>The entries, in order of first appearance, with how often each occurred.</summary>
    public ReadOnlySpan<(Loss Loss, int Count)> Entries => CollectionsMarshal.AsSpan(_entries);

    /// <summary>Notes a loss. <paramref name="where"/> is kept of the first of its kind and effect.</summary>
    public void Add(LossKind kind, LossEffect effect, string where = "")
    {
        var entries = CollectionsMarshal.AsSpan(_entries);
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].Loss.Kind == kind && entries[i].Loss.Effect == effect)
            {
                entries[i].Count++;
                return;
            }
        }

        _entries.Add((new Loss(kind, effect, where), 1));
    }

    /// <summary>True when something of this kind was lost.</summary>
    public bool Has(LossKind kind)
    {
        foreach (var (loss, _) in _entries)
        {
            if (loss.Kind == kind)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _entries.Clear();

    /// <summary>A compact form for headers and records: <c>cache_hint:dropped×4, thinking:dropped</c>.</summary>
    public override string ToString()
    {
        // Every turn of Claude Code has cache hints, so this runs on every translated one.
        if (_entries.Count == 0)
        {
            return string.Empty;
        }

        var text = new StringBuilder(64);
        foreach (var (loss, count) in _entries)
        {
            text.Append(text.Length > 0 ? ", " : string.Empty).Append(Words<LossKind>.Of(loss.Kind)).Append(':').Append(Words<LossEffect>.Of(loss.Effect));
            if (count > 1)
            {
                text.Append('x').Append(count);
            }
        }

        return text.ToString();
    }

    // The members' names in snake_case, made once.
    private static class Words<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<T, string> Made = Enum.GetValues<T>().ToDictionary(value => value, value => Snake(value.ToString()));

        public static string Of(T value) => Made[value];
    }

    private static string Snake(string name) => string.Concat(
        name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : string.Empty) + char.ToLowerInvariant(c) : c.ToString()));
}
