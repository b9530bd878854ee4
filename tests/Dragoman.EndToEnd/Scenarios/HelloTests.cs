using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class HelloTests
{
    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Responses)]
    [InlineData(Provider.Anthropic)]
    [InlineData(Provider.Gemini)]
    public async Task Hello_arrives_with_its_deltas_its_usage_and_the_model_that_was_asked_for(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent(Answer.New().Say("Hel", "lo ", "Grüße 👋").Using(1000, 20, cached: 800)));
        var result = await rig.RunAsync("Say hello");

        rig.ShouldHaveSucceeded(result, "Hello Grüße 👋");
        result.Events.Select(one => one.TextDelta).Where(text => text.Length > 0).ShouldBe(["Hel", "lo ", "Grüße 👋"]);
        var usage = result.Final.GetProperty("usage");
        usage.GetProperty("input_tokens").GetInt32().ShouldBe(200);
        usage.GetProperty("cache_read_input_tokens").GetInt32().ShouldBe(800);
        usage.GetProperty("output_tokens").GetInt32().ShouldBe(20);
        var start = result.Events.First(one => one.Type == "stream_event" && one.Json.GetProperty("event").GetProperty("type").ValueEquals("message_start"));
        start.Json.GetProperty("event").GetProperty("message").GetProperty("model").GetString().ShouldBe(Rig.AskedModel);
        rig.AgentTurns.ShouldHaveSingleItem().Conversation.Model.ShouldBe(Rig.UpstreamModel(provider));
    }

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Responses)]
    [InlineData(Provider.Anthropic)]
    [InlineData(Provider.Gemini)]
    public async Task H_002_a_bearer_token_is_a_key_too_and_nothing_of_the_client_leaks_to_a_foreign_provider(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent(Answer.Text("Hello.")));
        var result = await rig.RunAsync("Say hello", options => options with
        {
            ApiKey = null,
            Environment = new Dictionary<string, string>
            {
                ["ANTHROPIC_AUTH_TOKEN"] = options.ApiKey!,
                ["ANTHROPIC_CUSTOM_HEADERS"] = "X-Team: blue",
            },
        });

        rig.ShouldHaveSucceeded(result, "Hello.");
        var headers = rig.AgentTurns.ShouldHaveSingleItem().Headers;
        if (provider is Provider.OpenAi or Provider.Responses or Provider.Gemini)
        {
            headers.Keys.ShouldNotContain("X-Team");
            headers.Keys.ShouldNotContain(name => name.StartsWith("x-dragoman", StringComparison.OrdinalIgnoreCase));
        }
        else
        {
            headers["anthropic-version"].ShouldBe("2023-06-01");
            headers["anthropic-beta"].ShouldContain("claude-code-20250219");
            headers.Keys.ShouldContain("x-claude-code-session-id");
        }
    }
}
