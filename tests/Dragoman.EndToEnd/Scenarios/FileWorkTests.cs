using System.Text.Json;
using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class FileWorkTests
{
    private static readonly string[] Modules = ["orders", "users", "billing", "search", "admin", "mail"];

    [Theory]
    [InlineData(Provider.OpenAi, "whole")]
    [InlineData(Provider.OpenAi, "interleaved")]
    [InlineData(Provider.OpenAi, "one chunk")]
    [InlineData(Provider.OpenAi, "single bytes")]
    [InlineData(Provider.Responses, "whole")]
    [InlineData(Provider.Responses, "interleaved")]
    [InlineData(Provider.Responses, "single bytes")]
    [InlineData(Provider.Anthropic, "pieces")]
    [InlineData(Provider.Gemini, "whole")]
    [InlineData(Provider.Gemini, "single bytes")]
    [InlineData(Provider.Converse, "pieces")]
    [InlineData(Provider.Ollama, "whole")]
    public async Task H_467_five_parallel_writes_leave_five_files(Provider provider, string delivery)
    {
        const string Content = "line 1 \"quoted\"\n\tline 2 \\ ünïcödé 🚀\n";
        await using var rig = await Rig.StartAsync(provider, workspace =>
        {
            var writes = Answer.New().Think("Five files.").Say("Writing five files.");
            for (var i = 0; i < 5; i++)
            {
                writes.Call("Write", Args.Write(workspace.PathOf($"out/f{i}.txt"), $"{i} {Content}"));
            }

            return new ScriptedAgent(Deliver(writes, delivery), Answer.Text("Five files written."));
        });
        var result = await rig.RunAsync("Write five files");

        rig.ShouldHaveSucceeded(result, "Five files written.");
        for (var i = 0; i < 5; i++)
        {
            rig.Workspace.Read($"out/f{i}.txt").ShouldBe($"{i} {Content}");
        }

        result.ToolUses.Select(use => use.GetProperty("id").GetString()).Distinct().Count().ShouldBe(5);
        rig.AgentTurns[1].Conversation.NewResults.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData(Provider.Gemini)]
    [InlineData(Provider.Ollama)]
    [InlineData(Provider.Converse)]
    public async Task N15_an_edit_with_the_numbers_of_a_reading_or_other_blanks_changes_what_was_meant(Provider provider)
    {
        const string Before = "def a():\n    return 1\n\ndef b():\n    return 1\n";
        await using var rig = await Rig.StartAsync(provider, workspace =>
        {
            workspace.Write("a.py", Before);
            var path = workspace.PathOf("a.py");
            return new ScriptedAgent(
                Answer.Tool("Read", Args.Read(path)),
                Answer.Tool("Edit", Args.Edit(path, "4\tdef b():\n5\t    return 1", "4\tdef b():\n5\t    return 2")),
                Answer.Tool("Edit", Args.Edit(path, "def a():  \n    return 1", "def a():\n    return 3")),
                Answer.Text("Both changed."));
        });
        var result = await rig.RunAsync("Change both");

        if (provider == Provider.Converse)
        {
            // Claude's calls pass as they come: Claude Code tells the model what is wrong.
            rig.Workspace.Read("a.py").ShouldBe(Before);
            return;
        }

        rig.ShouldHaveSucceeded(result, "Both changed.");
        rig.Workspace.Read("a.py").ShouldBe("def a():\n    return 3\n\ndef b():\n    return 2\n");
    }

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Responses)]
    [InlineData(Provider.Anthropic)]
    [InlineData(Provider.Gemini)]
    public async Task L05_a_function_is_renamed_across_a_code_base_by_six_parallel_edits_and_still_runs(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, workspace =>
        {
            WriteCodeBase(workspace);
            return new ScriptedAgent(
                Calls("Reading.", Modules, module => ("Read", Args.Read(workspace.PathOf($"src/{module}.js")))).ArgumentsInPieces(5),
                Calls("Renaming.", Modules, module => ("Edit", Args.Edit(workspace.PathOf($"src/{module}.js"), "getUserById", "findUserById"))).Interleaved().ArgumentsInPieces(7),
                Answer.Tool("Bash", Args.Bash("node src/main.js")),
                Answer.Text("Renamed in six files; the program runs."));
        });
        var result = await rig.RunAsync("Rename getUserById to findUserById everywhere");

        rig.ShouldHaveSucceeded(result, "Renamed in six files; the program runs.");
        foreach (var module in Modules)
        {
            rig.Workspace.Read($"src/{module}.js").ShouldContain("findUserById");
            rig.Workspace.Read($"src/{module}.js").ShouldNotContain("getUserById");
        }

        var turns = rig.AgentTurns;
        turns.Count.ShouldBe(4);
        var order = turns[1].Conversation.NewResults
            .Select(read => Modules.First(module => read.Text.Contains($"module {module}", StringComparison.Ordinal))).ToList();
        if (provider is Provider.OpenAi or Provider.Responses or Provider.Gemini)
        {
            order.ShouldBe(Modules, ignoreOrder: false, "the CLI gives results as they come in; they stand in the order of the calls upstream");
        }
        else
        {
            order.ShouldBe(Modules, ignoreOrder: true);
        }

        turns[2].Conversation.NewResults.Count.ShouldBe(6);
        turns[3].Conversation.NewResults.ShouldHaveSingleItem().Text.ShouldContain("all users found");
    }

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Responses)]
    [InlineData(Provider.Anthropic)]
    [InlineData(Provider.Gemini)]
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
        result.ToolResults.Count(block => block.TryGetProperty("is_error", out var error) && error.ValueKind == JsonValueKind.True).ShouldBe(2);
        var failures = rig.AgentTurns[1].Conversation.NewResults;
        failures.Count.ShouldBe(2);
        failures.ShouldContain(failure => failure.Text.Contains("does not exist", StringComparison.Ordinal));
        failures.ShouldContain(failure => failure.Text.Contains("broken", StringComparison.Ordinal));
        if (provider is Provider.OpenAi or Provider.Responses)
        {
            // The chat dialect has no flag for a failure: the text says it.
            failures.ShouldAllBe(failure => failure.Text.Contains("error", StringComparison.OrdinalIgnoreCase) || failure.Text.Contains("Exit code", StringComparison.Ordinal));
        }
    }

    private static Answer Calls(string say, IEnumerable<string> modules, Func<string, (string Name, string Arguments)> call)
    {
        var answer = Answer.New().Say(say);
        foreach (var module in modules)
        {
            var (name, arguments) = call(module);
            answer.Call(name, arguments);
        }

        return answer;
    }

    private static Answer Deliver(Answer answer, string delivery) => delivery switch
    {
        "interleaved" => answer.Interleaved().ArgumentsInPieces(3),
        "one chunk" => answer.CallsInOneChunk(),
        "single bytes" => answer.ArgumentsInPieces(11).InWritesOf(1),
        "pieces" => answer.ArgumentsInPieces(9),
        _ => answer,
    };

    private static void WriteCodeBase(ClaudeWorkspace workspace)
    {
        foreach (var module in Modules)
        {
            workspace.Write($"src/{module}.js", $$"""
                // module {{module}}
                const { getUserById } = require('./store');
                exports.{{module}} = () => getUserById(7).name === 'Ada';

                """);
        }

        // The store is already renamed: only when all six modules are edited does the program run.
        workspace.Write("src/store.js", "exports.findUserById = (id) => ({ id, name: 'Ada' });\n");
        var requires = string.Join('\n', Modules.Select(module => $"if (!require('./{module}').{module}()) process.exit(1);"));
        workspace.Write("src/main.js", $"{requires}\nconsole.log('all users found');\n");
    }
}
