using System.Text;
using Dragoman.Store.Turns;
using SQLitePCL;

namespace Dragoman.Store.Sqlite;

/// <summary>
/// Binds turns to the parameters of one prepared statement. A parameter keeps its value until it is bound anew, and most columns of
/// most turns say what the turn before them said, so only what differs is bound: a call into SQLite costs ten comparisons.
/// </summary>
internal sealed class TurnBinder(sqlite3_stmt statement)
{
    private readonly string?[] _texts = new string?[TurnColumns.All.Length];

    // A fresh statement's parameters are NULL, and so are these.
    private readonly long?[] _numbers = new long?[TurnColumns.All.Length];

    public void Bind(TurnRecord turn)
    {
        for (var i = 0; i < TurnColumns.All.Length; i++)
        {
            var column = TurnColumns.All[i];
            if (column.NumberOf is { } numberOf)
            {
                BindNumber(i, numberOf(turn));
            }
            else
            {
                BindText(i, column.TextOf!(turn));
            }
        }
    }

    private void BindNumber(int column, long? number)
    {
        if (number == _numbers[column])
        {
            return;
        }

        _numbers[column] = number;
        if (number is { } value)
        {
            raw.sqlite3_bind_int64(statement, column + 1, value);
        }
        else
        {
            raw.sqlite3_bind_null(statement, column + 1);
        }
    }

    private void BindText(int column, string? text)
    {
        if (text == _texts[column])
        {
            return;
        }

        _texts[column] = text;
        if (text is null)
        {
            raw.sqlite3_bind_null(statement, column + 1);
            return;
        }

        if (text.Length == 0)
        {
            // An empty span has no address, which SQLite takes for NULL.
            raw.sqlite3_bind_text(statement, column + 1, string.Empty);
            return;
        }

        var head = text.AsSpan(0, Math.Min(text.Length, TurnColumns.All[column].Max));
        Span<byte> utf8 = head.Length <= TurnColumn.MaxText ? stackalloc byte[TurnColumn.MaxText * 3] : new byte[head.Length * 3];
        var length = Encoding.UTF8.GetBytes(head, utf8);
        raw.sqlite3_bind_text(statement, column + 1, utf8[..length]);
    }
}
