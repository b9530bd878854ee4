using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.EndToEnd.Scenarios;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Inbound;

/// <summary>
/// The real Claude Code in the modes that it has for clouds, pointed at the gateway as its documentation of gateways says: the
/// bodies come in the cloud's envelope, the streams go back in it (A02).
/// </summary>
public sealed class CloudModeTests
{
    /// <summary>The mode and who stands behind the gateway.</summary>
    public static TheoryData<string, Provider> Modes => new()
    {
        { "bedrock", Provider.OpenAi },
        { "bedrock", Provider.Anthropic },
        { "vertex", Provider.OpenAi },
        { "vertex", Provider.Anthropic },
    };

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A02_hello_streams_in_the_clouds_envelope(string mode, Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent(Answer.New().Say("Hel", "lo ", "Grüße 👋").Using(1000, 20, cached: 800)));
        var result = await rig.RunAsync("Say hello", options => Mode(options, mode));

        rig.ShouldHaveSucceeded(result, "Hello Grüße 👋");
        result.Events.Select(one => one.TextDelta).Where(text => text.Length > 0).ShouldBe(["Hel", "lo ", "Grüße 👋"]);
        result.Final.GetProperty("usage").GetProperty("cache_read_input_tokens").GetInt32().ShouldBe(800);
        rig.AgentTurns.ShouldHaveSingleItem("a stream that cannot be read is asked for once more as a whole answer").Conversation.Stream.ShouldBeTrue();
        rig.AgentTurns[0].Conversation.Model.ShouldBe(Rig.UpstreamModel(provider));
    }

    [Theory]
    [InlineData("bedrock", Provider.Anthropic)]
    [InlineData("vertex", Provider.Anthropic)]
    public async Task A02_tools_run_in_parallel_and_their_results_come_back(string mode, Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, workspace => new ScriptedAgent(
            Answer.New().Say("Two files.")
                .Call("Write", Args.Write(workspace.PathOf("a.txt"), "one"))
                .Call("Write", Args.Write(workspace.PathOf("b.txt"), "two")).ArgumentsInPieces(5),
            Answer.Tool("Bash", Args.Bash("cat a.txt b.txt")),
            Answer.Text("Both are there.")));
        var result = await rig.RunAsync("Write two files", options => Mode(options, mode));

        rig.ShouldHaveSucceeded(result, "Both are there.");
        rig.Workspace.Read("a.txt").ShouldBe("one");
        rig.AgentTurns[1].Conversation.NewResults.Count.ShouldBe(2);
        rig.AgentTurns[2].Conversation.NewResults.ShouldHaveSingleItem().Text.ShouldContain("onetwo");
    }

    [Theory]
    [InlineData("bedrock-skip")]
    [InlineData("bedrock-signed")]
    public async Task A02_H_002_the_gateways_key_is_taken_where_each_way_of_signing_in_leaves_room_for_it(string mode)
    {
        await using var rig = await Rig.StartAsync(Provider.OpenAi, _ => new ScriptedAgent(Answer.Text("Hello.")));
        var result = await rig.RunAsync("Say hello", options => Mode(options, mode));

        rig.ShouldHaveSucceeded(result, "Hello.");
    }

    [Theory]
    [InlineData("foundry")]
    [InlineData("mantle")]
    [InlineData("aws")]
    public async Task A02_modes_that_speak_messages_under_another_base_url_work_too(string mode)
    {
        await using var rig = await Rig.StartAsync(Provider.OpenAi, _ => new ScriptedAgent(Answer.Text("Hello.")));
        var result = await rig.RunAsync("Say hello", options => Mode(options, mode));

        rig.ShouldHaveSucceeded(result, "Hello.");
    }

    // As in the documentation of gateways: base URL, key, and what else the mode asks for.
    private static ClaudeOptions Mode(ClaudeOptions options, string mode)
    {
        var (url, key) = (options.BaseUrl, options.ApiKey!);
        Dictionary<string, string> variables = mode switch
        {
            "bedrock" => new() { ["CLAUDE_CODE_USE_BEDROCK"] = "1", ["ANTHROPIC_BEDROCK_BASE_URL"] = url + "/bedrock", ["AWS_BEARER_TOKEN_BEDROCK"] = key },
            "bedrock-skip" => new()
            {
                ["CLAUDE_CODE_USE_BEDROCK"] = "1", ["ANTHROPIC_BEDROCK_BASE_URL"] = url, ["CLAUDE_CODE_SKIP_BEDROCK_AUTH"] = "1", ["ANTHROPIC_AUTH_TOKEN"] = key,
            },
            "bedrock-signed" => new()
            {
                ["CLAUDE_CODE_USE_BEDROCK"] = "1", ["ANTHROPIC_BEDROCK_BASE_URL"] = url, ["AWS_ACCESS_KEY_ID"] = "AKIAIOSFODNN7EXAMPLE",
                ["AWS_SECRET_ACCESS_KEY"] = "none", ["ANTHROPIC_CUSTOM_HEADERS"] = "x-api-key: " + key,
            },
            "vertex" => new()
            {
                ["CLAUDE_CODE_USE_VERTEX"] = "1", ["ANTHROPIC_VERTEX_BASE_URL"] = url + "/vertex", ["CLAUDE_CODE_SKIP_VERTEX_AUTH"] = "1",
                ["ANTHROPIC_VERTEX_PROJECT_ID"] = "project", ["CLOUD_ML_REGION"] = "us-east5", ["ANTHROPIC_AUTH_TOKEN"] = key,
            },
            "foundry" => new() { ["CLAUDE_CODE_USE_FOUNDRY"] = "1", ["ANTHROPIC_FOUNDRY_BASE_URL"] = url + "/foundry", ["ANTHROPIC_FOUNDRY_API_KEY"] = key },
            "mantle" => new()
            {
                ["CLAUDE_CODE_USE_MANTLE"] = "1", ["CLAUDE_CODE_SKIP_MANTLE_AUTH"] = "1", ["ANTHROPIC_BEDROCK_MANTLE_BASE_URL"] = url + "/mantle",
                ["ANTHROPIC_AUTH_TOKEN"] = key,
            },
            _ => new()
            {
                ["CLAUDE_CODE_USE_ANTHROPIC_AWS"] = "1", ["CLAUDE_CODE_SKIP_ANTHROPIC_AWS_AUTH"] = "1", ["ANTHROPIC_AWS_BASE_URL"] = url + "/anthropic-aws",
                ["ANTHROPIC_AWS_WORKSPACE_ID"] = "workspace", ["ANTHROPIC_AUTH_TOKEN"] = key,
            },
        };
        variables["AWS_REGION"] = "us-east-1";
        return options with { ApiKey = null, Environment = variables };
    }
}
