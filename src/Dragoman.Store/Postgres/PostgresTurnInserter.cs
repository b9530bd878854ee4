using System.Data.Common;
using Dapper;
using Dragoman.Store.Turns;
using Npgsql;
using NpgsqlTypes;

namespace Dragoman.Store.Postgres;

/// <summary>
/// Writes batches of turns by binary COPY into a table of the session, and from there, with the sums by hour, into the shared ones.
/// </summary>
/// <param name="source">Connections.</param>
/// <param name="columns">The columns that it writes: all of them, or those of an older version of the schema.</param>
internal sealed class PostgresTurnInserter(NpgsqlDataSource source, IReadOnlyList<TurnColumn> columns) : TurnInserter
{
    private readonly string _copy = $"COPY turns_in ({TurnColumns.ListOf(columns)}) FROM STDIN (FORMAT BINARY)";

    private readonly string _publish = $"""
        WITH added AS (
            INSERT INTO turns ({TurnColumns.ListOf(columns)}) SELECT {TurnColumns.ListOf(columns)} FROM turns_in ON CONFLICT (id) DO NOTHING RETURNING *
        ), summed AS (
            INSERT INTO usage_hours AS u ({UsageHours.Columns})
            SELECT {UsageHours.Values}
            FROM added GROUP BY 1, 2, 3, 4, 5, 6, 7
            ORDER BY 1, 2, 3, 4, 5, 6, 7
            ON CONFLICT (hour_us, project, user_id, team_id, customer_id, upstream, model) DO UPDATE SET {UsageHours.Add}
        )
        SELECT count(*) FROM added
        """;

    private NpgsqlConnection? _connection;

    /// <inheritdoc/>
    public override int Write(IReadOnlyList<TurnRecord> turns)
    {
        try
        {
            var connection = Open();
            using var transaction = connection.BeginTransaction();
            using (var importer = connection.BeginBinaryImport(_copy))
            {
                foreach (var turn in turns)
                {
                    // What would break a constraint would take the whole batch with it.
                    if (turn.Id is not null && turn.RequestedModel is not null)
                    {
                        WriteRow(importer, turn);
                    }
                }

                importer.Complete();
            }

            var written = connection.ExecuteScalar<int>(_publish, transaction: transaction);
            transaction.Commit();
            return written;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        var connection = _connection;
        _connection = null;
        try
        {
            connection?.Dispose();
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException)
        {
            // It was broken before.
        }
    }

    private void WriteRow(NpgsqlBinaryImporter importer, TurnRecord turn)
    {
        importer.StartRow();
        foreach (var column in columns)
        {
            if (column.NumberOf is { } numberOf)
            {
                if (numberOf(turn) is { } number)
                {
                    importer.Write(number, NpgsqlDbType.Bigint);
                }
                else
                {
                    importer.WriteNull();
                }
            }
            else if (StoreText.Clean(column.TextOf!(turn), column.Max) is { } text)
            {
                importer.Write(text, NpgsqlDbType.Text);
            }
            else
            {
                importer.WriteNull();
            }
        }
    }

    private NpgsqlConnection Open()
    {
        if (_connection is null)
        {
            _connection = source.OpenConnection();
            // A connection of the pool may have the table already. The order of seq is not that of commits: pages go by time.
            _connection.Execute(
                "CREATE TEMP TABLE IF NOT EXISTS turns_in (LIKE turns) ON COMMIT DELETE ROWS; ALTER TABLE turns_in ALTER COLUMN seq DROP NOT NULL");
        }

        return _connection;
    }
}
