using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class SessionTests
{
    private const int Turns = 15;

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Anthropic)]
    public async Task A_session_of_fifteen_turns_only_grows_and_can_be_resumed(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, workspace =>
        {
            var agent = new ScriptedAgent();
            for (var i = 1; i <= Turns; i++)
            {
                // Every third turn works with a tool before it answers.
                if (i % 3 == 0)
                {
                    agent.Then(Answer.New().Think($"thought {i}").Call("Write", Args.Write(workspace.PathOf($"{i}.txt"), $"{i}")));
                }

                agent.Then(Answer.New().Say($"answer {i}"));
            }

            return agent.Then(Answer.Text("resumed"));
        });
        string session;
        await using (var cli = await ClaudeCli.StartAsync(rig.Workspace, rig.Options("question 1") with { Conversational = true, Deadline = TimeSpan.FromSeconds(120) }))
        {
            for (var i = 1; i <= Turns; i++)
            {
                var expected = $"answer {i}";
                await cli.WaitForAsync(one => one.Type == "result" && ClaudeEvent.Text(one.Json, "result") == expected);
                if (i < Turns)
                {
                    await cli.SendAsync($"question {i + 1}");
                }
            }

            cli.CloseInput();
            var result = await cli.CompleteAsync();
            result.ExitCode.ShouldBe(0, rig.Explain(result));
            session = result.SessionId;
        }

        var resumed = await rig.RunAsync("question 16", options => options with { Arguments = ["--resume", session] });
        rig.ShouldHaveSucceeded(resumed, "resumed");
        Enumerable.Range(1, Turns).Where(i => i % 3 == 0).ShouldAllBe(i => rig.Workspace.Has($"{i}.txt"));
        rig.AgentTurns.Count.ShouldBe(Turns + (Turns / 3) + 1);
        if (provider == Provider.OpenAi)
        {
            ShouldOnlyGrow(rig.AgentTurns.Take(Turns + (Turns / 3)).ToList());
        }
    }

    // What was sent once is sent again byte for byte, so that the provider's prompt cache holds.
    private static void ShouldOnlyGrow(List<RecordedRequest> turns)
    {
        for (var turn = 1; turn < turns.Count; turn++)
        {
            ShouldBePrefix(turns[turn - 1].Body, turns[turn].Body, turn);
            var before = turns[turn - 1].Json.GetProperty("messages").EnumerateArray().Select(message => message.GetRawText()).ToList();
            var after = turns[turn].Json.GetProperty("messages").EnumerateArray().Select(message => message.GetRawText()).ToList();
            after.Count.ShouldBeGreaterThan(before.Count);
            for (var i = 0; i < before.Count; i++)
            {
                after[i].ShouldBe(before[i], $"message {i} of request {turn + 1} differs from the one sent before");
            }

            turns[turn].Json.GetProperty("tools").GetRawText().ShouldBe(turns[turn - 1].Json.GetProperty("tools").GetRawText());
        }
    }

    // All of a body but the brackets that close its messages and itself.
    private static void ShouldBePrefix(byte[] before, byte[] after, int turn)
    {
        var kept = before.AsSpan(0, before.Length - "]}".Length);
        after.AsSpan().CommonPrefixLength(kept).ShouldBe(kept.Length, $"request {turn + 1} does not begin with the bytes of the one before");
    }
}
