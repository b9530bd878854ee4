using Dragoman.Store.Turns;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

public sealed class TurnTests
{
    [Fact]
    public async Task A_turn_passes_to_an_anthropic_upstream_with_its_bytes_untouched()
    {
        await using var upstream = await StrictAnthropic.StartAsync(_ => Answer.Text("hello"), new StrictAnthropicOptions { Keys = new HashSet<string> { "sk-test-upstream-key" } });
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(
            ("claude-opus-4-7", "anthropic", "claude-opus-4-7", upstream.BaseUrl + "/v1/messages")));
        var body = """{ "model":"claude-opus-4-7", "max_tokens":100,"x_future":{"a":[1.0,1e3]},"messages":[{"role":"user","content":"hi"}],"stream":true}"""u8.ToArray();
        using var response = await gateway.Http.PostAsync("/v1/messages?beta=true", new ByteArrayContent(body));
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain("message_stop");
        upstream.Requests[0].Body.ShouldBe(body);
        upstream.Violations.ShouldBeEmpty();
        var turn = await gateway.TurnAsync(response);
        turn.Outcome.ShouldBe(TurnOutcome.Completed);
        turn.Usage.OutputTokens.ShouldBeGreaterThan(0);
    }
}
