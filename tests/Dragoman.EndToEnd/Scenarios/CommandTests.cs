using System.Text.Json;
using System.Text.RegularExpressions;
using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

/// <summary>The verbs that run the developer's own Claude Code, with the real one.</summary>
public sealed partial class CommandTests
{
    [Fact]
    public async Task Dragoman_claude_runs_claude_code_through_a_gateway_of_its_own()
    {
        await using var upstream = await StrictOpenAi.StartAsync(new ScriptedAgent(Answer.Text("Hello from behind.")));
        using var workspace = new ClaudeWorkspace();
        var (code, output, errors) = await RunAsync(
            upstream, workspace, "claude", "-p", "Say hello", "--model", Rig.AskedModel, "--output-format", "json");

        code.ShouldBe(0, errors);
        using var result = JsonDocument.Parse(output);
        result.RootElement.GetProperty("result").GetString().ShouldBe("Hello from behind.");
        upstream.Violations.ShouldBeEmpty();
        upstream.Completions.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task L05_dragoman_verify_checks_a_gateway_with_real_work()
    {
        await using var upstream = await StrictOpenAi.StartAsync(Play);
        using var workspace = new ClaudeWorkspace();
        var (code, output, errors) = await RunAsync(upstream, workspace, "verify", "--json");

        var all = $"{output}\n{errors}\n{string.Join('\n', upstream.Violations)}";
        upstream.Violations.ShouldBeEmpty(all);
        code.ShouldBe(0, all);
        output.ShouldContain("5 edits, 5 of 5 files right", customMessage: all);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(StrictOpenAi upstream, ClaudeWorkspace workspace, params string[] arguments)
    {
        var config = Path.Combine(workspace.Home, "dragoman.yaml");
        await File.WriteAllTextAsync(config, RouteLine.Yaml([new RouteLine(Rig.AskedModel, "openai", "gpt-5", upstream.Endpoint)]));
        var data = Path.Combine(workspace.Home, "data");
        string[] whole = arguments[0] == "claude"
            ? ["--config", config, "--data", data, .. arguments]
            : [.. arguments, "--config", config, "--data", data];
        return await GatewayProcess.RunAsync(
            whole,
            new Dictionary<string, string>
            {
                ["HOME"] = workspace.Home,
                ["DRAGOMAN_CLAUDE"] = await ClaudeCli.PathAsync(),
                [RouteLine.KeyVariable] = Rig.UpstreamKey,
                ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1",
                ["DISABLE_AUTOUPDATER"] = "1",
                ["IS_SANDBOX"] = "1",
            },
            workspace.Project,
            TimeSpan.FromSeconds(90));
    }

    // A model that does what the checks ask for: a word, a long text in pieces, a rename by reading and editing.
    private static Answer Play(RecordedRequest request)
    {
        var conversation = request.Conversation;
        if (conversation.Mentions("single word: ready") || !conversation.OffersTools)
        {
            return Answer.Text("ready");
        }

        if (conversation.Mentions("from 1 to 60"))
        {
            return Answer.New().Say("one\n", "two\n").Wait(Task.Delay(250)).Say("three\n").Wait(Task.Delay(500)).Say("sixty");
        }

        var directory = WorkingDirectory().Match(conversation.Instructions).Groups["path"].Value;
        var files = FileName().Matches(conversation.UserTexts[^1]).Select(match => match.Value).Distinct().ToList();
        var answer = Answer.New();
        foreach (var path in files.Select(file => Path.Combine(directory, file)))
        {
            _ = conversation.AssistantTurns switch
            {
                0 => answer.Call("Read", Args.Read(path)),
                1 => answer.Call("Edit", Args.Edit(path, "getUserById", "findUserById")),
                _ => answer,
            };
        }

        return answer.Parts.Count > 0 ? answer.Interleaved().ArgumentsInPieces(6) : answer.Say("Renamed.");
    }

    [GeneratedRegex(@"Primary working directory: (?<path>\S+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WorkingDirectory();

    [GeneratedRegex(@"[a-z]+\.js\b(?!\w)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FileName();
}
