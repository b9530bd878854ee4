using System.Net;
using System.Text;
using System.Text.Json;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>Hosts of other protocols that count tokens when they are asked.</summary>
public sealed class UpstreamCountTests
{
    private const string Body = """
        {"model":"via","max_tokens":100,"system":"Be brief.","tools":[{"name":"Bash","description":"Runs","input_schema":{"type":"object","properties":{"command":{"type":"string"}}}}],
         "messages":[{"role":"user","content":"hi"}]}
        """;

    private static async Task<long> CountAsync(GatewayFixture gateway)
    {
        using var response = await gateway.Http.PostAsync("/v1/messages/count_tokens", new StringContent(Body, Encoding.UTF8, "application/json"));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("input_tokens").GetInt64();
    }

    [Fact]
    public async Task H_335_tokens_are_counted_by_Responses_and_nothing_is_generated()
    {
        await using var responses = await StrictResponses.StartAsync(Answer.Text("never"));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(("via", "openai", "gpt-5", responses.Endpoint)));
        var count = await CountAsync(gateway);
        var asked = responses.Requests.ShouldHaveSingleItem();
        asked.Path.ShouldEndWith("/responses/input_tokens");
        count.ShouldBe(asked.Body.Length / 4, "the fake counts four bytes to a token, the estimate does not");
        responses.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_418_tokens_are_counted_by_Converse_and_nothing_is_generated()
    {
        await using var bedrock = await StrictConverse.StartAsync(Answer.Text("never"));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(("via", "bedrock", "us.anthropic.claude-haiku-4-5-20251001-v1:0", bedrock.BaseUrl)));
        var count = await CountAsync(gateway);
        var asked = bedrock.Requests.ShouldHaveSingleItem();
        asked.RawTarget.ShouldBe("/model/anthropic.claude-haiku-4-5-20251001-v1%3A0/count-tokens", "inference profiles do not count");
        count.ShouldBe(asked.Body.Length / 4);
        bedrock.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_418_a_model_that_cannot_count_is_asked_once()
    {
        await using var bedrock = await StrictConverse.StartAsync(Answer.Text("never"));
        // The gateway does not know this part of the world, the host does.
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(("via", "bedrock", "us.eu.anthropic.claude-haiku-4-5-20251001-v1:0", bedrock.BaseUrl)));
        (await CountAsync(gateway)).ShouldBeGreaterThan(0);
        (await CountAsync(gateway)).ShouldBeGreaterThan(0);
        bedrock.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task H_334_a_host_without_such_an_endpoint_is_asked_once_and_the_estimate_answers()
    {
        await using var chat = await StrictOpenAi.StartAsync(Answer.Text("never"));
        await using var gateway = await GatewayFixture.StartAsync(
            GatewayFixture.Config(("via", "openai", "gpt-5", chat.BaseUrl + "/v1")).Replace("api_key_ref: test", "api_key_ref: test\n      dialect: openai-responses", StringComparison.Ordinal));
        (await CountAsync(gateway)).ShouldBeGreaterThan(0);
        (await CountAsync(gateway)).ShouldBeGreaterThan(0);
        chat.Requests.ShouldHaveSingleItem();
    }
}
