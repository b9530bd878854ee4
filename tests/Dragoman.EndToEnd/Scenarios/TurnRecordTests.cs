using System.Text.Json;
using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

/// <summary>Whatever became of a turn, it is on record: what the CLI did can be read back with <c>dragoman turns</c>.</summary>
public sealed class TurnRecordTests
{
    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Anthropic)]
    public async Task L05_each_turn_of_a_session_is_on_record_with_its_model_tokens_and_tool_calls(Provider provider)
    {
        SkipWithoutGateway();
        await using var rig = await Rig.StartAsync(provider, workspace => new ScriptedAgent(
            Answer.New().Call("Write", Args.Write(workspace.PathOf("a"), "a")).Call("Write", Args.Write(workspace.PathOf("b"), "b")).Using(1000, 50, cached: 600),
            Answer.Text("Two files.").Using(1100, 5, cached: 1000)));
        var result = await rig.RunAsync("Write two files");
        rig.ShouldHaveSucceeded(result, "Two files.");

        var turns = await TurnsAsync(rig, count: 2);
        var (second, first) = (turns[0], turns[1]);
        ClaudeEvent.Text(first, "requested_model").ShouldBe(Rig.AskedModel);
        ClaudeEvent.Text(first, "upstream_model").ShouldBe(Rig.UpstreamModel(provider));
        ClaudeEvent.Text(first, "session_id").ShouldBe(result.SessionId);
        ClaudeEvent.Text(first, "outcome").ShouldBe("completed");
        first.GetProperty("usage").GetProperty("cache_read_tokens").GetInt64().ShouldBe(600);
        first.GetProperty("usage").GetProperty("output_tokens").GetInt64().ShouldBe(50);
        first.GetProperty("tool_calls").GetInt32().ShouldBe(2);
        second.GetProperty("tool_calls").GetInt32().ShouldBe(0);
        first.GetRawText().ShouldNotContain("Write two files", customMessage: "a record holds no content");
    }

    [Fact]
    public async Task A_turn_that_the_client_left_is_on_record_too()
    {
        SkipWithoutGateway();
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = await Rig.StartAsync(Provider.OpenAi, _ => new ScriptedAgent(Answer.New().Say("I begin").Wait(never.Task)));
        await using (var session = await ClaudeCli.StartAsync(rig.Workspace, rig.Options("Begin")))
        {
            await session.WaitForAsync(one => one.TextDelta == "I begin");
        }

        var turn = (await TurnsAsync(rig, count: 1)).ShouldHaveSingleItem();
        ClaudeEvent.Text(turn, "outcome").ShouldContain("client", Case.Insensitive);
    }

    private static void SkipWithoutGateway()
    {
        if (Rig.IsDirect)
        {
            Assert.Skip("The gateway's records are what this is about.");
        }
    }

    // Records are written behind the turn, in batches: they are asked for until they are there.
    private static async Task<List<JsonElement>> TurnsAsync(Rig rig, int count)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (true)
        {
            var (code, output, errors) = await GatewayProcess.RunAsync("turns", "--json", "--data", rig.Gateway.DataDirectory);
            code.ShouldBe(0, errors);
            using var document = JsonDocument.Parse(output);
            var turns = document.RootElement.EnumerateArray().Select(turn => turn.Clone()).ToList();
            if (turns.Count >= count)
            {
                return turns;
            }

            await Task.Delay(100, deadline.Token);
        }
    }
}
