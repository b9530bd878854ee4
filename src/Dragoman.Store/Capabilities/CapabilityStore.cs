using Dapper;
using Dragoman.Core.Capabilities;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;

namespace Dragoman.Store.Capabilities;

/// <summary>What conformance runs found. Stands in the same database as the turns.</summary>
public sealed class CapabilityStore
{
    private readonly SqlEngine _engine;

    /// <summary>Over a database that is open.</summary>
    public CapabilityStore(SqlEngine engine) => _engine = engine;

    /// <summary>Opens the SQLite store in a data directory; both are made where they are missing.</summary>
    /// <exception cref="StoreException">It cannot be opened, or its schema is not ours.</exception>
    public static CapabilityStore Open(string dataDirectory, TimeProvider time) =>
        new(SqlEngine.Open(dataDirectory, null, time));

    /// <summary>What stands in a store, which is not made where it is missing.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public static Measurements Measurements(StorePlace place, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(place);
        if (!place.Exists)
        {
            return Core.Capabilities.Measurements.None;
        }

        var engine = place.Open(time);
        try
        {
            return new Measurements(new CapabilityStore(engine).All());
        }
        finally
        {
            // Only closes what is idle: nothing is waited for.
            engine.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>
    /// Changes with every run that kept anything, and costs no more than a look: the number of checks and the sum of their times. Null
    /// where nothing can be read just now.
    /// </summary>
    public (long Count, long Times)? Stamp()
    {
        try
        {
            using var connection = _engine.Connect();
            return connection.QuerySingle<(long, long)>("SELECT COUNT(*), CAST(COALESCE(SUM(checked_at_us / 1000), 0) AS BIGINT) FROM capability_checks");
        }
        catch (Exception e) when (SqlEngine.IsOurs(e))
        {
            return null;
        }
    }

    /// <summary>Every check, as it was last made.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public IReadOnlyList<CapabilityCheck> All()
    {
        try
        {
            using var connection = _engine.Connect();
            return [.. connection.Query<Row>(
                "SELECT upstream, endpoint, model, name, outcome, detail, checked_at_us AS At, catalogue_version AS Catalogue FROM capability_checks "
                + "ORDER BY upstream, model, name").Select(Read)];
        }
        catch (Exception e) when (SqlEngine.IsOurs(e))
        {
            throw _engine.Unusable("read", e);
        }
    }

    /// <summary>Keeps checks in place of what was known of them. Those that say nothing leave what was known.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public void Save(IReadOnlyList<CapabilityCheck> checks)
    {
        ArgumentNullException.ThrowIfNull(checks);
        try
        {
            using var connection = _engine.Connect();
            using var transaction = _engine.BeginWrite(connection);
            foreach (var check in checks.Where(static check => check.Outcome != CheckOutcome.Inconclusive))
            {
                connection.Execute(
                    "INSERT INTO capability_checks (upstream, endpoint, model, name, outcome, detail, checked_at_us, catalogue_version) "
                    + "VALUES (@Upstream, @Endpoint, @Model, @Name, @Outcome, @Detail, @At, @Catalogue) "
                    + "ON CONFLICT (upstream, model, endpoint, name) DO UPDATE SET outcome = excluded.outcome, detail = excluded.detail, "
                    + "checked_at_us = excluded.checked_at_us, catalogue_version = excluded.catalogue_version",
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
        catch (Exception e) when (SqlEngine.IsOurs(e))
        {
            throw _engine.Unusable("written", e);
        }
    }

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
