using System.Data.Common;
using Dapper;
using Dragoman.Store.Engines;

namespace Dragoman.Store.Copying;

/// <summary>
/// Copies everything from one database into another, empty one, of either engine: the way from SQLite to PostgreSQL, and a backup of
/// PostgreSQL that needs no other program. All of it or nothing; rows and money are counted on both sides before it counts.
/// </summary>
public static class StoreCopy
{
    private const string Money =
        "SELECT (SELECT CAST(coalesce(sum(cost_nano_usd), 0) AS BIGINT) FROM turns) AS turns, "
        + "(SELECT CAST(coalesce(sum(cost_nano_usd), 0) AS BIGINT) FROM usage_hours) AS usage, "
        + "(SELECT CAST(coalesce(sum(spent_nano_usd), 0) AS BIGINT) FROM spending) AS spending";

    /// <summary>Copies and returns the number of rows by table. The source is read as it stood at one moment and may be in use.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="target">Where to; as new, and used by nobody yet.</param>
    /// <param name="cancellation">Undoes everything.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <exception cref="StoreException">One of them cannot be used, the target holds something, or both are not equal afterwards.</exception>
    public static async Task<IReadOnlyDictionary<string, long>> RunAsync(
        SqlEngine source, SqlEngine target, CancellationToken cancellation = default, IProgress<CopyProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        return await source.ReadAsync(
            reading => target.WriteAsync(writing => CopyAsync(source, reading, target, writing, progress, cancellation), cancellation),
            cancellation);
    }

    private static async Task<IReadOnlyDictionary<string, long>> CopyAsync(
        SqlEngine source, DbTransaction reading, SqlEngine target, DbTransaction writing, IProgress<CopyProgress>? progress, CancellationToken cancellation)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var used = await writing.FirstAsync<long>(
            "SELECT (SELECT revision FROM access_revision) + (SELECT seq FROM audit_head) + (SELECT count(*) FROM turns)", cancellation: cancellation);
        if (used != 0)
        {
            throw new StoreException($"The database {target.Display} holds data already: copy into a new one.");
        }

        foreach (var (table, order) in StoreTables.All)
        {
            // What a new database begins with makes room for what the source has come to.
            await writing.ExecuteAsync($"DELETE FROM {table}", cancellation: cancellation);
            await using var reader = (DbDataReader)await reading.Connection!.ExecuteReaderAsync(
                new CommandDefinition($"SELECT * FROM {table} ORDER BY {order}", transaction: reading, commandTimeout: 0, cancellationToken: cancellation));
            counts[table] = await target.InsertAsync(
                writing, table, reader, progress is null ? null : rows => progress.Report(new CopyProgress(table, rows)), cancellation);
            progress?.Report(new CopyProgress(table, counts[table]));
        }

        await target.AfterCopyAsync(writing, cancellation);
        await VerifyAsync(source, reading, target, writing, counts, cancellation);
        return counts;
    }

    private static async Task VerifyAsync(
        SqlEngine source, DbTransaction reading, SqlEngine target, DbTransaction writing, Dictionary<string, long> counts, CancellationToken cancellation)
    {
        foreach (var (table, count) in counts)
        {
            if (await writing.SumAsync<long>($"SELECT count(*) FROM {table}", cancellation) != count)
            {
                throw Unequal(table);
            }
        }

        var before = await reading.SumAsync<Sums>(Money, cancellation);
        var after = await writing.SumAsync<Sums>(Money, cancellation);
        if (before != after)
        {
            throw Unequal("money");
        }

        StoreException Unequal(string what) =>
            new($"The copy from {source.Display} to {target.Display} is not equal ({what}) and was undone: copy again, and report this.");
    }

    private sealed record Sums
    {
        public long Turns { get; init; }

        public long Usage { get; init; }

        public long Spending { get; init; }
    }
}
