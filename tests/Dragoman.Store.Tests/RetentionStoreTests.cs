using System.Text.Json;
using Dapper;
using Dragoman.Store.Audit;
using Dragoman.Store.Retention;
using Dragoman.Store.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dragoman.Store.Tests;

public abstract class RetentionStoreTests(IDatabase database) : StoreContract(database)
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    [Fact]
    public async Task G06_turns_are_deleted_when_their_time_is_over_and_the_deletion_is_proven()
    {
        var (retention, audit, turns) = await Filled();

        var result = await retention.RunAsync(new RetentionPolicy { Turns = Year }, Deadline);

        result.ShouldBe(new RetentionResult(2, 0, 0, 0));
        turns.Recent(10, TurnFilter.None).Turns.Select(turn => turn.Id).ShouldBe(["young"]);
        var proof = (await audit.ListAsync(1, AuditFilter.None, cancellation: Deadline))[0].Entry!;
        (proof.Class, proof.Action).ShouldBe((AuditClass.Retention, "retention.delete"));
        using var detail = JsonDocument.Parse(proof.Detail!);
        detail.RootElement.GetProperty("rows").GetInt32().ShouldBe(2);
        (await new Charges.UsageStore(Open()).SumAsync(new(), Charges.UsageDimension.None, Deadline))[0].Turns.ShouldBe(3, "sums have a time of their own");
    }

    [Fact]
    public async Task G06_nothing_is_deleted_where_nothing_is_said_or_nothing_is_old()
    {
        var (retention, audit, _) = await Filled();
        var before = (await audit.ListAsync(100, AuditFilter.None, cancellation: Deadline)).Count;

        (await retention.RunAsync(new RetentionPolicy(), Deadline)).ShouldBe(new RetentionResult(0, 0, 0, 0));
        (await retention.RunAsync(new RetentionPolicy { Turns = Year * 20, Audit = All(Year * 20) }, Deadline)).ShouldBe(new RetentionResult(0, 0, 0, 0));

        (await audit.ListAsync(100, AuditFilter.None, cancellation: Deadline)).Count.ShouldBe(before);
    }

    [Fact]
    public async Task G06_what_a_legal_hold_names_stays_until_it_is_released()
    {
        var (retention, audit, turns) = await Filled();
        await retention.HoldAsync(new LegalHold { Id = "hold_1", SessionId = "s-1", Class = LegalHold.Turns, Reason = "matter 7" }, AccessSamples.Entry("hold.create"), Deadline);

        (await retention.RunAsync(new RetentionPolicy { Turns = Year }, Deadline)).Turns.ShouldBe(1);
        turns.Find("held").ShouldNotBeNull();

        (await retention.ReleaseAsync("hold_1", AccessSamples.Entry("hold.release"), Deadline)).ShouldBeTrue();
        (await retention.ReleaseAsync("hold_1", AccessSamples.Entry("hold.release"), Deadline)).ShouldBeFalse();
        (await retention.RunAsync(new RetentionPolicy { Turns = Year }, Deadline)).Turns.ShouldBe(1);
        turns.Find("held").ShouldBeNull();
        (await retention.HoldsAsync(Deadline)).ShouldHaveSingleItem().ReleasedAt.ShouldNotBeNull();
        (await audit.VerifyAsync(cancellation: Deadline)).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public async Task G06_deleted_audit_entries_leave_a_chain_that_verifies_and_no_content()
    {
        var (retention, audit, _) = await Filled();
        await retention.HoldAsync(new LegalHold { Id = "hold_1", UserId = "user_held", Reason = "matter 7" }, AccessSamples.Entry("hold.create"), Deadline);

        var result = await retention.RunAsync(new RetentionPolicy { Audit = All(Year) }, Deadline);

        result.AuditEntries.ShouldBe(2);
        var verdict = await audit.VerifyAsync(cancellation: Deadline);
        verdict.IsIntact.ShouldBeTrue(verdict.Problem);
        verdict.Deleted.ShouldBe(2);
        var left = await audit.ListAsync(100, AuditFilter.None, cancellation: Deadline);
        left.Count(record => record.Entry is null && record.DeletedBy is not null).ShouldBe(2);
        left.Single(record => record.Entry?.Actor == "user_held").DeletedBy.ShouldBeNull("it is held");
        (await retention.RunAsync(new RetentionPolicy { Audit = All(Year) }, Deadline)).AuditEntries.ShouldBe(0);
    }

    [Fact]
    public async Task N24_a_deletion_that_its_proof_does_not_cover_is_found()
    {
        var (retention, audit, _) = await Filled();
        await retention.RunAsync(new RetentionPolicy { Audit = All(Year) }, Deadline);
        var young = (await audit.ListAsync(100, new AuditFilter { Action = "young" }, cancellation: Deadline))[0].Sequence;
        var proof = (await audit.ListAsync(100, new AuditFilter { Class = AuditClass.Retention }, cancellation: Deadline))[0].Sequence;
        await using var connection = await Open().ConnectAsync(Deadline);
        await connection.ExecuteAsync("UPDATE audit_log SET salt = NULL, actor = NULL, deleted_by = @proof WHERE seq = @young", new { proof, young });

        var verdict = await audit.VerifyAsync(cancellation: Deadline);

        verdict.IsIntact.ShouldBeFalse();
        verdict.Problem!.ShouldContain("does not prove");
    }

    private async Task<(RetentionStore Retention, AuditStore Audit, TurnStore Turns)> Filled()
    {
        var engine = Open();
        var audit = new AuditStore(engine, Signer());
        var now = TimeProvider.System.GetUtcNow();
        await audit.AppendAsync(
            [
                AccessSamples.Entry("old") with { At = now - (Year * 2) },
                AccessSamples.Entry("old") with { At = now - (Year * 2), Class = AuditClass.Refusal },
                AccessSamples.Entry("held") with { At = now - (Year * 2), Actor = "user_held" },
                AccessSamples.Entry("young") with { At = now },
            ],
            Deadline);
        var turns = new TurnStore(engine);
        await using var writer = new TurnWriter(turns, new ManualTime(), NullLogger.Instance);
        foreach (var (id, at) in ((string, DateTimeOffset)[])[("old", now - (Year * 2)), ("held", now - (Year * 2)), ("young", now)])
        {
            var turn = TurnSamples.Small(id);
            turn.StartedAt = at;
            turn.SessionId = id == "held" ? "s-1" : null;
            writer.TryWrite(turn);
        }

        await writer.FlushAsync(Deadline);
        return (new RetentionStore(engine, audit), audit, turns);
    }

    private static Dictionary<AuditClass, TimeSpan> All(TimeSpan keep) => Enum.GetValues<AuditClass>().ToDictionary(kind => kind, _ => keep);
}
