using System.Text;
using System.Text.Json;
using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

/// <summary>Auto mode asks for a safety verdict on each action. It is carried where there is one, and never invented.</summary>
public sealed class AutoModeTests
{
    private const string CallId = "toolu_01AutoModeTest";

    [Fact]
    public async Task H_188_the_providers_verdict_reaches_the_cli_and_the_action_runs()
    {
        await using var rig = await Rig.StartAsync(Provider.Anthropic, workspace => new ScriptedAgent(
            WithVerdict(Args.Bash(Command(workspace)), "not_flagged"), Answer.Text("Done.")));
        var result = await rig.RunAsync("Do it", Auto);

        rig.ShouldHaveSucceeded(result, "Done.");
        rig.Workspace.Read("done.txt").ShouldBe("done\n");
        Encoding.UTF8.GetString(rig.AgentTurns[0].Body).ShouldContain("\"safeguards\"");
    }

    [Theory]
    [InlineData("<severity>0</severity> because it is harmless", true)]
    [InlineData("<severity>100</severity> because it is not", false)]
    public async Task H_192_the_clis_own_classifier_runs_on_a_foreign_model_and_its_verdict_counts(string verdict, bool runs)
    {
        await using var rig = await Rig.StartAsync(Provider.OpenAi, workspace => new ScriptedAgent(
                Answer.Tool("Bash", Args.Bash(Command(workspace))), Answer.Text("Done."))
            .When(IsClassifier, Enumerable.Repeat(Answer.New().Think("Let me see.").SayInPieces(verdict, 4), 4).ToArray()));
        var result = await rig.RunAsync("Do it", options => Auto(options) with
        {
            Environment = new Dictionary<string, string> { ["CLAUDE_CODE_AUTO_MODE_SERVER"] = "0" },
        });

        rig.Upstream.Violations.ShouldBeEmpty(rig.Explain(result));
        rig.Turns.ShouldContain(request => IsClassifier(request), rig.Explain(result));
        rig.Workspace.Has("done.txt").ShouldBe(runs, rig.Explain(result));
    }

    [Fact]
    public async Task H_189_no_verdict_is_invented_for_a_model_that_gives_none()
    {
        await using var rig = await Rig.StartAsync(Provider.OpenAi, workspace => new ScriptedAgent(
            Answer.Tool("Bash", Args.Bash(Command(workspace))), Answer.Text("I was not allowed."), Answer.Text("I was not allowed.")));
        var result = await rig.RunAsync("Do it", Auto);

        rig.Upstream.Violations.ShouldBeEmpty(rig.Explain(result));
        rig.Workspace.Has("done.txt").ShouldBeFalse(rig.Explain(result));
    }

    private static ClaudeOptions Auto(ClaudeOptions options) => options with { PermissionMode = "auto" };

    // Neither read-only nor inside what the mode lets pass unchecked.
    private static string Command(ClaudeWorkspace workspace) => $"node -e \"require('fs').writeFileSync('{workspace.PathOf("done.txt")}', 'done\\n')\"";

    private static bool IsClassifier(RecordedRequest request) =>
        !request.Conversation.OffersTools && Encoding.UTF8.GetString(request.Body).Contains("severity", StringComparison.Ordinal);

    private static Answer WithVerdict(string arguments, string outcome) => Answer.Frames(
        Frame("message_start", """{"type":"message_start","message":{"id":"msg_a","type":"message","role":"assistant","model":"claude-opus-5-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":1}}}"""),
        Frame("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","name":"Bash","input":{},"id":""" + $"\"{CallId}\"}}}}"),
        Frame("content_block_delta", JsonSerializer.Serialize(new { type = "content_block_delta", index = 0, delta = new { type = "input_json_delta", partial_json = arguments } })),
        Frame("content_block_stop", """{"type":"content_block_stop","index":0}"""),
        Frame("message_delta", "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null,\"safeguard_results\":[{\"type\":\"dangerous_tool_use\",\"status\":"
            + "{\"type\":\"available\",\"tool_uses\":{\"" + CallId + "\":{\"type\":\"evaluated\",\"outcome\":\"" + outcome + "\"}}}}]},\"usage\":{\"output_tokens\":20}}"),
        Frame("message_stop", """{"type":"message_stop"}"""));

    private static string Frame(string type, string data) => $"event: {type}\ndata: {data}\n\n";
}
