using Dapper;
using Dragoman.Testing.Postgres;
using Npgsql;

namespace Dragoman.Store.Tests;

/// <summary>A database of its own in the server that all tests share, or in one that a test may stop.</summary>
internal sealed class PostgresDatabase : IDatabase
{
    private static int _made;

    private readonly TemporaryDirectory _directory = new();

    public PostgresDatabase(PostgresServer? server = null)
    {
        server ??= PostgresServer.Shared;
        var name = $"t{Interlocked.Increment(ref _made)}";
        using var connection = new NpgsqlConnection(server.Address("postgres") + ";Pooling=false");
        connection.Open();
        connection.Execute($"CREATE DATABASE {name}");
        Address = server.Address(name);
    }

    public string? Address { get; }

    public string Directory => _directory.Path;

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }
}
