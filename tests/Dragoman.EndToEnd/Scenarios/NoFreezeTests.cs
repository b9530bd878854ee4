using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class NoFreezeTests
{
    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Anthropic)]
    public async Task Each_delta_is_printed_before_the_next_one_exists(Provider provider)
    {
        // The provider lets each delta go only after the CLI was seen to print the one before: a gateway that held any of
        // them back would wait for ever, and the deadline of the run would say so.
        var gates = Enumerable.Range(0, 8).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var answer = Answer.New();
        for (var i = 0; i < gates.Count; i++)
        {
            answer.Say($"word{i} ").Wait(gates[i].Task);
        }

        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent(answer.Say("end")));
        await using var session = await ClaudeCli.StartAsync(rig.Workspace, rig.Options("Speak slowly") with { Deadline = TimeSpan.FromSeconds(30) });
        for (var i = 0; i < gates.Count; i++)
        {
            var word = $"word{i} ";
            await session.WaitForAsync(one => one.TextDelta == word);
            gates[i].SetResult();
        }

        var result = await session.CompleteAsync();
        rig.ShouldHaveSucceeded(result, "word0 word1 word2 word3 word4 word5 word6 word7 end");
    }

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Anthropic)]
    public async Task H_327_a_client_that_is_killed_is_felt_by_the_provider(Provider provider)
    {
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent(Answer.New().Say("I begin").Wait(never.Task).Say("never said")));
        await using (var session = await ClaudeCli.StartAsync(rig.Workspace, rig.Options("Begin")))
        {
            await session.WaitForAsync(one => one.TextDelta == "I begin");
            rig.AgentTurns.ShouldHaveSingleItem().Aborted.IsCompleted.ShouldBeFalse();
        }

        await rig.AgentTurns.ShouldHaveSingleItem().Aborted.WaitAsync(TimeSpan.FromSeconds(5));
    }
}
