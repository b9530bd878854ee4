using System.Text.Json;
using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class ToolSetTests
{
    private const string Notebook =
        """{"cells":[{"cell_type":"code","id":"c1","execution_count":null,"metadata":{},"outputs":[],"source":["print(1)"]}],"metadata":{"language_info":{"name":"python"}},"nbformat":4,"nbformat_minor":5}""";

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Anthropic)]
    public async Task A08_the_clis_own_tools_run_one_after_the_other(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, workspace =>
        {
            workspace.Write("book.ipynb", Notebook);
            return new ScriptedAgent(
                Answer.Tool("Write", Args.Write(workspace.PathOf("a.txt"), "one\n")),
                Answer.Tool("Read", Args.Read(workspace.PathOf("a.txt"))),
                Answer.Tool("Edit", Args.Edit(workspace.PathOf("a.txt"), "one", "two")),
                Answer.Tool("Bash", Args.Bash("grep -n two a.txt && ls")),
                Answer.Tool("ToolSearch", Args.Json(new { query = "select:NotebookEdit,TaskStop", max_results = 5 })),
                Answer.Tool("Read", Args.Read(workspace.PathOf("book.ipynb"))),
                Answer.Tool("NotebookEdit", Args.Json(new { notebook_path = workspace.PathOf("book.ipynb"), cell_id = "c1", new_source = "print(42)", edit_mode = "replace" })),
                Answer.Tool("ListAgents", "{}"),
                Answer.Tool("ReportFindings", Args.Json(new { findings = Array.Empty<object>() })),
                Answer.Text("Every tool ran."));
        });
        var result = await rig.RunAsync("Use each of your tools once");

        rig.ShouldHaveSucceeded(result, "Every tool ran.");
        rig.Workspace.Read("a.txt").ShouldBe("two\n");
        rig.Workspace.Read("book.ipynb").ShouldContain("print(42)");
        result.ToolUses.Select(use => use.GetProperty("name").GetString()).ShouldBe(
            ["Write", "Read", "Edit", "Bash", "ToolSearch", "Read", "NotebookEdit", "ListAgents", "ReportFindings"]);
        result.ToolResults.Where(block => block.TryGetProperty("is_error", out var error) && error.ValueKind == JsonValueKind.True)
            .Select(block => block.GetRawText()).ShouldBeEmpty();
        rig.AgentTurns[4].Conversation.NewResults.ShouldHaveSingleItem().Text.ShouldContain("1:two");
    }
}
