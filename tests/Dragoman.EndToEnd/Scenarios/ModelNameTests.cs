using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class ModelNameTests
{
    [Theory]
    [InlineData("opus", "ANTHROPIC_DEFAULT_OPUS_MODEL")]
    [InlineData("sonnet", "ANTHROPIC_DEFAULT_SONNET_MODEL")]
    [InlineData("haiku", "ANTHROPIC_DEFAULT_HAIKU_MODEL")]
    [InlineData("fable", "ANTHROPIC_DEFAULT_FABLE_MODEL")]
    public async Task A17_each_tier_is_overridden_on_its_own(string tier, string variable)
    {
        await using var rig = await Rig.StartAsync(Provider.OpenAi, _ => new ScriptedAgent(Answer.Text("I am it.")), Tiers);
        var result = await rig.RunAsync("Who are you?", options => options with
        {
            Model = tier,
            Environment = new Dictionary<string, string> { [variable] = $"my-{tier}" },
        });

        rig.ShouldHaveSucceeded(result, "I am it.");
        rig.AgentTurns.ShouldHaveSingleItem().Conversation.Model.ShouldBe($"gpt-4.1-{tier}");
    }

    [Fact]
    public async Task A17_subagents_have_a_model_of_their_own()
    {
        await using var rig = await Rig.StartAsync(
            Provider.OpenAi,
            _ => new ScriptedAgent(Answer.Tool("Agent", Args.Agent("You are gamma.")), Answer.Text("Reported."))
                .When(request => request.Conversation.Mentions("You are gamma."), Answer.Text("gamma is done")),
            Tiers);
        var result = await rig.RunAsync("Use a helper", options => options with
        {
            Model = "my-opus",
            Environment = new Dictionary<string, string> { ["CLAUDE_CODE_SUBAGENT_MODEL"] = "my-haiku" },
        });

        rig.ShouldHaveSucceeded(result, "Reported.");
        rig.AgentTurns.Select(turn => turn.Conversation.Model).ShouldBe(["gpt-4.1-opus", "gpt-4.1-haiku", "gpt-4.1-opus"]);
    }

    [Theory]
    [InlineData("gpt-5", "gpt-5")]
    [InlineData("openai/gpt-5-mini", "gpt-5-mini")]
    [InlineData("claude-via/openai/gpt-5-mini", "gpt-5-mini")]
    [InlineData("claude-opus-5-5[1m]", "gpt-5")]
    public async Task Foreign_names_provider_names_and_window_suffixes_lead_to_their_model(string asked, string expected)
    {
        await using var rig = await Rig.StartAsync(Provider.OpenAi, _ => new ScriptedAgent(Answer.Text("I am it.")));
        var result = await rig.RunAsync("Who are you?", options => options with { Model = asked });

        rig.ShouldHaveSucceeded(result, "I am it.");
        rig.AgentTurns.ShouldHaveSingleItem().Conversation.Model.ShouldBe(expected);
    }

    [Theory]
    [InlineData("claude-sonnet-9-9")]
    [InlineData("claude-haiku-4-5-20251001")]
    [InlineData("claude-fable-5-2")]
    public async Task H_016_ids_that_nobody_configured_lead_somewhere(string asked)
    {
        await using var rig = await Rig.StartAsync(Provider.OpenAi, _ => new ScriptedAgent(Answer.Text("I am it.")));
        var result = await rig.RunAsync("Who are you?", options => options with { Model = asked });

        rig.ShouldHaveSucceeded(result, "I am it.");
        rig.AgentTurns.ShouldHaveSingleItem().Conversation.Model.ShouldNotContain("claude");
    }

    private static IEnumerable<RouteLine> Tiers(string endpoint) =>
        new[] { "opus", "sonnet", "haiku", "fable" }.Select(tier => new RouteLine($"my-{tier}", "openai", $"gpt-4.1-{tier}", endpoint));
}
