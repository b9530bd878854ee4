using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace Dragoman.Store.Engines;

/// <summary>
/// Brings a database to this version's schema. Each migration is an embedded file <c>NNNN_name.sql</c> in its engine's folder; what
/// was applied stands in <c>schema_migrations</c> with a checksum, so that a file changed behind our back is noticed instead of
/// guessed at.
/// </summary>
internal sealed class Migrations
{
    private readonly string _wayOut;

    private Migrations(string engine, string wayOut)
    {
        _wayOut = wayOut;
        All = ReadEmbedded($".{engine}.Migrations.");
    }

    public static Migrations Sqlite { get; } = new("Sqlite", "choose another directory with --data");

    public static Migrations Postgres { get; } = new("Postgres", "choose another database with --store");

    /// <summary>All migrations of this version, in order.</summary>
    public IReadOnlyList<Migration> All { get; }

    /// <summary>Applies what is missing up to a version, in a transaction that keeps other processes out.</summary>
    /// <exception cref="StoreException">The database was made by a newer version, or its history differs from ours.</exception>
    public void Apply(DbTransaction transaction, string display, TimeProvider time, int upTo = int.MaxValue)
    {
        var connection = transaction.Connection!;
        connection.Execute(
            "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
            + "checksum TEXT NOT NULL, applied_at TEXT NOT NULL)",
            transaction: transaction);
        var applied = connection.Query<AppliedMigration>(
            "SELECT version, name, checksum FROM schema_migrations ORDER BY version", transaction: transaction).AsList();
        Verify(applied, display);
        foreach (var migration in All.Skip(applied.Count).TakeWhile(migration => migration.Version <= upTo))
        {
            connection.Execute(migration.Sql, transaction: transaction);
            connection.Execute(
                "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (@Version, @Name, @Checksum, @At)",
                new
                {
                    migration.Version,
                    migration.Name,
                    migration.Checksum,
                    At = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
                },
                transaction);
        }
    }

    private void Verify(List<AppliedMigration> applied, string display)
    {
        for (var i = 0; i < applied.Count; i++)
        {
            var (version, name, checksum) = (applied[i].Version, applied[i].Name, applied[i].Checksum);
            if (i >= All.Count)
            {
                throw new StoreException(
                    $"The database {display} was made by a newer Dragoman (its schema is {applied[^1].Version}, this version knows "
                    + $"{All[^1].Version}): start that version, or {_wayOut}.");
            }

            if (version != All[i].Version || checksum != All[i].Checksum)
            {
                throw new StoreException(
                    $"The database {display} has another history than this Dragoman (migration {version} '{name}' does not match): "
                    + $"restore it from a backup, or {_wayOut}.");
            }
        }
    }

    private static List<Migration> ReadEmbedded(string marker)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var found = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            var at = resource.IndexOf(marker, StringComparison.Ordinal);
            if (at < 0 || !resource.EndsWith(".sql", StringComparison.Ordinal))
            {
                continue;
            }

            var file = resource[(at + marker.Length)..^".sql".Length];
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
            found.Add(new Migration(
                int.Parse(file[..4], CultureInfo.InvariantCulture),
                file[5..],
                sql,
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)))));
        }

        found.Sort((a, b) => a.Version.CompareTo(b.Version));
        return found;
    }
}
