using System.Net;
using System.Net.Sockets;
using Dragoman.Core.Access;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.Admission;

public sealed class KeyTests
{
    [Fact]
    public async Task F01_a_virtual_key_opens_the_gateway_and_stands_in_the_record_with_its_user_and_team()
    {
        await using var rig = await AdmissionRig.StartAsync();
        using var response = await rig.PostAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await rig.TurnAsync(response)).KeyId.ShouldBe("key_1");
        rig.Anthropic.Requests[0].Headers.Values.ShouldAllBe(value => !value.Contains(FakeAccess.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task F01_the_first_key_goes_on_working_beside_virtual_ones()
    {
        await using var rig = await AdmissionRig.StartAsync();
        using var response = await rig.PostAsync(key: GatewayFixture.Key);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task F13_a_key_stops_when_it_user_or_team_is_disabled_and_goes_on_when_they_are_enabled()
    {
        await using var rig = await AdmissionRig.StartAsync();
        await rig.SpendAsync();
        var before = rig.Access.State;
        await rig.ChangeAsync(state => state with { Principals = [.. state.Principals.Select(p => p with { DisabledAt = DateTimeOffset.UnixEpoch })] });

        using var refused = await rig.PostAsync();
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        AdmissionRig.Header(refused, "x-should-retry").ShouldBe("false");
        (await AdmissionRig.ErrorAsync(refused)).ShouldBe(("authentication_error", "This key is disabled (user Ada); ask an administrator of the gateway."));
        (await rig.TurnAsync(refused)).KeyId.ShouldBe("key_1");

        await rig.ChangeAsync(_ => before);
        await rig.SpendAsync();
        rig.Anthropic.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task F01_a_key_ends_at_its_time_and_an_old_one_at_the_end_of_the_overlap()
    {
        await using var rig = await AdmissionRig.StartAsync();
        await rig.ChangeAsync(state => state with
        {
            Keys =
            [
                state.Keys[0] with { ReplacedBy = "key_2", ExpiresAt = TimeProvider.System.GetUtcNow().AddHours(-1) },
                FakeAccess.Key("key_2", "dgm_second"),
            ],
        });

        using var old = await rig.PostAsync();
        using var young = await rig.PostAsync(key: "dgm_second");

        old.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await AdmissionRig.ErrorAsync(old)).Message.ShouldStartWith("This key ended on ");
        young.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("gpt-5", "openai/gpt-4o-mini")]
    [InlineData("claude-opus-5-5", "claude-haiku-*")]
    public async Task G01_F12_a_model_off_the_list_is_refused_with_policy_and_list_and_reaches_no_socket(string model, string allowed)
    {
        using var upstream = new TcpListener(IPAddress.Loopback, 0);
        upstream.Start();
        var endpoint = $"http://{upstream.LocalEndpoint}";
        await using var gateway = await GatewayFixture.StartAsync(
            GatewayFixture.Config(("claude-opus-5-5", "anthropic", "claude-opus-5-5", endpoint + "/v1/messages"), ("gpt-5", "openai", "gpt-5", endpoint + "/v1/chat/completions")),
            change: options => options with { Access = Scoped(new() { Models = [allowed] }) });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Gateway.Address, "/v1/messages"))
        {
            Content = new StringContent($$"""{"model":"{{model}}","max_tokens":10,"messages":[{"role":"user","content":"hi"}]}"""),
        };
        request.Headers.Add("x-api-key", FakeAccess.Secret);
        using var client = new HttpClient();
        using var response = await client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var (type, message) = await AdmissionRig.ErrorAsync(response);
        type.ShouldBe("invalid_request_error");
        message.ShouldBe($"The model \"{model}\" is not allowed by the access policy of key laptop; allowed: {allowed}.");
        var turn = await gateway.TurnAsync(response);
        turn.Attempts.ShouldBe(0);
        turn.FailureMessage.ShouldBe(message);
        // Nobody has even connected: a connection would wait in the listener's queue.
        upstream.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task F12_a_target_that_is_not_allowed_is_passed_over_for_one_behind_it_that_is()
    {
        await using var rig = await AdmissionRig.StartAsync();
        rig.Access.Scopes(new() { Upstreams = ["nowhere"] });
        await rig.SettledAsync();

        using var response = await rig.PostAsync("via");

        (await AdmissionRig.ErrorAsync(response)).Message.ShouldContain("upstream");
        rig.OpenAi.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task F11_a_key_shown_from_outside_its_networks_is_refused_with_403()
    {
        await using var rig = await AdmissionRig.StartAsync();
        rig.Access.Scopes(new() { Networks = ["10.0.0.0/8"] });
        await rig.SettledAsync();
        using var outside = await rig.PostAsync();
        rig.Access.Scopes(new() { Networks = ["127.0.0.0/8", "::1/128"] });
        await rig.SettledAsync();
        using var inside = await rig.PostAsync();

        outside.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await AdmissionRig.ErrorAsync(outside)).Type.ShouldBe("permission_error");
        inside.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task F01_a_tool_that_a_key_may_not_offer_is_refused()
    {
        await using var rig = await AdmissionRig.StartAsync();
        rig.Access.Scopes(new() { Tools = ["Read"] });
        await rig.SettledAsync();
        const string schema = "\"input_schema\":{\"type\":\"object\"}";

        using var refused = await rig.PostAsync(tools: $$"""  "tools":[{"name":"Read",{{schema}}},{"name":"Bash",{{schema}}}],  """);
        using var allowed = await rig.PostAsync(tools: $$"""  "tools":[{"name":"Read",{{schema}}}],  """);

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await AdmissionRig.ErrorAsync(refused)).Message.ShouldBe("The tool \"Bash\" is not allowed by the access policy of key laptop; allowed: Read.");
        allowed.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task G02_a_model_that_is_not_approved_waits_for_approval_whoever_asks()
    {
        await using var rig = await AdmissionRig.StartAsync(extra: "access:\n  approved_models: [claude-opus-5-5]\n");

        using var pending = await rig.PostAsync("via", key: GatewayFixture.Key);
        using var approved = await rig.PostAsync(key: GatewayFixture.Key);

        pending.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await AdmissionRig.ErrorAsync(pending)).Message.ShouldContain("others are pending");
        rig.OpenAi.Requests.ShouldBeEmpty();
        approved.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static FakeAccess Scoped(AccessScopes scopes)
    {
        var access = new FakeAccess();
        access.Scopes(scopes);
        return access;
    }
}
