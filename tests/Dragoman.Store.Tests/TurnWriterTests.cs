using System.Diagnostics;
using Dapper;
using Dragoman.Store.Turns;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dragoman.Store.Tests;

public sealed class TurnWriterTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Many_writers_at_once_lose_nothing()
    {
        var store = Open();
        await using (var writer = Writer(store))
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(() =>
            {
                for (var i = 0; i < 500; i++)
                {
                    writer.TryWrite(TurnSamples.Small($"w{w}-{i}", i)).ShouldBeTrue();
                }
            })));
        }

        Count().ShouldBe(4_000);
    }

    [Fact]
    public async Task The_timer_writes_what_waits_without_anybody_asking()
    {
        var time = new ManualTime();
        await using var writer = new TurnWriter(Open(), time, NullLogger.Instance);
        writer.TryWrite(TurnSamples.Small("t1"));
        writer.Written.ShouldBe(0);

        time.Tick();

        await Until(() => writer.Written == 1);
        Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_flush_makes_the_records_readable()
    {
        var store = Open();
        await using var writer = new TurnWriter(store, new ManualTime(), NullLogger.Instance);
        writer.TryWrite(TurnSamples.Small("t1"));

        await writer.FlushAsync();

        store.Find("t1").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_row_keeps_nothing_of_the_row_before_it()
    {
        var store = Open();
        await using var writer = new TurnWriter(store, new ManualTime(), NullLogger.Instance);
        writer.TryWrite(TurnSamples.Full("t1"));
        writer.TryWrite(TurnSamples.Small("t2"));
        writer.TryWrite(TurnSamples.Full("t3"));

        await writer.FlushAsync();

        store.Find("t1").ShouldBeEquivalentTo(TurnSamples.Full("t1"));
        store.Find("t2").ShouldBeEquivalentTo(TurnSamples.Small("t2"));
        store.Find("t3").ShouldBeEquivalentTo(TurnSamples.Full("t3"));
    }

    [Fact]
    public async Task A_rented_record_comes_again_and_comes_empty()
    {
        await using var writer = new TurnWriter(Open(), new ManualTime(), NullLogger.Instance);
        var record = writer.Rent("t1", TurnSamples.Start);
        var full = TurnSamples.Full("t1");
        foreach (var property in typeof(TurnRecord).GetProperties().Where(property => property.Name is not "Id" and not "StartedAt"))
        {
            property.SetValue(record, property.GetValue(full));
        }

        writer.TryWrite(record);
        await writer.FlushAsync();

        var again = writer.Rent("t2", TurnSamples.Start);
        again.ShouldBeSameAs(record);
        again.ShouldBeEquivalentTo(new TurnRecord { Id = "t2", StartedAt = TurnSamples.Start });
    }

    [Fact]
    public async Task A_full_queue_drops_the_newest_counts_it_and_never_waits()
    {
        await using var writer = new TurnWriter(Open(), new ManualTime(), NullLogger.Instance);
        for (var i = 0; i < TurnWriter.Capacity; i++)
        {
            writer.TryWrite(TurnSamples.Small($"t{i}")).ShouldBeTrue();
        }

        writer.TryWrite(TurnSamples.Small("one too many")).ShouldBeFalse();

        writer.Dropped.ShouldBe(1);
        await writer.FlushAsync();
        writer.Written.ShouldBe(TurnWriter.Capacity);
        Count().ShouldBe(TurnWriter.Capacity);
    }

    [Fact]
    public async Task An_id_that_is_there_already_is_counted_as_dropped_and_takes_no_other_with_it()
    {
        await using var writer = new TurnWriter(Open(), new ManualTime(), NullLogger.Instance);
        writer.TryWrite(TurnSamples.Small("a"));
        writer.TryWrite(TurnSamples.Small("a"));
        writer.TryWrite(TurnSamples.Small("b"));

        await writer.FlushAsync();

        (writer.Written, writer.Dropped).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_record_that_breaks_a_constraint_is_counted_as_dropped_and_takes_no_other_with_it()
    {
        await using var writer = new TurnWriter(Open(), new ManualTime(), NullLogger.Instance);
        var broken = TurnSamples.Small("broken");
        broken.RequestedModel = null!;
        writer.TryWrite(TurnSamples.Small("a"));
        writer.TryWrite(broken);
        writer.TryWrite(TurnSamples.Small("b"));

        await writer.FlushAsync();

        (writer.Written, writer.Dropped).ShouldBe((2, 1));
    }

    [Fact]
    public async Task Empty_texts_are_kept_as_empty()
    {
        var store = Open();
        await using var writer = new TurnWriter(store, new ManualTime(), NullLogger.Instance);
        var turn = TurnSamples.Small("a");
        turn.RequestedModel = string.Empty;
        turn.Route = string.Empty;
        writer.TryWrite(turn);

        await writer.FlushAsync();

        store.Find("a").ShouldNotBeNull().RequestedModel.ShouldBe(string.Empty);
        store.Find("a")!.Route.ShouldBe(string.Empty);
    }

    [Fact]
    public async Task A_disk_error_is_a_counted_drop_and_writing_goes_on_when_it_is_mended()
    {
        var store = Open();
        await using var writer = new TurnWriter(store, new ManualTime(), NullLogger.Instance);
        Execute("ALTER TABLE turns RENAME TO gone");
        writer.TryWrite(TurnSamples.Small("lost"));
        await writer.FlushAsync();

        (writer.Written, writer.Dropped).ShouldBe((0, 1));

        Execute("ALTER TABLE gone RENAME TO turns");
        writer.TryWrite(TurnSamples.Small("kept"));
        await writer.FlushAsync();
        (writer.Written, writer.Dropped).ShouldBe((1, 1));
        store.Find("kept").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_database_that_may_not_grow_is_a_counted_drop()
    {
        Open();
        Execute("PRAGMA journal_mode = DELETE");
        var path = _directory.File(TurnStore.FileName);
        await using var writer = new TurnWriter(Open(), new ManualTime(), NullLogger.Instance);
        // A file in the place of the write-ahead log: opening it fails with an I/O error, for root too.
        Directory.CreateDirectory(path + "-wal");
        Directory.CreateDirectory(path + "-journal");
        writer.TryWrite(TurnSamples.Small("lost"));

        await writer.FlushAsync();

        writer.Dropped.ShouldBe(1);
    }

    [Fact]
    public async Task While_another_process_holds_the_lock_the_batch_is_kept_and_written_afterwards()
    {
        var store = Open();
        await using var writer = new TurnWriter(store, new ManualTime(), NullLogger.Instance);
        using (var other = Connect())
        {
            other.Execute("BEGIN IMMEDIATE");
            writer.TryWrite(TurnSamples.Small("t1"));
            await writer.FlushAsync();

            (writer.Written, writer.Dropped, writer.Waiting).ShouldBe((0, 0, 1));
            other.Execute("ROLLBACK");
        }

        await writer.FlushAsync();
        (writer.Written, writer.Dropped, writer.Waiting).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task Disposal_ends_by_its_deadline_and_counts_what_could_not_be_written()
    {
        var store = Open();
        var writer = new TurnWriter(store, TimeProvider.System, NullLogger.Instance) { FlushDeadline = TimeSpan.FromMilliseconds(50) };
        using var other = Connect();
        other.Execute("BEGIN IMMEDIATE");
        writer.TryWrite(TurnSamples.Small("t1"));
        writer.TryWrite(TurnSamples.Small("t2"));

        await writer.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        (writer.Written, writer.Dropped).ShouldBe((0, 2));
        writer.TryWrite(TurnSamples.Small("t3")).ShouldBeFalse();
        writer.Dropped.ShouldBe(3);
    }

    [Fact]
    public async Task What_was_flushed_is_there_when_the_process_is_killed_and_its_files_are_opened_again()
    {
        var store = Open();
        await using var writer = new TurnWriter(store, new ManualTime(), NullLogger.Instance);
        for (var i = 0; i < 1_200; i++)
        {
            writer.TryWrite(TurnSamples.Small($"t{i}", i));
        }

        await writer.FlushAsync();

        // The files as a killed process leaves them: the log not merged, nothing closed.
        using var after = new TemporaryDirectory();
        foreach (var file in Directory.GetFiles(_directory.Path))
        {
            File.Copy(file, after.File(Path.GetFileName(file)));
        }

        new FileInfo(after.File(TurnStore.FileName + "-wal")).Length.ShouldBeGreaterThan(0);
        var reopened = TurnStore.Open(after.Path, TimeProvider.System);
        reopened.Recent(1, TurnFilter.None).Turns[0].Id.ShouldBe("t1199");
        reopened.Find("t0").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_log_that_was_cut_in_the_middle_of_a_batch_loses_that_batch_and_nothing_else()
    {
        var store = Open();
        await using var writer = new TurnWriter(store, new ManualTime(), NullLogger.Instance);
        writer.TryWrite(TurnSamples.Small("whole"));
        await writer.FlushAsync();
        writer.TryWrite(TurnSamples.Small("cut"));
        await writer.FlushAsync();
        using var after = new TemporaryDirectory();
        File.Copy(store.Path, after.File(TurnStore.FileName));
        var log = await File.ReadAllBytesAsync(store.Path + "-wal");
        await File.WriteAllBytesAsync(after.File(TurnStore.FileName + "-wal"), log[..^100]);

        var reopened = TurnStore.Open(after.Path, TimeProvider.System);

        reopened.Recent(10, TurnFilter.None).Turns.Select(turn => turn.Id).ShouldBe(["whole"]);
    }

    [Fact]
    public async Task P14_rows_per_second_into_sqlite_with_two_indexes()
    {
        const int Rows = 60_000;
        var store = Open();
        using var inserter = store.Engine.CreateTurnInserter();
        var batches = Enumerable.Range(0, Rows).Select(i =>
        {
            var turn = TurnSamples.Full($"req_{i:D26}");
            turn.StartedAt = TurnSamples.Start.AddMilliseconds(i);
            return turn;
        }).Chunk(TurnWriter.BatchSize).ToArray();

        var clock = Stopwatch.StartNew();
        await Task.Run(() =>
        {
            foreach (var batch in batches)
            {
                inserter.Write(batch);
            }
        });

        output.WriteLine($"P14: {Rows / clock.Elapsed.TotalSeconds:N0} rows/s of {TurnColumns.All.Length} columns, budget 60,000");
        Count().ShouldBe(Rows);
    }

    [Fact]
    public void C06_a_spill_file_belongs_to_one_process_and_its_records_to_the_next_one_that_has_it()
    {
        var path = _directory.File(TurnSpill.FileName);
        var other = new TurnSpill(path, TimeProvider.System);
        using (var first = new TurnSpill(path, TimeProvider.System))
        {
            first.Keep([TurnSamples.Full("kept")]).ShouldBeTrue();
            other.Keep([TurnSamples.Full("not taken")]).ShouldBeFalse("it would be lost when the owner deletes the file");
        }

        using (other)
        {
            other.Keep([TurnSamples.Full("second")]).ShouldBeTrue();
            using var inserter = Open().Engine.CreateTurnInserter();
            long written = 0;
            other.Drain(inserter, 10, ref written).ShouldBeTrue();
            written.ShouldBe(2);
        }

        File.Exists(path).ShouldBeFalse();
    }

    private TurnStore Open() => TurnStore.Open(_directory.Path, TimeProvider.System);

    private static TurnWriter Writer(TurnStore store) => new(store, TimeProvider.System, NullLogger.Instance);

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={_directory.File(TurnStore.FileName)};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Execute(string sql)
    {
        using var connection = Connect();
        connection.Execute(sql);
    }

    private long Count()
    {
        using var connection = Connect();
        return connection.ExecuteScalar<long>("SELECT count(*) FROM turns");
    }

    private static async Task Until(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
