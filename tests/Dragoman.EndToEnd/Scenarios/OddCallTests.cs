using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

/// <summary>Tool calls as weaker hosts send them, and what the CLI does with what the gateway makes of them.</summary>
public sealed class OddCallTests
{
    [Theory]
    [InlineData("functions.Write")]
    [InlineData("write")]
    [InlineData("default_api:Write")]
    public async Task H_213_a_name_that_varies_finds_its_tool(string name)
    {
        await using var rig = await Rig.StartAsync(Provider.OpenAi, workspace => new ScriptedAgent(
            Answer.Tool(name, Args.Write(workspace.PathOf("a.txt"), "a")), Answer.Text("Written.")));
        rig.ShouldHaveSucceeded(await rig.RunAsync("Write"), "Written.");
        rig.Workspace.Read("a.txt").ShouldBe("a");
    }

    [Fact]
    public async Task H_211_calls_that_share_an_id_in_one_answer_and_over_turns_all_run()
    {
        await using var rig = await Rig.StartAsync(Provider.OpenAi, workspace => new ScriptedAgent(
            Answer.New().Call("Write", Args.Write(workspace.PathOf("a"), "a"), "call_0").Call("Write", Args.Write(workspace.PathOf("b"), "b"), "call_0"),
            Answer.New().Call("Write", Args.Write(workspace.PathOf("c"), "c"), "call_0"),
            Answer.Text("Three.")));
        rig.ShouldHaveSucceeded(await rig.RunAsync("Write"), "Three.");
        new[] { "a", "b", "c" }.ShouldAllBe(file => rig.Workspace.Read(file) == file);
    }

    [Fact]
    public async Task H_225_calls_run_though_the_provider_says_stop()
    {
        await using var rig = await Rig.StartAsync(Provider.OpenAi, workspace => new ScriptedAgent(
            Answer.New().Say("I write.").Call("Write", Args.Write(workspace.PathOf("a.txt"), "a")).Finish("stop"), Answer.Text("Written.")));
        rig.ShouldHaveSucceeded(await rig.RunAsync("Write"), "Written.");
        rig.Workspace.Read("a.txt").ShouldBe("a");
    }

    [Fact]
    public async Task H_318_text_behind_a_call_is_kept_and_the_call_runs()
    {
        await using var rig = await Rig.StartAsync(Provider.OpenAi, workspace => new ScriptedAgent(
            Answer.New().Say("Before.").Call("Write", Args.Write(workspace.PathOf("a.txt"), "a")).Say("After."), Answer.Text("Written.")));
        var result = await rig.RunAsync("Write");
        rig.ShouldHaveSucceeded(result, "Written.");
        rig.Workspace.Read("a.txt").ShouldBe("a");
        string.Concat(result.Events.Select(one => one.TextDelta)).ShouldBe("Before.After.Written.");
    }

    [Fact]
    public async Task H_215_a_tool_that_does_not_exist_is_told_to_the_model()
    {
        await using var rig = await Rig.StartAsync(Provider.OpenAi, _ => new ScriptedAgent()
            .Then(Answer.Tool("Teleport", """{"to":"Riga"}"""))
            .Then(request => Answer.Text(request.Conversation.NewResults[0].Text.Contains("No such tool", StringComparison.Ordinal) ? "Understood." : "Hm.")));
        rig.ShouldHaveSucceeded(await rig.RunAsync("Travel"), "Understood.");
    }

    [Fact]
    public async Task H_220_arguments_that_are_cut_by_the_limit_never_run_half()
    {
        await using var rig = await Rig.StartAsync(Provider.OpenAi, workspace => new ScriptedAgent(
            Answer.New().Call("Write", $$"""{"file_path":"{{workspace.PathOf("a.txt")}}","content":"the first ha""").Finish("length"),
            Answer.Tool("Write", Args.Write(workspace.PathOf("a.txt"), "whole")),
            Answer.Text("Written.")));
        var result = await rig.RunAsync("Write");
        rig.Upstream.Violations.ShouldBeEmpty(rig.Explain(result));
        result.Text.ShouldBe("Written.", rig.Explain(result));
        rig.Workspace.Read("a.txt").ShouldBe("whole");
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("thinking only")]
    public async Task H_196_an_answer_that_says_nothing_breaks_nothing(string kind)
    {
        await using var rig = await Rig.StartAsync(Provider.OpenAi, new Cli.ClaudeWorkspace(), request => request.Number switch
        {
            1 or 2 => kind == "empty" ? Answer.New() : Answer.New().Think("I only think."),
            _ => Answer.Text("Now I speak."),
        });
        var result = await rig.RunAsync("Speak");
        rig.Upstream.Violations.ShouldBeEmpty(rig.Explain(result));
        result.ExitCode.ShouldBe(0, rig.Explain(result));
        rig.AgentTurns.Count.ShouldBeLessThanOrEqualTo(4);
    }
}
