using System.Runtime.Versioning;
using Dragoman.Store.Sqlite;
using Dragoman.Store.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dragoman.Store.Tests;

public sealed class TurnStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Every_member_of_a_turn_comes_back_as_it_was_written()
    {
        var store = Open();
        await Write(store, TurnSamples.Full("t1"));

        var found = store.Find("t1").ShouldNotBeNull();

        foreach (var property in typeof(TurnRecord).GetProperties())
        {
            property.GetValue(found).ShouldBe(property.GetValue(TurnSamples.Full("t1")), property.Name);
        }
    }

    [Fact]
    public async Task Members_that_are_not_known_stay_null_and_are_not_zero()
    {
        var store = Open();
        await Write(store, TurnSamples.Small("t1"));

        var found = store.Find("t1").ShouldNotBeNull();

        found.CostNanoUsd.ShouldBeNull("an unknown price is not a free turn");
        found.TimeToFirstEvent.ShouldBeNull();
        found.FailureCause.ShouldBeNull();
        found.Upstream.ShouldBeNull();
        found.Usage.IsReported.ShouldBeFalse();
    }

    [Fact]
    public void A_turn_that_is_not_there_is_null() => Open().Find("nobody").ShouldBeNull();

    [Fact]
    public async Task Pages_hold_every_turn_once_the_youngest_first_even_where_many_start_together()
    {
        var store = Open();
        await Write(store, [.. Enumerable.Range(0, 95).Select(i => TurnSamples.Small($"t{i:D3}", i / 10))]);

        var seen = new List<TurnRecord>();
        TurnCursor? before = null;
        do
        {
            var page = store.Recent(7, TurnFilter.None, before);
            page.Turns.Count.ShouldBeInRange(1, 7);
            seen.AddRange(page.Turns);
            before = page.Next;
        }
        while (before is not null);

        seen.Select(turn => turn.Id).ShouldBe(Enumerable.Range(0, 95).Reverse().Select(i => $"t{i:D3}"));
    }

    [Fact]
    public async Task A_page_does_not_shift_when_turns_arrive_between_two_reads()
    {
        var store = Open();
        await Write(store, [.. Enumerable.Range(0, 10).Select(i => TurnSamples.Small($"old{i}", i))]);
        var first = store.Recent(5, TurnFilter.None);
        await Write(store, [.. Enumerable.Range(0, 10).Select(i => TurnSamples.Small($"new{i}", 100 + i))]);

        var second = store.Recent(5, TurnFilter.None, first.Next);

        second.Turns.Select(turn => turn.Id).ShouldBe(["old4", "old3", "old2", "old1", "old0"]);
        second.Next.ShouldBeNull();
    }

    [Fact]
    public async Task The_last_page_says_that_it_is_the_last_when_it_is_exactly_full()
    {
        var store = Open();
        await Write(store, TurnSamples.Small("a"), TurnSamples.Small("b", 1));

        store.Recent(2, TurnFilter.None).Next.ShouldBeNull();
    }

    [Fact]
    public void A_cursor_survives_its_text_form()
    {
        var cursor = new TurnCursor(1_763_629_200_000_000, 42);

        TurnCursor.TryParse(cursor.ToString(), out var read).ShouldBeTrue();

        read.ShouldBe(cursor);
        TurnCursor.TryParse("42", out _).ShouldBeFalse();
        TurnCursor.TryParse("-5-x", out _).ShouldBeFalse();
        TurnCursor.TryParse("99999999999999999999-1", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Each_filter_keeps_only_what_it_names()
    {
        var store = Open();
        var full = TurnSamples.Full("full");
        await Write(store, full, TurnSamples.Small("small", 60));

        Ids(new TurnFilter { SessionId = "s-1" }).ShouldBe(["full"]);
        Ids(new TurnFilter { KeyId = "bootstrap" }).ShouldBe(["full"]);
        Ids(new TurnFilter { Model = "gpt-5.4" }).ShouldBe(["full"]);
        Ids(new TurnFilter { Model = "claude-haiku-5-5" }).ShouldBe(["small"]);
        Ids(new TurnFilter { Upstream = "openai" }).ShouldBe(["full"]);
        Ids(new TurnFilter { Route = "coding" }).ShouldBe(["full"]);
        Ids(new TurnFilter { Outcome = TurnOutcome.Completed }).ShouldBe(["small"]);
        Ids(new TurnFilter { FailedOnly = true }).ShouldBe(["full"]);
        Ids(new TurnFilter { Since = TurnSamples.Start.AddSeconds(30) }).ShouldBe(["small"]);
        Ids(new TurnFilter { Until = TurnSamples.Start.AddSeconds(30) }).ShouldBe(["full"]);
        Ids(new TurnFilter { SessionId = "s-1' OR '1'='1" }).ShouldBeEmpty();
        Ids(new TurnFilter { SessionId = "s-1", Outcome = TurnOutcome.Completed }).ShouldBeEmpty();

        string[] Ids(TurnFilter filter) => [.. store.Recent(10, filter).Turns.Select(turn => turn.Id)];
    }

    [Fact]
    public async Task Overlong_texts_are_cut_so_that_no_client_can_fill_the_disk_with_a_header()
    {
        var store = Open();
        var turn = TurnSamples.Small("t1");
        turn.Client = new string('€', 100_000);
        await Write(store, turn);

        store.Find("t1")!.Client.ShouldBe(new string('€', TurnColumn.MaxText));
    }

    [Fact]
    public void The_sqlite_library_is_the_systems_where_it_is_recent_and_can_do_what_the_schema_needs()
    {
        var version = Version.Parse(SqliteLibrary.Version);

        version.ShouldBeGreaterThanOrEqualTo(new Version(3, 35));
        if (SqliteLibrary.Source != "bundled")
        {
            version.ShouldBeGreaterThanOrEqualTo(new Version(3, 40));
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void The_database_and_its_directory_are_readable_by_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        var store = TurnStore.Open(_directory.File("data"), TimeProvider.System);

        File.GetUnixFileMode(store.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(_directory.File("data")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private TurnStore Open() => TurnStore.Open(_directory.Path, TimeProvider.System);

    private static async Task Write(TurnStore store, params TurnRecord[] turns)
    {
        await using var writer = new TurnWriter(store, TimeProvider.System, NullLogger.Instance);
        foreach (var turn in turns)
        {
            writer.TryWrite(turn).ShouldBeTrue();
        }
    }
}
