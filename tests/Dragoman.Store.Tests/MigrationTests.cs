using Dapper;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;
using Microsoft.Data.Sqlite;

namespace Dragoman.Store.Tests;

public sealed class MigrationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Migrations_are_numbered_from_one_without_gaps() =>
        Migrations.Sqlite.All.Select(migration => migration.Version).ShouldBe(Enumerable.Range(1, Migrations.Sqlite.All.Count));

    [Fact]
    public void Opening_twice_applies_each_migration_once()
    {
        Open();
        Open();

        Execute(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM schema_migrations")).ShouldBe(Migrations.Sqlite.All.Count);
    }

    [Fact]
    public async Task Eight_that_open_a_new_database_at_once_all_succeed()
    {
        using var start = new ManualResetEventSlim();
        var opens = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.Wait(TimeSpan.FromSeconds(30));
                Open();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        start.Set();

        await Task.WhenAll(opens).WaitAsync(TimeSpan.FromSeconds(60));

        Execute(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM schema_migrations")).ShouldBe(Migrations.Sqlite.All.Count);
    }

    [Fact]
    public void A_migration_whose_checksum_differs_is_refused_with_the_way_out()
    {
        Open();
        Execute(connection => connection.Execute("UPDATE schema_migrations SET checksum = 'other' WHERE version = 1"));

        var refusal = Should.Throw<StoreException>(Open).Message;

        refusal.ShouldContain("migration 1 'turns' does not match");
        refusal.ShouldContain("restore it from a backup");
        refusal.ShouldContain(_directory.Path);
    }

    [Fact]
    public void A_database_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        Open();
        Execute(connection => connection.Execute("INSERT INTO schema_migrations VALUES (99, 'future', 'x', 'y')"));

        var refusal = Should.Throw<StoreException>(Open).Message;

        refusal.ShouldContain("newer Dragoman");
        refusal.ShouldContain("99");
        Execute(connection => connection.ExecuteScalar<long>("SELECT max(version) FROM schema_migrations")).ShouldBe(99);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_with_a_sentence()
    {
        File.WriteAllText(_directory.File(TurnStore.FileName), new string('x', 5_000));

        var refusal = Should.Throw<StoreException>(Open).Message;

        refusal.ShouldContain("cannot be opened");
        refusal.ShouldContain("--data");
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_refused_with_a_sentence()
    {
        File.WriteAllText(_directory.File("file"), string.Empty);

        var refusal = Should.Throw<StoreException>(() => TurnStore.Open(_directory.File("file/data"), TimeProvider.System)).Message;

        refusal.ShouldContain("cannot be opened");
    }

    private void Open() => TurnStore.Open(_directory.Path, TimeProvider.System);

    private T Execute<T>(Func<SqliteConnection, T> action)
    {
        using var connection = new SqliteConnection($"Data Source={_directory.File(TurnStore.FileName)};Pooling=False");
        connection.Open();
        return action(connection);
    }
}
