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

    [Fact]
    public async Task H_325_a_model_that_thinks_in_silence_does_not_leave_the_cli_without_a_sign_of_life()
    {
        if (Rig.IsDirect)
        {
            Assert.Skip("The signs of life are the gateway's.");
        }

        // The provider says nothing until the CLI was seen to have its answer begun by the gateway.
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = await Rig.StartAsync(
            Provider.OpenAi, _ => new ScriptedAgent(Answer.New().Wait(begun.Task).Say("At last.")), settings: "server:\n  ping_interval: 200ms\n");
        await using var session = await ClaudeCli.StartAsync(rig.Workspace, rig.Options("Think"));
        await session.WaitForAsync(one => one.Type == "stream_event" && one.Json.GetProperty("event").GetProperty("type").ValueEquals("message_start"));
        begun.SetResult();
        var result = await session.CompleteAsync();

        rig.ShouldHaveSucceeded(result, "At last.");
        rig.AgentTurns.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Anthropic)]
    public async Task Two_sessions_at_one_gateway_do_not_see_each_other(Provider provider)
    {
        // Each answer ends only after both sessions were seen in the middle of theirs.
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Answer Half(string name) => Answer.New().Say($"I am {name}").Wait(met.Task).Say($", still {name}");
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent()
            .When(request => request.Conversation.Mentions("Are you Castor?"), Half("Castor"))
            .When(request => request.Conversation.Mentions("Are you Pollux?"), Half("Pollux")));
        using var other = new ClaudeWorkspace();
        await using var castor = await ClaudeCli.StartAsync(rig.Workspace, rig.Options("Are you Castor?"));
        await using var pollux = await ClaudeCli.StartAsync(other, rig.Options("Are you Pollux?"));
        await castor.WaitForAsync(one => one.TextDelta == "I am Castor");
        await pollux.WaitForAsync(one => one.TextDelta == "I am Pollux");
        met.SetResult();

        rig.ShouldHaveSucceeded(await castor.CompleteAsync(), "I am Castor, still Castor");
        rig.ShouldHaveSucceeded(await pollux.CompleteAsync(), "I am Pollux, still Pollux");
        if (provider == Provider.OpenAi)
        {
            rig.AgentTurns.Select(turn => turn.Json.GetProperty("prompt_cache_key").GetString()).Distinct().Count().ShouldBe(2, "each session has a cache of its own");
        }
    }
}
