using System.Diagnostics;
using System.Text.Json;
using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.EndToEnd.Scenarios;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Inbound;

/// <summary>OpenAI's Codex CLI, which speaks Responses, at models of both other dialects (E05).</summary>
public sealed class CodexTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData(Provider.Anthropic)]
    [InlineData(Provider.OpenAi)]
    public async Task E05_codex_runs_a_command_sees_its_output_and_answers(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent(
            Answer.New().Say("Looking.").Call("exec_command", Args.Json(new { cmd = "echo made by codex > made.txt && cat made.txt" })).ArgumentsInPieces(6),
            Answer.Text("The file is there.")));
        var (code, output, errors) = await OfficialClient.RunAsync(await CommandAsync(rig, "Make a file"), Deadline);

        rig.Upstream.Violations.ShouldBeEmpty();
        code.ShouldBe(0, $"{output}\n{errors}\n{rig.Gateway.Log}");
        rig.Workspace.Read("made.txt").ShouldBe("made by codex\n");
        Messages(output).ShouldBe(["Looking.", "The file is there."], output);
        rig.AgentTurns.Count.ShouldBe(2);
        rig.AgentTurns[0].Conversation.Mentions("Make a file").ShouldBeTrue();
        rig.AgentTurns[1].Conversation.NewResults.ShouldHaveSingleItem().Text.ShouldContain("made by codex");
    }

    private static async Task<ProcessStartInfo> CommandAsync(Rig rig, string prompt)
    {
        rig.Workspace.WriteHome("config.toml", $"""
            model = "{Rig.AskedModel}"
            model_provider = "dragoman"

            [model_providers.dragoman]
            name = "Dragoman"
            base_url = "{rig.Gateway.BaseUrl}/v1"
            env_key = "DRAGOMAN_KEY"
            wire_api = "responses"
            request_max_retries = 0
            stream_max_retries = 0
            """);
        var start = new ProcessStartInfo(
            await OfficialClient.ProgramAsync("codex"),
            ["exec", "--skip-git-repo-check", "--json", "-s", "danger-full-access", prompt]) { WorkingDirectory = rig.Workspace.Project };
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["HOME"] = start.Environment["CODEX_HOME"] = rig.Workspace.Home;
        start.Environment["DRAGOMAN_KEY"] = rig.Gateway.Key;
        return start;
    }

    private static List<string> Messages(string output) => [.. output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line.StartsWith('{'))
        .Select(line => JsonDocument.Parse(line).RootElement)
        .Where(one => one.GetProperty("type").ValueEquals("item.completed") && one.GetProperty("item").GetProperty("type").ValueEquals("agent_message"))
        .Select(one => one.GetProperty("item").GetProperty("text").GetString()!)];
}
