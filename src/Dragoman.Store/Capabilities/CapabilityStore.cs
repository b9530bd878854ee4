using Dapper;
using Dragoman.Core.Capabilities;
using Dragoman.Store.Sqlite;
using Dragoman.Store.Turns;
using Microsoft.Data.Sqlite;

namespace Dragoman.Store.Capabilities;

/// <summary>What conformance runs found. Stands in the same file as the turns.</summary>
public sealed class CapabilityStore
{
    private readonly Database _database;

    private CapabilityStore(Database database) => _database = database;

    /// <summary>Opens the store in a data directory; both are made where they are missing.</summary>
    /// <exception cref="StoreException">It cannot be opened, or its schema is not ours.</exception>
    public static CapabilityStore Open(string dataDirectory, TimeProvider time) =>
        new(Database.Open(Path.Combine(dataDirectory, TurnStore.FileName), time));

    /// <summary>What stands in a data directory, which is not made where it is missing.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public static Measurements Measurements(string dataDirectory, TimeProvider time) =>
        dataDirectory.Length > 0 && File.Exists(Path.Combine(dataDirectory, TurnStore.FileName))
            ? new Measurements(Open(dataDirectory, time).All())
            : Core.Capabilities.Measurements.None;

    /// <summary>Every check, as it was last made.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public IReadOnlyList<CapabilityCheck> All()
    {
        try
        {
            using var connection = _database.Connect();
            return [.. connection.Query<Row>(
                "SELECT upstream, endpoint, model, name, outcome, detail, checked_at_us AS At, catalogue_version AS Catalogue FROM capability_checks "
                + "ORDER BY upstream, model, name").Select(Read)];
        }
        catch (SqliteException e)
        {
            throw Unusable("read", e);
        }
    }

    /// <summary>Keeps checks in place of what was known of them. Those that say nothing leave what was known.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public void Save(IReadOnlyList<CapabilityCheck> checks)
    {
        ArgumentNullException.ThrowIfNull(checks);
        try
        {
            using var connection = _database.Connect();
            using var transaction = connection.BeginTransaction();
            foreach (var check in checks.Where(static check => check.Outcome != CheckOutcome.Inconclusive))
            {
                connection.Execute(
                    "INSERT OR REPLACE INTO capability_checks (upstream, endpoint, model, name, outcome, detail, checked_at_us, catalogue_version) "
                    + "VALUES (@Upstream, @Endpoint, @Model, @Name, @Outcome, @Detail, @At, @Catalogue)",
                    new
                    {
                        check.Upstream,
                        check.Endpoint,
                        check.Model,
                        check.Name,
                        Outcome = EnumText<CheckOutcome>.Of(check.Outcome),
                        check.Detail,
                        At = (check.At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
                        Catalogue = check.CatalogueVersion,
                    },
                    transaction);
            }

            transaction.Commit();
        }
        catch (SqliteException e)
        {
            throw Unusable("written", e);
        }
    }

    private StoreException Unusable(string what, SqliteException e) => new(
        $"The database {_database.Path} cannot be {what} ({e.Message.TrimEnd('.')}): check the disk and the file's rights.", e);

    // A word of a newer version says nothing to this one.
    private static CapabilityCheck Read(Row row) => new()
    {
        Upstream = row.Upstream,
        Endpoint = row.Endpoint,
        Model = row.Model,
        Name = row.Name,
        Outcome = EnumText<CheckOutcome>.Parse(row.Outcome) ?? CheckOutcome.Inconclusive,
        Detail = row.Detail,
        At = DateTimeOffset.UnixEpoch.AddTicks(row.At * TimeSpan.TicksPerMicrosecond),
        CatalogueVersion = row.Catalogue,
    };

    private sealed record Row
    {
        public string Upstream { get; init; } = string.Empty;

        public string Endpoint { get; init; } = string.Empty;

        public string Model { get; init; } = string.Empty;

        public string Name { get; init; } = string.Empty;

        public string Outcome { get; init; } = string.Empty;

        public string Detail { get; init; } = string.Empty;

        public long At { get; init; }

        public string Catalogue { get; init; } = string.Empty;
    }
}
