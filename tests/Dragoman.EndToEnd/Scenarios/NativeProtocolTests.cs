using System.Text;
using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

/// <summary>The scenarios of a working day through Bedrock's Converse and Ollama's own API, whose streams are no server-sent events.</summary>
public sealed class NativeProtocolTests
{
    [Theory]
    [InlineData(Provider.Converse, null)]
    [InlineData(Provider.Converse, 1)]
    [InlineData(Provider.Ollama, null)]
    [InlineData(Provider.Ollama, 1)]
    public async Task Hello_arrives_with_its_deltas_and_its_usage(Provider provider, int? bytesPerWrite)
    {
        var answer = Answer.New().Say("Hel", "lo ", "Grüße 👋").Using(1000, 20, cached: provider == Provider.Converse ? 800 : 0);
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent(bytesPerWrite is { } size ? answer.InWritesOf(size) : answer));
        var result = await rig.RunAsync("Say hello");

        rig.ShouldHaveSucceeded(result, "Hello Grüße 👋");
        result.Events.Select(one => one.TextDelta).Where(text => text.Length > 0).ShouldBe(["Hel", "lo ", "Grüße 👋"]);
        var usage = result.Final.GetProperty("usage");
        usage.GetProperty("input_tokens").GetInt32().ShouldBe(provider == Provider.Converse ? 200 : 1000);
        usage.GetProperty("cache_read_input_tokens").GetInt32().ShouldBe(provider == Provider.Converse ? 800 : 0);
        usage.GetProperty("output_tokens").GetInt32().ShouldBe(20);
        rig.AgentTurns.ShouldHaveSingleItem().Conversation.Model.ShouldBe(Rig.UpstreamModel(provider));
    }

    [Theory]
    [InlineData(Provider.Converse)]
    [InlineData(Provider.Ollama)]
    public async Task Reads_then_parallel_edits_then_an_answer(Provider provider)
    {
        string[] names = ["a.txt", "b.txt", "c.txt"];
        await using var rig = await Rig.StartAsync(provider, workspace =>
        {
            Answer Each(Func<string, (string Name, string Arguments)> call)
            {
                var answer = Answer.New().Say("On it.");
                foreach (var name in names)
                {
                    workspace.Write(name, $"{name} old\n");
                    var (tool, arguments) = call(workspace.PathOf(name));
                    answer.Call(tool, arguments);
                }

                return answer;
            }

            return new ScriptedAgent(Each(path => ("Read", Args.Read(path))), Each(path => ("Edit", Args.Edit(path, "old", "new"))), Answer.Text("Edited."));
        });
        var result = await rig.RunAsync("Edit all three");

        rig.ShouldHaveSucceeded(result, "Edited.");
        names.ShouldAllBe(name => rig.Workspace.Read(name) == $"{name} new\n");
        rig.AgentTurns[1].Conversation.NewResults.Select(read => names.First(name => read.Text.Contains(name, StringComparison.Ordinal)))
            .ShouldBe(names, ignoreOrder: false, "results stand in the order of the calls");
    }

    [Theory]
    [InlineData(Provider.Converse)]
    [InlineData(Provider.Ollama)]
    public async Task A_tool_that_fails_is_told_to_the_model_which_recovers(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, workspace =>
        {
            workspace.Write("there.txt", "the treasure\n");
            return new ScriptedAgent()
                .Then(Answer.New().Call("Read", Args.Read(workspace.PathOf("missing.txt"))).Call("Bash", Args.Bash("echo broken >&2; exit 3")))
                .Then(Answer.Tool("Read", Args.Read(workspace.PathOf("there.txt"))))
                .Then(request => Answer.Text(request.Conversation.NewResults[0].Text.Contains("the treasure", StringComparison.Ordinal) ? "Found it." : "Lost."));
        });
        var result = await rig.RunAsync("Find the treasure");

        rig.ShouldHaveSucceeded(result, "Found it.");
        if (provider == Provider.Converse)
        {
            Encoding.UTF8.GetString(rig.AgentTurns[1].Body).Split("\"status\":\"error\"").Length.ShouldBe(3, "both results say that they failed");
        }
    }

    [Theory]
    [InlineData(Provider.Converse)]
    [InlineData(Provider.Ollama)]
    public async Task H_405_thinking_goes_back_to_the_model_that_thought_it(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, workspace => new ScriptedAgent(
            Answer.New().Think("a first secret ", "thought").Say("I write.").Call("Write", Args.Write(workspace.PathOf("a.txt"), "a")),
            Answer.New().Think("a second secret thought").Call("Read", Args.Read(workspace.PathOf("a.txt"))),
            Answer.New().Think("a third secret thought").Say("It says a.")));
        var result = await rig.RunAsync("Think, write, read");

        rig.ShouldHaveSucceeded(result, "It says a.");
        var body = Encoding.UTF8.GetString(rig.AgentTurns[2].Body);
        body.ShouldContain(provider == Provider.Converse ? "{\"reasoningText\":{\"text\":\"a first secret thought\",\"signature\":\"Eo" : "\"thinking\":\"a first secret thought\"");
        body.ShouldContain("a second secret thought");
    }

    [Theory]
    [InlineData(Provider.Converse)]
    [InlineData(Provider.Ollama)]
    public async Task H_141_deferred_tools_are_hidden_until_a_search_finds_them_and_then_work(Provider provider)
    {
        const string Weather = "mcp__town__weather";
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent()
            .Then(Answer.Tool("ToolSearch", Args.Json(new { query = $"select:{Weather}", max_results = 5 })))
            .Then(Answer.Tool(Weather, Args.Json(new { town = "Riga" })))
            .Then(request => Answer.Text(request.Conversation.NewResults[0].Text.Trim())));
        var result = await rig.RunAsync("What is the weather in Riga?", options => ToolSearchTests.WithServer(rig.Workspace, options));

        rig.Upstream.Violations.ShouldBeEmpty(rig.Explain(result));
        result.Text.ShouldContain("It snows in Riga.", customMessage: rig.Explain(result));
        var turns = rig.AgentTurns;
        turns[0].Conversation.Tools.ShouldNotContain(Weather);
        turns[1].Conversation.Tools.ShouldContain(Weather);
        turns[1].Conversation.Tools.Take(turns[0].Conversation.Tools.Count).ShouldBe(turns[0].Conversation.Tools, "what was offered keeps its place");
    }

    [Fact]
    public async Task H_407_a_model_that_takes_no_cache_points_is_asked_again_without_them()
    {
        await using var rig = await Rig.StartAsync(Provider.Converse, _ => new ScriptedAgent(ConverseErrors.NoCaching(), Answer.Text("Through.")));
        var result = await rig.RunAsync("Go on");

        rig.ShouldHaveSucceeded(result, "Through.");
        Encoding.UTF8.GetString(rig.AgentTurns[0].Body).ShouldContain("cachePoint");
        Encoding.UTF8.GetString(rig.AgentTurns[1].Body).ShouldNotContain("cachePoint", customMessage: "what the model refused by name is left out");
    }
}
