using Dapper;
using Dragoman.Core.Access;
using Dragoman.Core.Spending;
using Dragoman.Store.Access;
using Dragoman.Store.Audit;
using Dragoman.Store.Copying;
using Dragoman.Store.Engines;
using Dragoman.Store.Ledger;
using Dragoman.Store.Sqlite;
using Dragoman.Store.Turns;
using Dragoman.Store.Charges;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dragoman.Store.Tests;

public sealed class StoreCopyTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(90));
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly TemporaryDirectory _directory = new();

    private CancellationToken Deadline => _deadline.Token;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
        {
            await owned.DisposeAsync();
        }

        _deadline.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task M04_everything_in_sqlite_is_in_postgresql_afterwards_and_goes_on_there()
    {
        var source = await Filled(Own(new SqliteDatabase()));
        var target = Open(Own(new PostgresDatabase()));

        var counts = await StoreCopy.RunAsync(source, target, Deadline);

        (counts["turns"], counts["audit_log"], counts["virtual_keys"]).ShouldBe((2, 301, 1));
        await IsWhole(target);
        await using var writer = new TurnWriter(new TurnStore(target), new ManualTime(), NullLogger.Instance);
        writer.TryWrite(TurnSamples.Small("new"));
        await writer.FlushAsync(Deadline);
        writer.Written.ShouldBe(1);
    }

    [Fact]
    public async Task A_copy_into_a_store_that_holds_something_is_refused()
    {
        var source = await Filled(Own(new SqliteDatabase()));
        var target = await Filled(Own(new PostgresDatabase()));

        (await Should.ThrowAsync<StoreException>(() => StoreCopy.RunAsync(source, target, Deadline))).Message.ShouldContain("holds data already");
        await IsWhole(target);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task M04_a_backup_of_either_engine_is_restored_into_either_engine(bool postgres)
    {
        var source = await Filled(Own<IDatabase>(postgres ? new PostgresDatabase() : new SqliteDatabase()));
        var file = _directory.File("backup.db");
        await StoreBackup.BackupAsync(source, file, TimeProvider.System, Deadline);

        foreach (var database in (IDatabase[])[new SqliteDatabase(), new PostgresDatabase()])
        {
            var target = Open(Own(database));
            await StoreBackup.RestoreAsync(file, target, TimeProvider.System, Deadline);
            await IsWhole(target);
        }

        Directory.GetFiles(_directory.Path).ShouldBe([file], "nothing else is left beside it");
        (await Should.ThrowAsync<StoreException>(() => StoreBackup.BackupAsync(source, file, TimeProvider.System, Deadline))).Message.ShouldContain("exists already");
    }

    [Fact]
    public async Task M04_a_backup_taken_while_turns_are_written_is_one_moment_of_them()
    {
        var engine = Open(Own(new SqliteDatabase()));
        await using var writer = new TurnWriter(new TurnStore(engine), new ManualTime(), NullLogger.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                writer.TryWrite(TurnContractTests.Priced($"t{i}", i % 3, i));
                await writer.FlushAsync(CancellationToken.None);
            }
        });
        var file = _directory.File("live.db");
        await StoreBackup.BackupAsync(engine, file, TimeProvider.System, Deadline);
        await stop.CancelAsync();
        await writing;

        await using var backup = SqliteEngine.Open(file, TimeProvider.System);
        await using var connection = backup.Connect();
        connection.ExecuteScalar<long>("SELECT coalesce(sum(cost_nano_usd), 0) FROM turns")
            .ShouldBe(connection.ExecuteScalar<long>("SELECT coalesce(sum(cost_nano_usd), 0) FROM usage_hours"));
    }

    [Fact]
    public async Task A_damaged_backup_is_refused_with_a_sentence()
    {
        var file = _directory.File("broken.db");
        await File.WriteAllTextAsync(file, new string('x', 9_000), Deadline);

        (await Should.ThrowAsync<StoreException>(() => StoreBackup.RestoreAsync(file, Open(Own(new SqliteDatabase())), TimeProvider.System, Deadline)))
            .Message.ShouldContain("cannot be opened");
    }

    [Fact]
    public async Task M04_a_store_of_the_previous_schema_is_brought_up_to_date_with_its_turns_and_their_sums()
    {
        var path = _directory.File(TurnStore.FileName);
        await using (SqliteEngine.Open(path, TimeProvider.System, upTo: 2))
        {
            await using var old = new SqliteConnection($"Data Source={path};Pooling=False");
            old.Open();
            for (var i = 0; i < 50; i++)
            {
                old.Execute(
                    "INSERT INTO turns (id, started_at_us, duration_us, requested_model, upstream, stream, status, outcome, input_estimate, usage_reported, "
                    + "input_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, output_tokens, thinking_tokens, web_searches, "
                    + "cost_nano_usd, attempts, tool_calls, request_bytes, response_bytes) VALUES (@id, @at, 1, 'm', @upstream, 1, 200, @outcome, 0, 1, "
                    + "1, 2, 3, 0, 4, 0, 5, @cost, 1, 0, 0, 0)",
                    new { id = $"old{i}", at = MicroTime.Of(TurnSamples.Start) + (i * 100_000_000L), upstream = i % 2 == 0 ? "openai" : null, outcome = i == 3 ? "rejected" : "completed", cost = i == 4 ? (long?)null : i });
            }
        }

        await using var engine = SqlEngine.Open(_directory.Path, null, TimeProvider.System);

        new TurnStore(engine).Recent(100, TurnFilter.None).Turns.Count.ShouldBe(50);
        var sum = (await new UsageStore(engine).SumAsync(new(), UsageDimension.None, Deadline))[0];
        (sum.Turns, sum.Failed, sum.Unpriced, sum.OutputTokens, sum.CostNanoUsd).ShouldBe((50, 1, 1, 200, (49 * 50 / 2) - 4));
        (await new UsageStore(engine).SumAsync(new(), UsageDimension.Upstream, Deadline)).Select(row => row.Upstream).ShouldBe(["", "openai"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task M04_every_table_of_the_schema_is_in_a_copy_or_left_behind_on_purpose(bool postgres)
    {
        var engine = Open(Own<IDatabase>(postgres ? new PostgresDatabase() : new SqliteDatabase()));
        await using var connection = engine.Connect();
        var tables = connection.Query<string>(postgres
            ? "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
        tables.Order(StringComparer.Ordinal).ShouldBe(
            StoreTables.All.Select(table => table.Table).Concat(StoreTables.LeftBehind).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task M04_a_sum_that_is_not_its_turns_and_an_audit_entry_that_was_changed_are_found(bool postgres)
    {
        var engine = await Filled(Own<IDatabase>(postgres ? new PostgresDatabase() : new SqliteDatabase()));
        var audit = new AuditStore(engine, AuditSigner.FromDirectory(_directory.File("keys")));
        (await StoreVerification.RunAsync(engine, audit, Deadline)).IsSound.ShouldBeTrue();
        await using (var connection = engine.Connect())
        {
            connection.Execute("UPDATE usage_hours SET cost_nano_usd = cost_nano_usd + 1 WHERE cost_nano_usd > 0");
            connection.Execute("UPDATE audit_log SET actor = 'somebody' WHERE seq = 7");
        }

        var verdict = await StoreVerification.RunAsync(engine, audit, Deadline);
        verdict.Problems.Count.ShouldBe(2);
        verdict.Problems[0].ShouldContain("The audit log was changed");
        verdict.Problems[1].ShouldContain("The sums of 1 hours are not those of their turns");
        await using (var connection = engine.Connect())
        {
            connection.Execute("DELETE FROM turns");
        }

        (await StoreVerification.RunAsync(engine, audit, Deadline)).Problems[1].ShouldContain("The sums of");
    }

    [Fact]
    public async Task M04_what_retention_deleted_is_no_problem_of_a_store()
    {
        var engine = await Filled(Own(new SqliteDatabase()));
        var audit = new AuditStore(engine, AuditSigner.FromDirectory(_directory.File("keys")));
        var deleted = await new Retention.RetentionStore(engine, audit).RunAsync(new Retention.RetentionPolicy { Turns = TimeSpan.Zero }, Deadline);
        deleted.Turns.ShouldBe(2);
        (await StoreVerification.RunAsync(engine, audit, Deadline)).Problems.ShouldBeEmpty();
    }

    private static AdminToken AToken => new()
    {
        Id = "tok_1", Name = "ci", Role = AdminRole.Finance, UserId = "user_1", Prefix = "dgt_1234", Hash = new byte[] { 1, 2, 3 }, CreatedAt = AccessSamples.Made,
    };

    private static BudgetIncrease AnIncrease => new()
    {
        Id = "inc_1", BudgetId = "bud_1", AskedBy = "key_1", AmountNanoUsd = 5, Hours = 8, CreatedAt = AccessSamples.Made,
    };

    private async Task<SqlEngine> Filled(IDatabase database)
    {
        var engine = Open(database);
        var audit = new AuditStore(engine, AuditSigner.FromDirectory(_directory.File("keys")));
        await new AccessStore(engine, audit).WriteAsync(
            [AccessChange.Create(AccessSamples.AUser), AccessChange.Create(AccessSamples.AKey()), AccessChange.Create(AccessSamples.ABudget), AccessChange.Create(AToken), AccessChange.Create(AnIncrease)],
            AccessSamples.Entry(), Deadline);
        for (var i = 0; i < 3; i++)
        {
            await audit.AppendAsync([.. Enumerable.Repeat(AccessSamples.Entry("fill"), 100)], Deadline);
        }

        await new LedgerStore(engine).SettleAsync("n", 1, [new(new("bud_1", 5), 12_345, 0)], Deadline);
        await using var writer = new TurnWriter(new TurnStore(engine), new ManualTime(), NullLogger.Instance);
        writer.TryWrite(TurnSamples.Full("t1"));
        writer.TryWrite(TurnSamples.Small("t2"));
        await writer.FlushAsync(Deadline);
        return engine;
    }

    private async Task IsWhole(SqlEngine engine)
    {
        new TurnStore(engine).Find("t1").ShouldBeEquivalentTo(TurnSamples.Full("t1"));
        var audit = new AuditStore(engine, AuditSigner.FromDirectory(_directory.File("keys")));
        var verdict = await audit.VerifyAsync(cancellation: Deadline);
        verdict.IsIntact.ShouldBeTrue(verdict.Problem);
        (verdict.Rows, verdict.Checkpoints, verdict.UnknownKeys.Count).ShouldBe((301, 1, 0));
        var state = await new AccessStore(engine, audit).LoadAsync(Deadline);
        (state.Revision, state.Keys.Count, state.Budgets[0]).ShouldBe((1, 1, AccessSamples.ABudget));
        state.Tokens.ShouldHaveSingleItem().Hash.ToArray().ShouldBe(AToken.Hash.ToArray());
        state.Increases.ShouldHaveSingleItem().ShouldBe(AnIncrease);
        var sound = await StoreVerification.RunAsync(engine, audit, Deadline);
        sound.Problems.ShouldBeEmpty();
        (await new LedgerStore(engine).StandingAsync("bud_1", 0, Deadline)).SpentNanoUsd.ShouldBe(12_345);
        (await new UsageStore(engine).SumAsync(new(), UsageDimension.None, Deadline))[0].CostNanoUsd.ShouldBe(TurnSamples.Full("x").CostNanoUsd!.Value);
    }

    private T Own<T>(T database)
        where T : IDatabase
    {
        _owned.Add(database);
        return database;
    }

    private SqlEngine Open(IDatabase database)
    {
        var engine = SqlEngine.Open(database.Directory, database.Address, TimeProvider.System);
        _owned.Add(engine);
        return engine;
    }
}
