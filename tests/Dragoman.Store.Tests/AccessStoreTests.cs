using System.Text.Json;
using Dragoman.Core.Access;
using Dragoman.Store.Access;
using Dragoman.Store.Audit;

namespace Dragoman.Store.Tests;

public abstract class AccessStoreTests(IDatabase database) : StoreContract(database)
{
    [Fact]
    public async Task F01_every_member_of_every_record_comes_back_as_it_was_written()
    {
        var (store, _) = Stores();

        (await store.WriteAsync(Creations(), AccessSamples.Entry(), Deadline)).ShouldBe(new AccessWrite(AccessOutcome.Done, 1, -1));

        var state = await store.LoadAsync(Deadline);
        state.Revision.ShouldBe(1);
        state.Principals.Count.ShouldBe(2);
        Text(state.Principals).ShouldBe(Text(new[] { AccessSamples.ATeam, AccessSamples.AUser }));
        state.Budgets.ShouldBe([AccessSamples.ABudget]);
        state.Limits.ShouldBe([AccessSamples.ALimit]);
        var key = state.Keys.ShouldHaveSingleItem();
        key.Hash.ToArray().ShouldBe(AccessSamples.AKey().Hash.ToArray());
        key.Scopes!.Models.ShouldBe(["claude-haiku-*"]);
        (key with { Hash = default, Scopes = null }).ShouldBe(AccessSamples.AKey() with { Hash = default, Scopes = null });
    }

    [Fact]
    public async Task A_new_store_is_empty_at_revision_zero()
    {
        var (store, _) = Stores();

        Text(await store.LoadAsync(Deadline)).ShouldBe(Text(AccessState.Empty));
    }

    [Fact]
    public async Task An_update_counts_the_version_and_the_revision_on_and_one_that_is_late_is_refused()
    {
        var (store, _) = Stores();
        await store.WriteAsync([AccessChange.Create(AccessSamples.ABudget)], AccessSamples.Entry(), Deadline);
        var raised = AccessSamples.ABudget with { LimitNanoUsd = 7 };

        (await store.WriteAsync([AccessChange.Update(raised)], AccessSamples.Entry(), Deadline)).Revision.ShouldBe(2);

        var late = await store.WriteAsync([AccessChange.Update(raised with { LimitNanoUsd = 8 })], AccessSamples.Entry(), Deadline);
        late.ShouldBe(new AccessWrite(AccessOutcome.Stale, 0, 0));
        var state = await store.LoadAsync(Deadline);
        state.Budgets.ShouldBe([raised with { Version = 2 }]);
        state.Revision.ShouldBe(2);
    }

    [Fact]
    public async Task All_changes_are_made_or_none_and_the_one_that_failed_is_named()
    {
        var (store, audit) = Stores();

        var write = await store.WriteAsync(
            [AccessChange.Create(AccessSamples.ATeam), AccessChange.Update(AccessSamples.ABudget)], AccessSamples.Entry(), Deadline);

        write.ShouldBe(new AccessWrite(AccessOutcome.Missing, 0, 1));
        Text(await store.LoadAsync(Deadline)).ShouldBe(Text(AccessState.Empty));
        (await audit.ListAsync(10, AuditFilter.None, cancellation: Deadline)).ShouldBeEmpty("what did not happen is not in the log");
    }

    [Fact]
    public async Task Names_are_unique_within_their_level_and_hashes_everywhere()
    {
        var (store, _) = Stores();
        await store.WriteAsync(Creations(), AccessSamples.Entry(), Deadline);
        var other = AccessSamples.ATeam with { Id = new PrincipalId(PrincipalKind.Team, "team_2"), Name = "Other" };
        (await store.WriteAsync([AccessChange.Create(other)], AccessSamples.Entry(), Deadline)).IsDone.ShouldBeTrue();

        await Taken(AccessChange.Create(AccessSamples.ATeam));
        await Taken(AccessChange.Create(other with { Id = new PrincipalId(PrincipalKind.Team, "team_3") }));
        await Taken(AccessChange.Update(other with { Name = AccessSamples.ATeam.Name }));
        await Taken(AccessChange.Create(AccessSamples.AKey("key_9")));
        (await store.WriteAsync(
            [AccessChange.Create(other with { Id = new PrincipalId(PrincipalKind.Customer, "c") })], AccessSamples.Entry(), Deadline)).IsDone.ShouldBeTrue();

        async Task Taken(AccessChange change) =>
            (await store.WriteAsync([change], AccessSamples.Entry(), Deadline)).Outcome.ShouldBe(AccessOutcome.Taken);
    }

    [Fact]
    public async Task What_is_deleted_is_gone_and_deleting_it_again_says_so()
    {
        var (store, _) = Stores();
        await store.WriteAsync(Creations(), AccessSamples.Entry(), Deadline);

        (await store.WriteAsync(
            [AccessChange.Delete(AccessSamples.ALimit), AccessChange.Delete(AccessSamples.AUser)], AccessSamples.Entry(), Deadline)).IsDone.ShouldBeTrue();

        var state = await store.LoadAsync(Deadline);
        (state.Limits.Count, state.Principals.Count).ShouldBe((0, 1));
        (await store.WriteAsync([AccessChange.Delete(AccessSamples.ALimit)], AccessSamples.Entry(), Deadline)).Outcome.ShouldBe(AccessOutcome.Missing);
    }

    [Fact]
    public async Task G05_every_change_has_its_entry_in_the_audit_log()
    {
        var (store, audit) = Stores();

        await store.WriteAsync(Creations(), AccessSamples.Entry("team.create"), Deadline);

        var record = (await audit.ListAsync(10, AuditFilter.None, cancellation: Deadline)).ShouldHaveSingleItem();
        (record.Entry! with { At = null }).ShouldBe(AccessSamples.Entry("team.create"));
    }

    [Fact]
    public async Task Twenty_that_change_one_record_at_once_each_win_once_and_no_change_is_lost()
    {
        var (store, _) = Stores();
        await store.WriteAsync([AccessChange.Create(AccessSamples.ABudget with { LimitNanoUsd = 0 })], AccessSamples.Entry(), Deadline);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var read = (await store.LoadAsync(Deadline)).Budgets[0];
                if ((await store.WriteAsync(
                    [AccessChange.Update(read with { LimitNanoUsd = read.LimitNanoUsd + 1 })], AccessSamples.Entry(), Deadline)).IsDone)
                {
                    return;
                }
            }
        })));

        var state = await store.LoadAsync(Deadline);
        (state.Budgets[0].LimitNanoUsd, state.Budgets[0].Version, state.Revision).ShouldBe((20, 21, 21));
    }

    [Fact]
    public async Task F13_a_change_is_noticed_by_another_node_within_seconds()
    {
        var (store, _) = Stores();
        var (other, _) = Stores();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var seen = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var watching = Task.Run(async () =>
        {
            await foreach (var revision in other.ChangesAsync(0, TimeProvider.System, stop.Token))
            {
                seen.TrySetResult(revision);
            }
        });

        await store.WriteAsync(Creations(), AccessSamples.Entry(), Deadline);

        (await seen.Task.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe(1);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(watching);
    }

    [Fact]
    public async Task An_idempotency_key_runs_once_answers_the_same_and_is_refused_for_another_request()
    {
        var store = new IdempotencyStore(Open());
        byte[] print = [1, 2, 3];

        (await store.ClaimAsync("user_1", "k", print, Deadline)).State.ShouldBe(IdempotencyState.Claimed);
        (await store.ClaimAsync("user_1", "k", print, Deadline)).State.ShouldBe(IdempotencyState.Running);
        (await store.ClaimAsync("user_2", "k", print, Deadline)).State.ShouldBe(IdempotencyState.Claimed, "another caller's key is another key");
        await store.AnswerAsync("user_1", "k", 201, "{}"u8.ToArray(), Deadline);

        var again = await store.ClaimAsync("user_1", "k", print, Deadline);
        (again.State, again.Status, again.Body.ToArray().Length).ShouldBe((IdempotencyState.Answered, 201, 2));
        (await store.ClaimAsync("user_1", "k", new byte[] { 9 }, Deadline)).State.ShouldBe(IdempotencyState.UsedForAnother);
        await store.ReleaseAsync("user_1", "k", Deadline);
        (await store.ClaimAsync("user_1", "k", print, Deadline)).State.ShouldBe(IdempotencyState.Answered, "an answer is not given back");
        await store.ReleaseAsync("user_2", "k", Deadline);
        (await store.ClaimAsync("user_2", "k", print, Deadline)).State.ShouldBe(IdempotencyState.Claimed);
    }

    // Records that hold lists compare them by reference.
    private static string Text<T>(T value) => JsonSerializer.Serialize(value);

    private static AccessChange[] Creations() =>
    [
        AccessChange.Create(AccessSamples.ATeam), AccessChange.Create(AccessSamples.AUser), AccessChange.Create(AccessSamples.AKey()),
        AccessChange.Create(AccessSamples.ABudget), AccessChange.Create(AccessSamples.ALimit),
    ];

    private (AccessStore Store, AuditStore Audit) Stores()
    {
        var engine = Open();
        var audit = new AuditStore(engine, Signer());
        return (new AccessStore(engine, audit), audit);
    }
}
