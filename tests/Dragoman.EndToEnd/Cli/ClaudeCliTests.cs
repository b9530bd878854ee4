using System.Text.Json;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Cli;

/// <summary>The harness itself: the real CLI straight against the strict Anthropic fake, without a gateway between them.</summary>
public sealed class ClaudeCliTests
{
    [Fact]
    public async Task The_cli_answers_hello()
    {
        await using var upstream = await StrictAnthropic.StartAsync(new ScriptedAgent(Answer.New().Say("Hello", " there")));
        using var workspace = new ClaudeWorkspace();
        var result = await ClaudeCli.RunAsync(workspace, new ClaudeOptions { BaseUrl = upstream.BaseUrl, Prompt = "Say hello" });

        result.ExitCode.ShouldBe(0, result.Describe());
        result.Text.ShouldBe("Hello there");
        result.Events.Select(one => one.TextDelta).Where(text => text.Length > 0).ShouldBe(["Hello", " there"]);
        upstream.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task The_cli_writes_files_that_the_script_asks_for(int files)
    {
        using var workspace = new ClaudeWorkspace();
        var first = Answer.New().Think("Let me write.").Say("Writing.");
        for (var i = 0; i < files; i++)
        {
            first.Call("Write", JsonSerializer.Serialize(new { file_path = workspace.PathOf($"f{i}.txt"), content = $"content {i}\n" }));
        }

        await using var upstream = await StrictAnthropic.StartAsync(new ScriptedAgent(first, Answer.Text("Done")));
        var result = await ClaudeCli.RunAsync(workspace, new ClaudeOptions { BaseUrl = upstream.BaseUrl, Prompt = "Write files" });

        result.ExitCode.ShouldBe(0, result.Describe());
        result.Text.ShouldBe("Done");
        result.ToolUses.Count.ShouldBe(files);
        result.ToolResults.Count.ShouldBe(files);
        for (var i = 0; i < files; i++)
        {
            workspace.Read($"f{i}.txt").ShouldBe($"content {i}\n");
        }

        upstream.Violations.ShouldBeEmpty();
    }
}
