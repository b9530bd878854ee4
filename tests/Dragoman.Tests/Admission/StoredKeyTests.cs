using System.Net;
using System.Text.Json.Nodes;
using Dragoman.DataPlane.Admission;
using Dragoman.Store.Turns;
using Dragoman.Testing;
using Dragoman.Tests.ControlPlane;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.Admission;

/// <summary>Keys, budgets and limits from the admin API to the path of a turn, with the gateway's own store between them.</summary>
public sealed class StoredKeyTests
{
    [Fact]
    public async Task F01_a_key_works_at_once_and_the_turn_counts_for_its_user_and_team()
    {
        await using var rig = await StoredRig.StartAsync();

        var turn = await rig.PassAsync();

        turn.KeyId.ShouldBe(rig.Key.Id);
        turn.UserId.ShouldBe(rig.User);
        turn.TeamId.ShouldBe(rig.Team);
        rig.Upstream.Requests[0].Headers.Values.ShouldAllBe(value => !value.Contains(rig.Key.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task F05_a_key_in_the_form_that_claude_code_takes_for_a_gateways_is_the_same_key()
    {
        await using var rig = await StoredRig.StartAsync();

        (await rig.PassAsync(key: ClaudeToken.Of(rig.Key.Secret))).KeyId.ShouldBe(rig.Key.Id);
        (await rig.RefusedAsync(401, key: ClaudeToken.Of("dgm_nobody"))).Message.ShouldStartWith("The key is not this gateway's");
        using var developer = rig.Admin.As(ClaudeToken.Of(rig.Key.Secret));
        ((string?)(await developer.GetAsync($"keys/{rig.Key.Id}"))["id"]).ShouldBe(rig.Key.Id);
    }

    [Fact]
    public async Task F01_the_first_key_works_as_ever_and_nothing_caps_it()
    {
        await using var rig = await StoredRig.StartAsync();

        var turn = await rig.PassAsync(key: GatewayFixture.Key);

        turn.UserId.ShouldBeNull();
        turn.CostEstimateNanoUsd.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("keys")]
    [InlineData("users")]
    [InlineData("teams")]
    public async Task F13_what_is_disabled_stops_at_once_and_everything_below_it(string what)
    {
        await using var rig = await StoredRig.StartAsync();
        await rig.PassAsync();
        var id = what == "keys" ? rig.Key.Id : what == "users" ? rig.User : rig.Team;

        await rig.Admin.ExpectAsync(HttpStatusCode.OK, "POST", $"{what}/{id}/disable", headers: ("If-Match", "*"));

        (await rig.RefusedAsync(401)).Message.ShouldStartWith("This key is disabled (");
        await rig.Admin.ExpectAsync(HttpStatusCode.OK, "POST", $"{what}/{id}/enable", headers: ("If-Match", "*"));
        await rig.PassAsync();
        rig.Upstream.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task F01_both_keys_work_while_they_overlap_and_share_a_budget()
    {
        await using var rig = await StoredRig.StartAsync();
        await rig.BudgetAsync("key", rig.Key.Id, "0.000001");
        var rotated = await rig.Admin.ExpectAsync(HttpStatusCode.Created, "POST", $"keys/{rig.Key.Id}/rotate", """{"overlap_minutes":60}""");

        await rig.PassAsync();

        (await rig.RefusedAsync(429, key: (string)rotated["secret"]!, session: "s-2")).Message.ShouldContain("spending cap of the key laptop is reached");
    }

    [Fact]
    public async Task F16_a_developer_over_the_cap_asks_somebody_approves_and_the_next_turn_passes()
    {
        await using var rig = await StoredRig.StartAsync();
        var budget = await rig.BudgetAsync("user", rig.User, "0.000001");
        await rig.PassAsync();
        (await rig.RefusedAsync(429)).Message.ShouldContain($"ask an administrator for an increase of {budget}");
        using var developer = rig.Admin.As(rig.Key.Secret);
        var wish = await developer.MakeAsync("increases", $$"""{"budget_id":"{{budget}}","amount_usd":"5","hours":1,"reason":"release"}""");

        await rig.Admin.ExpectAsync(HttpStatusCode.OK, "POST", $"increases/{wish["id"]}/approve");

        await rig.PassAsync();
    }

    [Fact]
    public async Task F03_the_most_restrictive_of_all_levels_decides_and_is_named()
    {
        await using var rig = await StoredRig.StartAsync();
        await rig.BudgetAsync("user", rig.User, "100");
        await rig.BudgetAsync("organisation", "", "1000");
        var narrow = await rig.BudgetAsync("team", rig.Team, "0.000001");
        await rig.PassAsync();

        var (message, turn) = await rig.RefusedAsync(429);

        message.ShouldContain("cap of the team team of ada is reached");
        turn.RefusedBy.ShouldBe($"budget {narrow}");
        rig.Upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task F06_what_was_spent_is_known_to_the_gateway_that_starts_next()
    {
        await using var upstream = await StrictAnthropic.StartAsync(_ => Answer.Text("ok").Using(1000, 100));
        var data = Directory.CreateTempSubdirectory("dragoman-spent-").FullName;
        var config = GatewayFixture.Config(("claude-opus-5-5", "anthropic", "claude-opus-5-5", upstream.BaseUrl + "/v1/messages"));
        string secret;
        await using (var first = await GatewayFixture.StartAsync(config, change: options => options with { DataDirectory = data }))
        {
            using var admin = new AdminClientFixture(first);
            var (_, user) = await admin.UserAsync("ada");
            (_, secret) = await admin.KeyAsync(user);
            await admin.MakeAsync("budgets", $$"""{"scope":{"kind":"user","id":"{{user}}"},"limit_usd":"0.000001","period":"month"}""");
            (await AskAsync(first, secret)).ShouldBe(200);
        }

        await using var second = await GatewayFixture.StartAsync(config, change: options => options with { DataDirectory = data });

        (await AskAsync(second, secret)).ShouldBe(429);
        upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task F13_a_change_by_another_process_is_noticed_within_a_second()
    {
        await using var rig = await StoredRig.StartAsync();
        await rig.PassAsync();
        await using var other = await SecondNode(rig);
        using var admin = new AdminClientFixture(other);
        var started = TimeProvider.System.GetTimestamp();

        await admin.ExpectAsync(HttpStatusCode.OK, "POST", $"keys/{rig.Key.Id}/disable", headers: ("If-Match", "*"));

        while (true)
        {
            using var response = await rig.PostAsync();
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                break;
            }

            TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        }

        // Half a second between two looks at the file, and a busy machine.
        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task F12_a_key_is_shown_the_models_that_it_may_use_and_counts_no_others()
    {
        await using var rig = await StoredRig.StartAsync();
        var (_, all) = await rig.Admin.KeyAsync(rig.User);
        var (_, few) = await rig.Admin.KeyAsync(rig.User, ",\"scopes\":{\"models\":[\"claude-haiku-*\"]}");

        Ids(await rig.GetAsync("/v1/models?limit=1000", all)).ShouldContain("claude-opus-5-5");
        Ids(await rig.GetAsync("/v1/models?limit=1000", few)).ShouldAllBe(id => id.StartsWith("claude-haiku", StringComparison.Ordinal));
        ((string?)(await rig.GetAsync("/v1/models/claude-opus-5-5", few))["type"]).ShouldBe("error");
        using var counted = await rig.PostAsync(key: few, path: "/v1/messages/count_tokens");
        counted.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        rig.Upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task G01_F12_an_attempt_off_the_list_stands_in_the_audit_log_with_policy_and_list_and_in_the_turns()
    {
        await using var rig = await StoredRig.StartAsync();
        var (id, secret) = await rig.Admin.KeyAsync(rig.User, ",\"scopes\":{\"models\":[\"claude-haiku-*\"]}");

        var (message, turn) = await rig.RefusedAsync(400, key: secret);

        message.ShouldBe("The model \"claude-opus-5-5\" is not allowed by the access policy of key laptop; allowed: claude-haiku-*.");
        turn.Outcome.ShouldBe(TurnOutcome.Rejected);
        turn.RefusedBy.ShouldBe("model scope of key laptop");
        turn.PolicyVersion.ShouldNotBeNull();
        turn.Candidates.ShouldBe("""[{"target":"anthropic/claude-opus-5-5","not":"not allowed by key laptop"}]""");
        rig.Upstream.Requests.ShouldBeEmpty();
        var entry = await AuditAsync(rig, "turn.model");
        ((string?)entry["actor"]).ShouldBe(id);
        ((string?)entry["outcome"]).ShouldBe("refused");
        entry["detail"]!.ToJsonString().ShouldContain("claude-haiku-*");
    }

    [Fact]
    public async Task G03_an_answer_by_another_model_than_the_pinned_one_is_an_event()
    {
        await using var rig = await StoredRig.StartAsync(script: _ => Answer.Fail(200,
            """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"text","text":"ok"}],
            "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":2}}
            """));

        await rig.PassAsync();

        var entry = await AuditAsync(rig, "model.changed");
        ((string?)entry["target"]).ShouldBe("anthropic/claude-opus-5-5");
        entry["detail"]!.ToJsonString().ShouldContain("claude-sonnet-4-5");
    }

    [Fact]
    public async Task G04_a_turn_that_fell_back_says_who_was_asked_and_what_it_was_thought_to_cost()
    {
        await using var down = await StrictAnthropic.StartAsync(_ => AnthropicErrors.Overloaded());
        await using var up = await StrictAnthropic.StartAsync(_ => Answer.Text("ok").Using(1000, 100));
        await using var gateway = await GatewayFixture.StartAsync($$"""
            upstreams:
              first: { provider: anthropic, endpoint: "{{down.BaseUrl}}/v1/messages", api_key_ref: test }
              second: { provider: anthropic, endpoint: "{{up.BaseUrl}}/v1/messages", api_key_ref: test }
            routes:
              - name: work
                targets:
                  - { name: first, model: claude-opus-5-5 }
                  - { name: second, model: claude-opus-5-5 }
            """);
        using var response = await gateway.Http.PostAsync("/v1/messages", new StringContent(
            """{"model":"work","max_tokens":100,"messages":[{"role":"user","content":"hi"}]}"""), TestContext.Current.CancellationToken);

        var turn = await gateway.TurnAsync(response);

        turn.Candidates.ShouldBe("""[{"target":"first/claude-opus-5-5","order":1},{"target":"second/claude-opus-5-5","order":2}]""");
        turn.FallbackPath.ShouldBe("first/claude-opus-5-5: Overloaded");
        turn.CostEstimateNanoUsd!.Value.ShouldBeGreaterThan(0);
        turn.CostNanoUsd!.Value.ShouldBeGreaterThan(0);
        turn.InputEstimate.ShouldBeGreaterThan(0);
    }

    private static IEnumerable<string> Ids(JsonNode list) => list["data"]!.AsArray().Select(model => (string)model!["id"]!);

    private static async Task<int> AskAsync(GatewayFixture gateway, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Gateway.Address, "/v1/messages"))
        {
            Content = new StringContent("""{"model":"claude-opus-5-5","max_tokens":100,"messages":[{"role":"user","content":"hi"}]}"""),
        };
        request.Headers.Add("authorization", "Bearer " + key);
        using var client = new HttpClient();
        using var response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static Task<GatewayFixture> SecondNode(StoredRig rig) =>
        GatewayFixture.StartAsync("routes: []\n", change: options => options with { DataDirectory = rig.Gateway.DataDirectory });

    // The entry is written behind the turn.
    private static async Task<JsonNode> AuditAsync(StoredRig rig, string action)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            if ((await rig.Admin.GetAsync($"audit?action={action}"))["data"]!.AsArray() is [{ } entry, ..])
            {
                return entry;
            }

            deadline.Token.ThrowIfCancellationRequested();
        }
    }
}
