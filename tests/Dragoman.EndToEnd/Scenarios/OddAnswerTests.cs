using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

/// <summary>Answers that are right but unusual, and what the CLI makes of them.</summary>
public sealed class OddAnswerTests
{
    [Theory]
    [InlineData("single bytes")]
    [InlineData("crlf")]
    [InlineData("comments")]
    [InlineData("json")]
    [InlineData("no usage")]
    [InlineData("no terminator")]
    public async Task An_answer_is_understood_however_it_is_delivered(string delivery)
    {
        var answer = Answer.New().Think("hm").SayInPieces("Grüße an alle 👋🏽, wirklich.", 3);
        await using var rig = await Rig.StartAsync(Provider.OpenAi, _ => new ScriptedAgent(delivery switch
        {
            "single bytes" => answer.InWritesOf(1),
            "crlf" => answer.WithCrLf().InWritesOf(5),
            "comments" => answer.WithComments("OPENROUTER PROCESSING"),
            "json" => answer.AsJson(),
            "no usage" => answer.WithoutUsage(),
            _ => answer.WithoutTerminator(),
        }));
        var result = await rig.RunAsync("Greet");

        rig.ShouldHaveSucceeded(result, "Grüße an alle 👋🏽, wirklich.");
        rig.AgentTurns.Count.ShouldBe(1, "the CLI did not have to ask twice");
        result.Final.GetProperty("usage").GetProperty("input_tokens").GetInt32().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Anthropic)]
    public async Task H_224_an_answer_cut_by_its_limit_is_continued(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent(
            Answer.Text("The first half").Finish("length"), Answer.Text(" and the second half.")));
        var result = await rig.RunAsync("Speak at length");

        rig.Upstream.Violations.ShouldBeEmpty(rig.Explain(result));
        result.ExitCode.ShouldBe(0, rig.Explain(result));
        result.Text.ShouldEndWith("and the second half.");
        rig.AgentTurns.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Anthropic)]
    public async Task H_234_a_filtered_answer_is_a_refusal_and_no_success(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, new ClaudeWorkspace(), _ => Answer.Text("I would").Finish("content_filter"));
        var result = await rig.RunAsync("Do something bad");

        rig.Upstream.Violations.ShouldBeEmpty(rig.Explain(result));
        result.IsError.ShouldBeTrue(rig.Explain(result));
        rig.AgentTurns.Count.ShouldBeLessThanOrEqualTo(3);
    }

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Anthropic)]
    public async Task H_336_the_context_command_counts_without_generating(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent(Answer.Text("never")));
        var result = await rig.RunAsync("/context");

        rig.Upstream.Violations.ShouldBeEmpty(rig.Explain(result));
        result.ExitCode.ShouldBe(0, rig.Explain(result));
        result.Text.ShouldContain("tokens", Case.Insensitive);
        rig.Turns.ShouldBeEmpty("counting is never a generation");
    }
}
