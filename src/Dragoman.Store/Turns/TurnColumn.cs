using System.Data;

namespace Dragoman.Store.Turns;

/// <summary>One column of <c>turns</c>: what of a turn stands in it and how it is read back, side by side.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TextOf">A turn's text for it; null where the column holds numbers.</param>
/// <param name="NumberOf">A turn's number for it; null where the column holds text.</param>
/// <param name="Read">Sets a turn's value from a field (counted from 0); not called for NULL.</param>
internal sealed record TurnColumn(
    string Name,
    Func<TurnRecord, string?>? TextOf,
    Func<TurnRecord, long?>? NumberOf,
    Action<IDataRecord, int, TurnRecord> Read)
{
    /// <summary>Longer texts are cut: a client must not be able to grow the store with its headers.</summary>
    public const int MaxText = 1024;

    /// <summary>For what the gateway itself writes and bounds.</summary>
    public const int MaxLongText = 4096;

    /// <summary>Characters from which on this column's text is cut.</summary>
    public int Max { get; init; } = MaxText;

    public static TurnColumn Text(string name, Func<TurnRecord, string?> get, Action<TurnRecord, string> set, int max = MaxText) =>
        new(name, get, null, (reader, field, turn) => set(turn, reader.GetString(field))) { Max = max };

    public static TurnColumn Number(string name, Func<TurnRecord, long?> get, Action<TurnRecord, long> set) =>
        new(name, null, get, (reader, field, turn) => set(turn, reader.GetInt64(field)));
}
