using System.Globalization;
using System.Net;
using System.Text.Json;
using Dragoman.Core.Access;
using Dragoman.Core.Spending;
using Dragoman.Dialects.Conversation;
using Dragoman.Store.Turns;
using Dragoman.Testing;

namespace Dragoman.Tests.Admission;

public sealed class SpendingTests
{
    private const string Unified = "anthropic-ratelimit-unified-";
    private const long Dollar = 1_000_000_000;

    [Theory]
    [InlineData(700, null, "0.70")]
    [InlineData(760, "0.75", "0.76")]
    [InlineData(960, "0.95", "0.96")]
    [InlineData(1020, "0.95", "0.99")]
    public async Task F05_answers_tell_the_client_how_much_of_the_cap_is_used_and_warn_from_75_and_95(int permille, string? threshold, string utilization)
    {
        await using var rig = await AdmissionRig.StartAsync();
        await rig.BudgetAsync(1000 * Dollar);
        var cost = await rig.SpendAsync();
        await rig.BudgetAsync(cost * 1000 / permille);

        using var response = await rig.PostAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        AdmissionRig.Header(response, Unified + "overage-surpassed-threshold").ShouldBe(threshold);
        AdmissionRig.Header(response, Unified + "overage-utilization").ShouldBe(utilization);
        AdmissionRig.Header(response, Unified + "status").ShouldBe(threshold is null ? "allowed" : "allowed_warning");
        AdmissionRig.Header(response, Unified + "representative-claim").ShouldBe("overage");
        long.Parse(AdmissionRig.Header(response, Unified + "reset")!, CultureInfo.InvariantCulture).ShouldBeGreaterThan(1_700_000_000);
    }

    [Fact]
    public async Task F05_without_a_cap_no_usage_is_told()
    {
        await using var rig = await AdmissionRig.StartAsync();
        using var response = await rig.PostAsync();

        response.Headers.ShouldNotContain(header => header.Key.StartsWith(Unified, StringComparison.Ordinal));
    }

    [Fact]
    public async Task N04_at_the_cap_a_new_session_is_stopped_with_what_when_and_where_to_ask_and_the_running_one_finishes()
    {
        await using var rig = await AdmissionRig.StartAsync(extra: "access:\n  approval_url: https://gw.acme.test/ask/{budget}\n");
        await rig.BudgetAsync(1000 * Dollar);
        var cost = await rig.SpendAsync(session: "running");
        await rig.BudgetAsync(cost);

        using var fresh = await rig.PostAsync(session: "new");
        using var running = await rig.PostAsync(session: "running");

        running.StatusCode.ShouldBe(HttpStatusCode.OK);
        ((int)fresh.StatusCode).ShouldBe(429);
        var (type, message) = await AdmissionRig.ErrorAsync(fresh);
        type.ShouldBe("billing_error");
        message.ShouldMatch("^The monthly spending cap of the user Ada is reached \\(\\$\\d+\\.\\d\\d of \\$\\d+\\.\\d\\d\\); it resets at \\d{4}-\\d\\d-01 00:00 UTC, or ask for an increase at https://gw.acme.test/ask/bud_1\\.$");
        AdmissionRig.Header(fresh, "x-should-retry").ShouldBe("false");
        AdmissionRig.Header(fresh, "retry-after").ShouldNotBeNull();
        AdmissionRig.Header(fresh, Unified + "status").ShouldBe("rejected");
        AdmissionRig.Header(fresh, Unified + "overage-utilization").ShouldBe("1");
        AdmissionRig.Header(fresh, Unified + "overage-period").ShouldBe("monthly");
        AdmissionRig.Header(fresh, Unified + "overage-disabled-reason").ShouldBe("org_spend_cap_reached");
        AdmissionRig.Header(fresh, Unified + "representative-claim").ShouldBeNull();
        AdmissionRig.Header(fresh, Unified + "overage-status").ShouldBeNull();
        rig.Anthropic.Requests.Count.ShouldBe(2);
        (await rig.TurnAsync(fresh)).Outcome.ShouldBe(TurnOutcome.Rejected);
    }

    [Fact]
    public async Task F16_an_increase_lets_the_next_turn_pass()
    {
        await using var rig = await AdmissionRig.StartAsync();
        await rig.BudgetAsync(1000 * Dollar);
        var cost = await rig.SpendAsync();
        await rig.BudgetAsync(cost / 2);
        using var stopped = await rig.PostAsync();
        ((int)stopped.StatusCode).ShouldBe(429);

        await rig.ChangeAsync(state => state with
        {
            Budgets = [state.Budgets[0] with { IncreaseNanoUsd = 10 * cost, IncreaseUntil = TimeProvider.System.GetUtcNow().AddHours(1), Version = 2 }],
        });

        await rig.SpendAsync();
    }

    [Theory]
    [InlineData(PrincipalKind.Organisation, "the organisation")]
    [InlineData(PrincipalKind.Customer, "the customer Acme")]
    [InlineData(PrincipalKind.Team, "the team Payments")]
    [InlineData(PrincipalKind.Key, "the key laptop")]
    [InlineData(PrincipalKind.Project, "the project app")]
    public async Task F03_the_level_that_stops_a_turn_is_named(PrincipalKind kind, string name)
    {
        await using var rig = await AdmissionRig.StartAsync();
        var id = kind switch
        {
            PrincipalKind.Organisation => PrincipalId.Organisation,
            PrincipalKind.Customer => FakeAccess.Customer,
            PrincipalKind.Team => FakeAccess.Team,
            PrincipalKind.Key => new(kind, "key_1"),
            _ => new PrincipalId(kind, "app"),
        };
        await rig.BudgetAsync(0, id);

        using var response = await rig.PostAsync(headers: headers => headers.Add("x-dragoman-project", "app"));

        ((int)response.StatusCode).ShouldBe(429);
        (await AdmissionRig.ErrorAsync(response)).Message.ShouldContain($"cap of {name} is reached");
        rig.Anthropic.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("claude-opus-5-5")]
    [InlineData("via")]
    public async Task F06_a_stream_that_passes_the_hard_mark_is_ended_in_proper_form_and_billed_for_what_it_gave(string model)
    {
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = await AdmissionRig.StartAsync(_ => Answer.New().SayInPieces(new string('x', 400_000), 2_000).Wait(never.Task));
        using var release = new Release(never);
        await rig.BudgetAsync(Dollar / 5);

        using var response = await rig.PostAsync(model, stream: true);
        var text = await response.Content.ReadAsStringAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        text.ShouldContain("event: content_block_stop");
        text.ShouldContain("\"stop_reason\":\"max_tokens\"");
        text.TrimEnd().ShouldEndWith("data: {\"type\":\"message_stop\"}");
        text.ShouldNotContain("event: error");
        var turn = await rig.TurnAsync(response);
        turn.FailureCause.ShouldBe(FailureCause.Billing);
        turn.CostNanoUsd!.Value.ShouldBeInRange(Dollar / 10, Dollar / 4);
    }

    [Fact]
    public async Task F06_a_turn_that_the_client_leaves_is_billed_for_what_was_produced()
    {
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = await AdmissionRig.StartAsync(_ => Answer.New().Say(new string('x', 4_000)).Wait(never.Task));
        using var release = new Release(never);
        await rig.BudgetAsync(1000 * Dollar);
        using var leaves = new CancellationTokenSource();
        var response = await rig.PostAsync(stream: true, cancellation: leaves.Token);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var stream = await response.Content.ReadAsStreamAsync(patience.Token);
        var seen = new byte[4_000];
        var length = await stream.ReadAtLeastAsync(seen, seen.Length, throwOnEndOfStream: false, patience.Token);
        length.ShouldBe(seen.Length, $"{response.StatusCode}: {System.Text.Encoding.UTF8.GetString(seen, 0, length)}");

        var id = response.Headers.GetValues("request-id").Single();
        response.Dispose();
        await leaves.CancelAsync();
        using var same = new HttpResponseMessage();
        same.Headers.Add("request-id", id);
        var turn = await rig.TurnAsync(same);

        turn.Outcome.ShouldBe(TurnOutcome.ClientGone);
        // A thousand tokens came out, at $25 a million.
        turn.CostNanoUsd!.Value.ShouldBeGreaterThan(20_000_000);
        (await SpentCentsAsync(rig)).ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task F06_an_error_refunds_nothing_and_costs_nothing()
    {
        await using var rig = await AdmissionRig.StartAsync(_ => AnthropicErrors.ServerError());
        await rig.BudgetAsync(1000 * Dollar);

        using var response = await rig.PostAsync();

        ((int)response.StatusCode).ShouldBe(500);
        (await rig.TurnAsync(response)).CostNanoUsd.ShouldBe(0);
        (await SpentCentsAsync(rig)).ShouldBe(0);
    }

    [Theory]
    [InlineData("", 429)]
    [InlineData("access:\n  when_ledger_fails: spend\n", 200)]
    public async Task F06_while_the_ledger_is_down_capped_turns_fail_closed_or_open_as_configured(string extra, int status)
    {
        await using var rig = await AdmissionRig.StartAsync(extra: extra);
        rig.Ledger.IsDown = true;
        await rig.BudgetAsync(1000 * Dollar);

        using var response = await rig.PostAsync();

        ((int)response.StatusCode).ShouldBe(status);
        AdmissionRig.Header(response, Unified + "overage-disabled-reason").ShouldBe(status == 429 ? "fetch_error" : null);
        rig.Anthropic.Requests.Count.ShouldBe(status == 429 ? 0 : 1);
    }

    [Fact]
    public async Task F06_what_was_spent_reaches_the_ledger_to_the_nano_dollar_and_the_rest_goes_back_at_the_end()
    {
        var total = 0L;
        MemoryLedger ledger;
        await using (var rig = await AdmissionRig.StartAsync())
        {
            ledger = rig.Ledger;
            await rig.BudgetAsync(1000 * Dollar);
            for (var i = 0; i < 5; i++)
            {
                total += await rig.SpendAsync(i % 2 == 0 ? "via" : "claude-opus-5-5");
            }
        }

        ledger.Spent.ShouldBe(total);
        ledger.Deltas.Sum(delta => delta.ReturnedNanoUsd).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task F03_an_upstream_whose_account_is_spent_is_passed_over()
    {
        await using var rig = await AdmissionRig.StartAsync();
        var upstream = (await rig.TurnAsync(await rig.PostAsync("via"))).Upstream!;
        await rig.BudgetAsync(0, new(PrincipalKind.Upstream, upstream));

        using var response = await rig.PostAsync("via");

        ((int)response.StatusCode).ShouldBe(429);
        (await AdmissionRig.ErrorAsync(response)).Message.ShouldContain($"the upstream {upstream}");
        using var other = await rig.PostAsync();
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task F05_the_callers_own_caps_are_told_in_cents_and_never_cached()
    {
        await using var rig = await AdmissionRig.StartAsync();
        await rig.BudgetAsync(1000 * Dollar);
        await rig.SpendAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(rig.Gateway.Gateway.Address, "/api/oauth/usage"));
        request.Headers.Add("authorization", "Bearer " + FakeAccess.Secret);
        using var client = new HttpClient();
        using var response = await client.SendAsync(request);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var limit = document.RootElement.GetProperty("limits")[0];
        limit.GetProperty("limit_cents").GetInt64().ShouldBe(100_000);
        limit.GetProperty("used_cents").GetInt64().ShouldBeGreaterThan(0);
        limit.GetProperty("scope").GetString().ShouldBe("user");
        document.RootElement.GetProperty("extra_usage").GetProperty("is_enabled").GetBoolean().ShouldBeTrue();
    }

    // Before the rig goes: an upstream that waits for ever would keep a failing test for as long.
    private sealed class Release(TaskCompletionSource held) : IDisposable
    {
        public void Dispose() => held.TrySetResult();
    }

    private static async Task<long> SpentCentsAsync(AdmissionRig rig)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(rig.Gateway.Gateway.Address, "/api/oauth/usage"));
        request.Headers.Add("authorization", "Bearer " + FakeAccess.Secret);
        using var client = new HttpClient();
        using var response = await client.SendAsync(request);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("limits")[0].GetProperty("used_cents").GetInt64();
    }
}
