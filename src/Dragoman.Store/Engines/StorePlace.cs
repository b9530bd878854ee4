using Dragoman.Store.Postgres;
using Dragoman.Store.Turns;

namespace Dragoman.Store.Engines;

/// <summary>Where a store is: a file in the data directory, or a database of a server. It prints without what is secret in it.</summary>
/// <param name="dataDirectory">The data directory; empty where there is none.</param>
/// <param name="address">Null, empty or <c>sqlite</c> for the file; else the address of a PostgreSQL database.</param>
public sealed class StorePlace(string dataDirectory, string? address = null)
{
    private readonly string? _address = string.IsNullOrWhiteSpace(address) || address.Trim() == "sqlite" ? null : address.Trim();

    /// <summary>The data directory.</summary>
    public string DataDirectory => dataDirectory;

    /// <summary>True for the file, false for a server that nodes may share.</summary>
    public bool IsFile => _address is null;

    /// <summary>False where there is nothing yet and opening would make it. Of a server only opening it tells.</summary>
    public bool Exists => _address is not null || (dataDirectory.Length > 0 && File.Exists(Path.Combine(dataDirectory, TurnStore.FileName)));

    /// <summary>Where turn records wait while the database is away; null for the file, which is where it would be written.</summary>
    public string? SpillDirectory => IsFile ? null : dataDirectory;

    /// <summary>True where the text has a password in it, which must not stand where others can read it.</summary>
    /// <exception cref="StoreException">The text is no address.</exception>
    public bool HoldsPassword => _address is not null && PostgresAddress.Parse(_address).Password is { Length: > 0 };

    /// <summary>Opens it, makes it where it is missing, and brings its schema up to date under a lock.</summary>
    /// <exception cref="StoreException">It cannot be opened, or its schema is not ours.</exception>
    public SqlEngine Open(TimeProvider time) => SqlEngine.Open(dataDirectory, _address, time);

    /// <summary>The file, or host and database.</summary>
    public override string ToString() => _address is null
        ? Path.Combine(dataDirectory, TurnStore.FileName)
        : PostgresAddress.Display(PostgresAddress.Parse(_address));
}
