using System.Data;
using SQLitePCL;

namespace Dragoman.Store.Turns;

/// <summary>One column of <c>turns</c>: how it is bound and how it is read, side by side.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bind">Binds a turn's value to a parameter (counted from 1).</param>
/// <param name="Read">Sets a turn's value from a field (counted from 0); not called for NULL.</param>
internal sealed record TurnColumn(
    string Name,
    Action<sqlite3_stmt, int, TurnRecord> Bind,
    Action<IDataRecord, int, TurnRecord> Read)
{
    /// <summary>Longer texts are cut: a client must not be able to grow the store with its headers.</summary>
    public const int MaxText = 1024;

    public static TurnColumn Text(string name, Func<TurnRecord, string?> get, Action<TurnRecord, string> set) => new(
        name,
        (statement, index, turn) => BindText(statement, index, get(turn)),
        (reader, field, turn) => set(turn, reader.GetString(field)));

    public static TurnColumn Number(string name, Func<TurnRecord, long> get, Action<TurnRecord, long> set) => new(
        name,
        (statement, index, turn) => raw.sqlite3_bind_int64(statement, index, get(turn)),
        (reader, field, turn) => set(turn, reader.GetInt64(field)));

    public static TurnColumn Optional(string name, Func<TurnRecord, long?> get, Action<TurnRecord, long> set) => new(
        name,
        (statement, index, turn) =>
        {
            if (get(turn) is { } value)
            {
                raw.sqlite3_bind_int64(statement, index, value);
            }
            else
            {
                raw.sqlite3_bind_null(statement, index);
            }
        },
        (reader, field, turn) => set(turn, reader.GetInt64(field)));

    private static void BindText(sqlite3_stmt statement, int index, string? text)
    {
        if (text is null)
        {
            raw.sqlite3_bind_null(statement, index);
            return;
        }

        if (text.Length == 0)
        {
            // An empty span has no address, which SQLite takes for NULL.
            raw.sqlite3_bind_text(statement, index, string.Empty);
            return;
        }

        var head = text.AsSpan(0, Math.Min(text.Length, MaxText));
        Span<byte> utf8 = stackalloc byte[MaxText * 3];
        var length = System.Text.Encoding.UTF8.GetBytes(head, utf8);
        raw.sqlite3_bind_text(statement, index, utf8[..length]);
    }
}
