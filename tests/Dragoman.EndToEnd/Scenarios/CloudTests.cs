using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

/// <summary>Claude Code, which believes to speak with Anthropic, and Claude in a cloud's envelope.</summary>
public sealed class CloudTests
{
    private const string Weather = "mcp__town__weather";

    [Theory]
    [InlineData(Provider.Bedrock)]
    [InlineData(Provider.Vertex)]
    public async Task D13_hello_arrives_with_its_deltas_its_usage_and_the_model_that_was_asked_for(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent(Answer.New().Think("Greet.").Say("Hel", "lo ", "Grüße 👋").Using(1000, 20, cached: 800)));
        var result = await rig.RunAsync("Say hello");

        rig.ShouldHaveSucceeded(result, "Hello Grüße 👋");
        result.Events.Select(one => one.TextDelta).Where(text => text.Length > 0).ShouldBe(["Hel", "lo ", "Grüße 👋"]);
        result.Final.GetProperty("usage").GetProperty("cache_read_input_tokens").GetInt32().ShouldBe(800);
        rig.AgentTurns.ShouldHaveSingleItem().RawTarget.ShouldContain($"/{Rig.UpstreamModel(provider)}");
    }

    [Theory]
    [InlineData(Provider.Bedrock)]
    [InlineData(Provider.Vertex)]
    public async Task Reads_parallel_writes_and_thinking_go_through_and_the_files_are_there(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, workspace =>
        {
            workspace.Write("note.txt", "a note with ünïcödé 🚀\n");
            var writes = Answer.New().Think("Five files.").Say("Writing.");
            for (var i = 0; i < 5; i++)
            {
                writes.Call("Write", Args.Write(workspace.PathOf($"out/f{i}.txt"), $"{i} \"quoted\"\n"));
            }

            return new ScriptedAgent(
                Answer.New().Think("Read first.").Call("Read", Args.Read(workspace.PathOf("note.txt"))),
                writes.ArgumentsInPieces(3),
                Answer.Tool("Read", Args.Read(workspace.PathOf("missing.txt"))),
                Answer.Text("Done."));
        });
        var result = await rig.RunAsync("Write five files");

        rig.ShouldHaveSucceeded(result, "Done.");
        for (var i = 0; i < 5; i++)
        {
            rig.Workspace.Read($"out/f{i}.txt").ShouldBe($"{i} \"quoted\"\n");
        }

        rig.AgentTurns.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(Provider.Bedrock)]
    [InlineData(Provider.Vertex)]
    public async Task H_141_deferred_tools_stay_deferred_at_a_cloud(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent()
            .Then(Answer.Tool("ToolSearch", Args.Json(new { query = $"select:{Weather}", max_results = 5 })))
            .Then(Answer.Tool(Weather, Args.Json(new { town = "Riga" })))
            .Then(request => Answer.Text(request.Conversation.NewResults[0].Text.Trim())));
        var result = await rig.RunAsync("What is the weather in Riga?", options => ToolSearchTests.WithServer(rig.Workspace, options));

        rig.Upstream.Violations.ShouldBeEmpty(rig.Explain(result));
        result.Text.ShouldContain("It snows in Riga.");
        rig.AgentTurns[1].Json.GetRawText().ShouldContain("tool_reference");
    }

    [Theory]
    [InlineData(Provider.Bedrock, "429")]
    [InlineData(Provider.Bedrock, "503")]
    [InlineData(Provider.Bedrock, "exception")]
    [InlineData(Provider.Vertex, "429")]
    [InlineData(Provider.Vertex, "529")]
    public async Task A_fault_that_passes_is_retried_and_the_session_never_sees_it(Provider provider, string fault)
    {
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent(
            (provider, fault) switch
            {
                (Provider.Bedrock, "429") => StrictBedrockInvoke.Refused(429, "ThrottlingException", "Too many requests, please wait before trying again.").Header("retry-after", "1"),
                (Provider.Bedrock, "503") => StrictBedrockInvoke.Refused(503, "ServiceUnavailableException", "Bedrock is unable to process your request."),
                (Provider.Bedrock, _) => Answer.Frames(StrictBedrockInvoke.Exception("serviceUnavailableException", "Try again.")),
                (_, "429") => StrictVertexAnthropic.Refused(429, "RESOURCE_EXHAUSTED", "Quota exceeded").Header("retry-after", "1"),
                _ => StrictVertexAnthropic.Wrapped(529, "overloaded_error", "Overloaded"),
            },
            Answer.Text("Through.")));
        var result = await rig.RunAsync("Go on");

        rig.ShouldHaveSucceeded(result, "Through.");
        rig.AgentTurns.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(Provider.Bedrock)]
    [InlineData(Provider.Vertex)]
    public async Task A_stream_that_breaks_off_is_never_taken_for_an_answer(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent(
            Answer.New().Say("Half of ", "an answer ", "that nobody ", "should believe").EndAfter(5), Answer.Text("The whole answer."), Answer.Text("The whole answer.")));
        var result = await rig.RunAsync("Answer");

        rig.Upstream.Violations.ShouldBeEmpty(rig.Explain(result));
        result.Text.ShouldEndWith("The whole answer.");
        rig.AgentTurns.Count.ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData(Provider.Bedrock)]
    [InlineData(Provider.Vertex)]
    public async Task A23_the_cli_compacts_by_itself_when_the_clouds_context_overflows(Provider provider)
    {
        Answer Script(RecordedRequest request)
        {
            var said = request.Conversation.UserTexts;
            bool Says(string word) => said.Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase));
            return !request.Conversation.OffersTools ? Answer.Text("A side answer")
                : Says("detailed summary") && !Says("THE-SUMMARY") ? Answer.Text("<summary>THE-SUMMARY of what was said</summary>")
                : Says("THE-SUMMARY") ? Answer.Text("Answered after compacting.")
                : !Says("second question") ? Answer.Text("First answer.")
                : provider == Provider.Bedrock ? StrictBedrockInvoke.Refused(400, "ValidationException", "Input is too long for requested model.")
                : StrictVertexAnthropic.Wrapped(400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum");
        }

        var workspace = new ClaudeWorkspace();
        await using var rig = await Rig.StartAsync(provider, workspace, Script);
        var first = await rig.RunAsync("first question");
        rig.ShouldHaveSucceeded(first, "First answer.");
        var second = await rig.RunAsync("second question", options => options with { Arguments = ["--resume", first.SessionId] });

        rig.ShouldHaveSucceeded(second, "Answered after compacting.");
        second.Events.ShouldContain(one => one.Type == "system" && ClaudeEvent.Text(one.Json, "subtype") == "compact_boundary");
    }

    [Theory]
    [InlineData("bedrock", Provider.OpenAi)]
    [InlineData("bedrock", Provider.Anthropic)]
    [InlineData("bedrock", Provider.Vertex)]
    [InlineData("vertex", Provider.OpenAi)]
    [InlineData("vertex", Provider.Bedrock)]
    public async Task A02_claude_code_in_the_mode_of_a_cloud_works_with_any_provider(string mode, Provider provider)
    {
        var model = mode == "bedrock" ? "us.anthropic.claude-opus-5-5" : Rig.AskedModel;
        await using var rig = await Rig.StartAsync(
            provider,
            workspace => new ScriptedAgent(
                Answer.New().Say("Two files.").Call("Write", Args.Write(workspace.PathOf("a.txt"), "ä\n")).Call("Write", Args.Write(workspace.PathOf("b.txt"), "b\n")),
                Answer.New().Say("Both ", "are there.")),
            endpoint => [Rig.Line(provider, endpoint) with { Name = model }]);
        var result = await rig.RunAsync("Write two files", options => options with
        {
            Model = model,
            ApiKey = null,
            Environment = mode == "bedrock"
                ? new Dictionary<string, string>
                {
                    ["CLAUDE_CODE_USE_BEDROCK"] = "1", ["CLAUDE_CODE_SKIP_BEDROCK_AUTH"] = "1", ["ANTHROPIC_BEDROCK_BASE_URL"] = options.BaseUrl,
                    ["AWS_REGION"] = "us-east-1", ["ANTHROPIC_AUTH_TOKEN"] = options.ApiKey!,
                }
                : new Dictionary<string, string>
                {
                    ["CLAUDE_CODE_USE_VERTEX"] = "1", ["CLAUDE_CODE_SKIP_VERTEX_AUTH"] = "1", ["ANTHROPIC_VERTEX_BASE_URL"] = options.BaseUrl + "/v1",
                    ["ANTHROPIC_VERTEX_PROJECT_ID"] = "project", ["CLOUD_ML_REGION"] = "us-east5", ["ANTHROPIC_AUTH_TOKEN"] = options.ApiKey!,
                },
        });

        rig.ShouldHaveSucceeded(result, "Both are there.");
        rig.Workspace.Read("a.txt").ShouldBe("ä\n");
        rig.Workspace.Read("b.txt").ShouldBe("b\n");
        rig.AgentTurns.Count.ShouldBe(2);
    }
}
