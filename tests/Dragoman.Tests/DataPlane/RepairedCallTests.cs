using System.Net;
using System.Text;
using System.Text.Json;
using Dragoman.Testing;
using Dragoman.Tests.Hops;

namespace Dragoman.Tests.DataPlane;

public sealed class RepairedCallTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task N15_a_repaired_call_reaches_the_client_and_stands_in_the_record(bool repairs, bool stream)
    {
        await using var openai = await StrictOpenAi.StartAsync(
            Answer.Tool("Edit", """{"file_path":"/a","all":"true"}""").ArgumentsInPieces(4),
            new StrictOpenAiOptions { Keys = new HashSet<string> { "sk-test-upstream-key" } });
        await using var gateway = await GatewayFixture.StartAsync(
            $"upstreams:\n  host:\n    provider: openai\n    endpoint: {openai.Endpoint}\n    api_key_ref: test\n"
            + $"    profile: {{repair_arguments: {(repairs ? "true" : "false")}}}\nroutes:\n  - name: via\n    upstream: host/gpt-5\n");
        using var response = await gateway.Http.PostAsync("/v1/messages", new StringContent(
            "{\"model\":\"via\",\"max_tokens\":1000,\"stream\":" + (stream ? "true" : "false")
            + """,  "tools":[{"name":"Edit","input_schema":{"type":"object","properties":{"file_path":{"type":"string"},"all":{"type":"boolean"}}}}],"messages":[{"role":"user","content":"go"}]}""",
            Encoding.UTF8,
            "application/json"));
        var body = await response.Content.ReadAsByteArrayAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, Encoding.UTF8.GetString(body));
        var message = stream ? AnthropicStreamGrammar.Fold(body).Message.ToJsonString() : Encoding.UTF8.GetString(body);
        using var json = JsonDocument.Parse(message);
        json.RootElement.GetProperty("content")[0].GetProperty("input").GetProperty("all").ValueKind
            .ShouldBe(repairs ? JsonValueKind.True : JsonValueKind.String);
        var losses = (await gateway.TurnAsync(response)).Losses ?? string.Empty;
        losses.Contains("tool_arguments:remapped", StringComparison.Ordinal).ShouldBe(repairs);
    }

    [Theory]
    [InlineData("ollama", "ollama", "qwen3:14b", "", true)]
    [InlineData("gemini", "gemini", "gemini-3.1-pro-preview", "", true)]
    [InlineData("converse", "bedrock", "us.amazon.nova-pro-v1:0", "", true)]
    [InlineData("converse", "bedrock", "us.anthropic.claude-opus-5", "", false)]
    [InlineData("converse", "bedrock", "us.anthropic.claude-opus-5", "profile: {repair_arguments: true}", true)]
    [InlineData("responses", "openai", "gpt-5", "", false)]
    [InlineData("responses", "openai", "gpt-5", "profile: {repair_arguments: true}", true)]
    [InlineData("gemini", "gemini", "gemini-3.1-pro-preview", "profile: {repair_arguments: false}", false)]
    public async Task N15_calls_are_repaired_in_every_protocol_that_is_translated(string fake, string provider, string model, string settings, bool repairs)
    {
        await using var providers = await HopProviders.StartAsync();
        providers.Script = _ => Answer.Tool("Edit", """{"file_path":"/a","all":"true"}""");
        var upstream = providers.ByRoute[fake];
        var endpoint = upstream switch { StrictResponses responses => responses.Endpoint, StrictGemini gemini => gemini.Endpoint, _ => upstream.BaseUrl };
        await using var gateway = await GatewayFixture.StartAsync(
            $"upstreams:\n  host:\n    provider: {provider}\n    endpoint: \"{endpoint}\"\n    api_key_ref: test\n    {settings}\nroutes:\n  - name: via\n    upstream: \"host/{model}\"\n");
        foreach (var stream in new[] { true, false })
        {
            using var response = await gateway.Http.PostAsync("/v1/messages", new StringContent(
                "{\"model\":\"via\",\"max_tokens\":1000,\"stream\":" + (stream ? "true" : "false")
                + """,  "tools":[{"name":"Edit","input_schema":{"type":"object","properties":{"file_path":{"type":"string"},"all":{"type":"boolean"}}}}],"messages":[{"role":"user","content":"go"}]}""",
                Encoding.UTF8,
                "application/json"));
            var body = await response.Content.ReadAsByteArrayAsync();
            response.StatusCode.ShouldBe(HttpStatusCode.OK, Encoding.UTF8.GetString(body));
            using var json = JsonDocument.Parse(stream ? AnthropicStreamGrammar.Fold(body).Message.ToJsonString() : Encoding.UTF8.GetString(body));
            json.RootElement.GetProperty("content").EnumerateArray().Single(block => block.GetProperty("type").GetString() == "tool_use")
                .GetProperty("input").GetProperty("all").ValueKind.ShouldBe(repairs ? JsonValueKind.True : JsonValueKind.String);
        }

        providers.Violations.ShouldBeEmpty();
    }
}
