using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Dragoman.Store.Sqlite;

/// <summary>
/// Brings a database to this version's schema. Each migration is an embedded file <c>NNNN_name.sql</c>; what was applied stands
/// in <c>schema_migrations</c> with a checksum, so that a file changed behind our back is noticed instead of guessed at.
/// </summary>
internal static class Migrations
{
    private static readonly Lazy<IReadOnlyList<Migration>> Embedded = new(ReadEmbedded);

    /// <summary>All migrations of this version, in order.</summary>
    public static IReadOnlyList<Migration> All => Embedded.Value;

    /// <summary>Applies what is missing, in one transaction that keeps other processes out.</summary>
    /// <exception cref="StoreException">The database was made by a newer version, or its history differs from ours.</exception>
    public static void Apply(SqliteConnection connection, string path, TimeProvider time)
    {
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            connection.Execute(
                "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
                + "checksum TEXT NOT NULL, applied_at TEXT NOT NULL)");
            var applied = connection.Query<(long Version, string Name, string Checksum)>(
                "SELECT version, name, checksum FROM schema_migrations ORDER BY version").ToList();
            Verify(applied, path);
            foreach (var migration in All.Skip(applied.Count))
            {
                connection.Execute(migration.Sql);
                connection.Execute(
                    "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (@Version, @Name, @Checksum, @At)",
                    new
                    {
                        migration.Version,
                        migration.Name,
                        migration.Checksum,
                        At = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
                    });
            }

            connection.Execute("COMMIT");
        }
        catch
        {
            // The first failure is the one to tell, not that nothing is left to roll back.
            if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
            {
                connection.Execute("ROLLBACK");
            }

            throw;
        }
    }

    private static void Verify(List<(long Version, string Name, string Checksum)> applied, string path)
    {
        for (var i = 0; i < applied.Count; i++)
        {
            var (version, name, checksum) = applied[i];
            if (i >= All.Count)
            {
                throw new StoreException(
                    $"The database {path} was made by a newer Dragoman (its schema is {applied[^1].Version}, this version knows "
                    + $"{All[^1].Version}): start that version, or choose another directory with --data.");
            }

            if (version != All[i].Version || checksum != All[i].Checksum)
            {
                throw new StoreException(
                    $"The database {path} has another history than this Dragoman (migration {version} '{name}' does not match): "
                    + "restore it from a backup, or choose another directory with --data.");
            }
        }
    }

    private static List<Migration> ReadEmbedded()
    {
        const string Marker = ".Migrations.";
        var assembly = Assembly.GetExecutingAssembly();
        var found = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)))
        {
            var file = resource[(resource.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)..^".sql".Length];
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
