using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class HelloTests
{
    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Anthropic)]
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
}
