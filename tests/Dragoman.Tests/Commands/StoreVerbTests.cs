using Dragoman.Store.Audit;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;
using Dragoman.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dragoman.Tests.Commands;

/// <summary><c>dragoman store</c>, on real files and a real server.</summary>
public sealed class StoreVerbTests : IAsyncLifetime
{
    private readonly TestDirectory _directory = new();

    private string Data => _directory["data"];

    public async ValueTask InitializeAsync()
    {
        await using var engine = SqlEngine.Open(Data, null, TimeProvider.System);
        await using var writer = new TurnWriter(new TurnStore(engine), TimeProvider.System, NullLogger.Instance);
        writer.TryWrite(new TurnRecord { Id = "t1", StartedAt = TimeProvider.System.GetUtcNow(), RequestedModel = "m", CostNanoUsd = 7 });
        await writer.FlushAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task M04_a_file_becomes_a_database_a_backup_of_it_a_file_again_and_nothing_is_lost_on_the_way()
    {
        var server = new Cli(_directory.Root) { Environment = { ["DRAGOMAN_STORE"] = PostgresServer.Shared.CreateDatabase() } };
        var imported = await server.RunAsync("store", "import", "--data", Data);
        imported.Error.ShouldBeEmpty();
        imported.Out.ShouldMatch("turns +1\n");
        (await server.RunAsync("turns", "--data", Data, "--json")).Out.ShouldContain("\"t1\"");
        (await server.RunAsync("store", "import", "--data", Data)).Error.ShouldContain("holds data already");
        (await server.RunAsync("store", "backup", "--output", "monday.db", "--data", Data)).Error.ShouldBeEmpty();
        (await server.RunAsync("store", "backup", "--output", "monday.db", "--data", Data)).Error.ShouldContain("exists already");

        var file = new Cli(_directory.Root);
        var restored = await file.RunAsync("store", "restore", "monday.db", "--data", _directory["new"]);
        restored.Error.ShouldBeEmpty();
        (await file.RunAsync("turns", "--data", _directory["new"], "--json")).Out.ShouldContain("\"t1\"");
        (await file.RunAsync("store", "restore", "monday.db", "--data", _directory["new"])).Error.ShouldContain("holds data already");
        foreach (var (cli, data) in ((Cli, string)[])[(server, Data), (file, _directory["new"])])
        {
            var verified = await cli.RunAsync("store", "verify", "--data", data);
            verified.ExitCode.ShouldBe(0, verified.Out + verified.Error);
            verified.Out.ShouldContain("is as it should be");
        }

        await using var engine = SqlEngine.Open(_directory["new"], null, TimeProvider.System);
        using var signer = AuditSigner.FromDirectory(_directory["new"]);
        var log = await new AuditStore(engine, signer).ListAsync(10, new AuditFilter(), cancellation: TestContext.Current.CancellationToken);
        log.Select(record => record.Entry!.Action).ShouldBe(["store.restore", "store.import"]);
    }

    [Fact]
    public async Task What_cannot_be_done_is_one_sentence_that_says_what_to_do()
    {
        var cli = new Cli(_directory.Root);
        await RefusedAsync("DRAGOMAN_STORE", "store", "import", "--data", Data);
        await RefusedAsync("There is no store", "store", "verify", "--data", _directory["nowhere"]);
        await RefusedAsync("There is no store", "store", "backup", "--output", "x.db", "--data", _directory["nowhere"]);
        await RefusedAsync("There is no backup", "store", "restore", "none.db", "--data", _directory["new"]);
        Directory.Exists(_directory["nowhere"]).ShouldBeFalse();
        await using (var running = await Running.StartAsync(cli, Data))
        {
            cli.Environment["DRAGOMAN_STORE"] = PostgresServer.Shared.CreateDatabase();
            await RefusedAsync("stop it first", "store", "import", "--data", Data);
        }

        async Task RefusedAsync(string names, params string[] arguments)
        {
            var result = await cli.RunAsync(arguments);
            result.ExitCode.ShouldBe(1);
            result.Error.ShouldMatch(@"^dragoman: [^\n]+\.\n$");
            result.Error.ShouldContain(names);
        }
    }

    [Fact]
    public async Task A_store_whose_sums_were_changed_does_not_verify()
    {
        await using (var engine = SqlEngine.Open(Data, null, TimeProvider.System))
        {
            await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={engine.Display};Pooling=False");
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE usage_hours SET cost_nano_usd = 8";
            command.ExecuteNonQuery().ShouldBe(1);
        }

        var result = await new Cli().RunAsync("store", "verify", "--data", Data);
        result.ExitCode.ShouldBe(1);
        result.Out.ShouldContain("The sums of 1 hours are not those of their turns");
    }
}
