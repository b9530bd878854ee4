using System.Net;
using System.Text;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>One turn, or one session, over several providers.</summary>
public sealed partial class TranslatedTurnTests
{
    private string Both => $$"""
            upstreams:
              one:
                provider: openai
                endpoint: {{_openai.BaseUrl}}/v1/chat/completions
                api_key_ref: test
              two:
                provider: anthropic
                endpoint: {{_anthropic.BaseUrl}}/v1/messages
                api_key_ref: test
            routes:
              - name: both
                targets:
                  - { name: one, model: gpt-5 }
                  - { name: two, model: claude-opus-5-5 }
            """;

    [Fact]
    public async Task H_329_H_330_failover_before_content_translates_from_the_original_request()
    {
        _script = _ => Answer.Fail(500, """{"error":{"message":"no","type":"server_error"}}""");
        await using var gateway = await GatewayFixture.StartAsync(Both);
        using var response = await gateway.Http.PostAsync("/v1/messages", new StringContent(
            """{"model":"both","max_tokens":100,"x_future":1,"stream":true,"messages":[{"role":"user","content":"hi"}]}"""));
        AnthropicStreamGrammar.Fold(await response.Content.ReadAsByteArrayAsync()).Text.ShouldBe("hello from claude");
        Encoding.UTF8.GetString(_anthropic.Requests[0].Body).ShouldBe(
            """{"model":"claude-opus-5-5","max_tokens":100,"x_future":1,"stream":true,"messages":[{"role":"user","content":"hi"}]}""");
        (await gateway.TurnAsync(response)).Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task B05_H_279_behind_signs_of_life_another_provider_may_still_answer_and_there_is_one_start()
    {
        var time = new ManualTimeProvider();
        _script = _ => Answer.Frames().Wait(_hold.Task);
        await using var gateway = await GatewayFixture.StartAsync(Both, change: options => options with { Time = time });
        var pending = gateway.Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
            {
                Content = new StringContent("""{"model":"both","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"hi"}]}"""),
            },
            HttpCompletionOption.ResponseHeadersRead);
        await _openai.RequestAsync(1, Patience);
        while (!pending.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.WhenAny(pending, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        using var response = await pending;
        _hold.SetResult();
        var message = AnthropicStreamGrammar.Fold(await response.Content.ReadAsByteArrayAsync().WaitAsync(Patience));
        message.Errors.ShouldBeEmpty();
        message.Text.ShouldBe("hello from claude");
        _anthropic.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A12_a_session_hops_between_providers_and_each_gets_only_its_own_thinking()
    {
        _script = _ => Answer.New().Think("weighing").Say("from gpt");
        using var first = await PostAsync(new StringContent(
            """{"model":"via","max_tokens":4000,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":"a"}]}"""));
        var thought = (await MessageAsync(first, stream: false)).GetProperty("content")[0];
        thought.GetProperty("type").GetString().ShouldBe("thinking");
        thought.GetProperty("signature").GetString()!.ShouldStartWith("dgm1.");
        var history = "{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":[" + thought.GetRawText() + ",{\"type\":\"text\",\"text\":\"from gpt\"}]},{\"role\":\"user\",\"content\":\"b\"}";
        using var second = await PostAsync(new StringContent("{\"model\":\"claude-opus-5-5\",\"max_tokens\":4000,\"messages\":[" + history + "]}"));
        second.StatusCode.ShouldBe(HttpStatusCode.OK, await second.Content.ReadAsStringAsync());
        Encoding.UTF8.GetString(_anthropic.Requests[0].Body).ShouldBe(
            "{\"model\":\"claude-opus-5-5\",\"max_tokens\":4000,\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"from gpt\"}]},{\"role\":\"user\",\"content\":\"b\"}]}");
        using var third = await PostAsync(new StringContent("{\"model\":\"via\",\"max_tokens\":4000,\"messages\":[" + history
            + ",{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"claude's\",\"signature\":\"SIG=\"},{\"type\":\"text\",\"text\":\"x\"}]},{\"role\":\"user\",\"content\":\"c\"}]}"));
        third.StatusCode.ShouldBe(HttpStatusCode.OK);
        var translated = Encoding.UTF8.GetString(_openai.Requests[^1].Body);
        translated.ShouldNotContain("claude's");
        translated.ShouldNotContain("SIG=");
        translated.ShouldNotContain("dgm1.");
        _openai.Violations.ShouldBeEmpty();
        _anthropic.Violations.ShouldBeEmpty();
    }
}
