using System.Text;
using Dragoman.Testing;
using Dragoman.Tests.Commands;

namespace Dragoman.Tests.DataPlane;

/// <summary>Rules over what a turn is for, side routes, and the record that explains them later.</summary>
public sealed class PhaseRoutingTests
{
    private const string Rules = """
        routes:
          - { name: big, upstream: a/claude-opus-5-5 }
          - { name: small, upstream: a/claude-haiku-4-5 }
        side_routes: { title: small }
        policies:
          - name: by-phase
            rule: |
              if phase in ["edit", "test"] or failure_rate > 0.4:
                route big
              else:
                route small
        """;

    private const string Edit = """{"model":"claude-x","max_tokens":100,"messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"Edit","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"ok"}]}],"tools":[{"name":"Edit","input_schema":{"type":"object"}}]}""";
    private const string Prompt = """{"model":"claude-x","max_tokens":100,"messages":[{"role":"user","content":"go"}]}""";
    private const string Title = """{"model":"big","max_tokens":100,"messages":[{"role":"user","content":"go"}],"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"title":{"type":"string"}},"required":["title"],"additionalProperties":false}}}}""";

    [Fact]
    public async Task N19_D16_turns_go_by_what_they_are_for_and_their_records_explain_it()
    {
        await using var upstream = await StrictAnthropic.StartAsync(_ => Answer.Text("fine"));
        await using var gateway = await GatewayFixture.StartAsync(
            $"upstreams:\n  a: {{ provider: anthropic, endpoint: {upstream.BaseUrl}, api_key_ref: test }}\n{Rules}");
        (await ModelOfAsync(gateway, Edit)).Model.ShouldBe("claude-opus-5-5");
        (await ModelOfAsync(gateway, Title)).Model.ShouldBe("claude-haiku-4-5");
        var (model, id) = await ModelOfAsync(gateway, Prompt);
        model.ShouldBe("claude-haiku-4-5");

        var cli = new Cli(gateway.DataDirectory) { Environment = { ["TEST"] = "k" } };
        var result = await cli.RunAsync("explain", "--turn", id, "--config", gateway.ConfigPath, "--data", gateway.DataDirectory);
        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldBeEmpty();
        result.Out.ShouldContain("line 1   no   if phase in [\"edit\", \"test\"] or failure_rate > 0.4:   # phase = \"prompt\", failure_rate = 0");
        result.Out.ShouldStartWith("a/claude-haiku-4-5  (small)");
    }

    [Fact]
    public async Task D01_a_session_whose_turns_fail_goes_where_the_rule_sends_it()
    {
        await using var upstream = await StrictAnthropic.StartAsync(request => request.Number == 1
            ? Answer.Fail(400, """{"type":"error","error":{"type":"invalid_request_error","message":"no"}}""")
            : Answer.Text("fine"));
        await using var gateway = await GatewayFixture.StartAsync(
            $"upstreams:\n  a: {{ provider: anthropic, endpoint: {upstream.BaseUrl}, api_key_ref: test }}\n{Rules}");
        using (await PostAsync(gateway, Prompt, "s1"))
        {
        }

        using var second = await PostAsync(gateway, Prompt, "s1");
        (await gateway.TurnAsync(second)).UpstreamModel.ShouldBe("claude-opus-5-5");
        using var other = await PostAsync(gateway, Prompt, "s2");
        (await gateway.TurnAsync(other)).UpstreamModel.ShouldBe("claude-haiku-4-5");
    }

    private static async Task<(string? Model, string Id)> ModelOfAsync(GatewayFixture gateway, string body)
    {
        using var response = await PostAsync(gateway, body, null);
        var turn = await gateway.TurnAsync(response);
        return (turn.UpstreamModel, turn.Id);
    }

    private static async Task<HttpResponseMessage> PostAsync(GatewayFixture gateway, string body, string? session)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (session is not null)
        {
            request.Headers.Add("x-claude-code-session-id", session);
        }

        return await gateway.Http.SendAsync(request);
    }
}
