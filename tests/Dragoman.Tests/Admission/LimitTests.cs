using System.Globalization;
using System.Net;
using Dragoman.Core.Limits;
using Dragoman.Testing;

namespace Dragoman.Tests.Admission;

public sealed class LimitTests
{
    [Fact]
    public async Task F07_the_turn_behind_the_last_one_is_told_when_to_come_back()
    {
        await using var rig = await AdmissionRig.StartAsync();
        await rig.ChangeAsync(state => state with { Limits = [FakeAccess.Limit(LimitMetric.Requests, 2, TimeSpan.FromHours(1))] });
        await rig.SpendAsync();
        await rig.SpendAsync();

        using var response = await rig.PostAsync();

        ((int)response.StatusCode).ShouldBe(429);
        (await AdmissionRig.ErrorAsync(response)).Type.ShouldBe("rate_limit_error");
        int.Parse(AdmissionRig.Header(response, "retry-after")!, CultureInfo.InvariantCulture).ShouldBeInRange(1_750, 1_800);
        rig.Anthropic.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task N16_a_turn_waits_for_a_slot_and_gets_it_when_another_ends()
    {
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = await AdmissionRig.StartAsync(_ => Answer.New().Say("a").Wait(hold.Task));
        await rig.ChangeAsync(state => state with { Limits = [FakeAccess.Limit(LimitMetric.Concurrency, 1)] });
        var first = rig.PostAsync(stream: true);
        await rig.Anthropic.RequestAsync(1);
        var second = rig.PostAsync(stream: true);
        await UntilAsync(() => rig.Gateway.Gateway.WaitingTurns == 1);

        rig.Anthropic.Requests.Count.ShouldBe(1);
        hold.SetResult();

        using var pair = new Pair(await first, await second);
        var two = pair.Two;
        two.StatusCode.ShouldBe(HttpStatusCode.OK);
        await two.Content.ReadAsStringAsync();
        rig.Anthropic.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task F07_a_slot_is_free_when_its_client_has_left()
    {
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = await AdmissionRig.StartAsync(_ => Answer.New().Say("a").Wait(hold.Task));
        await rig.ChangeAsync(state => state with { Limits = [FakeAccess.Limit(LimitMetric.Concurrency, 1)] });
        using var leaves = new CancellationTokenSource();
        var first = rig.PostAsync(stream: true, cancellation: leaves.Token);
        await rig.Anthropic.RequestAsync(1);
        var second = rig.PostAsync(stream: true);
        await UntilAsync(() => rig.Gateway.Gateway.WaitingTurns == 1);

        await leaves.CancelAsync();
        if (first.IsCompletedSuccessfully)
        {
            (await first).Dispose();
        }

        await rig.Anthropic.RequestAsync(2);
        hold.SetResult();
        (await second).Dispose();
    }

    [Fact]
    public async Task N16_a_wait_has_a_deadline()
    {
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = await AdmissionRig.StartAsync(
            _ => Answer.New().Say("a").Wait(hold.Task), extra: "access:\n  wait: 50ms\n  background_wait: 50ms\n");
        await rig.ChangeAsync(state => state with { Limits = [FakeAccess.Limit(LimitMetric.Concurrency, 1)] });
        var first = rig.PostAsync(stream: true);
        await rig.Anthropic.RequestAsync(1);

        using var second = await rig.PostAsync(stream: true);

        ((int)second.StatusCode).ShouldBe(429);
        AdmissionRig.Header(second, "retry-after").ShouldNotBeNull();
        rig.Gateway.Gateway.WaitingTurns.ShouldBe(0);
        hold.SetResult();
        (await first).Dispose();
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!holds())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed record Pair(HttpResponseMessage One, HttpResponseMessage Two) : IDisposable
    {
        public void Dispose()
        {
            One.Dispose();
            Two.Dispose();
        }
    }
}
