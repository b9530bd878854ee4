using System.Text.Json;
using Dragoman.Testing;
using Dragoman.Tests.Commands;

namespace Dragoman.Tests.Conformance;

/// <summary>N02: the suite finds each class of defect, and nothing where there is none.</summary>
public sealed class ConformanceTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public static TheoryData<Defect, string> Defects => new()
    {
        { Defect.DroppedParallelCalls, "five_calls" },
        { Defect.EmptyArguments, "one_call" },
        { Defect.EmptyArguments, "arguments" },
        { Defect.MangledArguments, "arguments" },
        { Defect.NoEmptyCalls, "empty_arguments" },
        { Defect.NoTools, "one_call" },
        { Defect.IgnoresResults, "tool_result" },
        { Defect.IgnoresErrors, "error_result" },
        { Defect.LostSignature, "thinking" },
        { Defect.NoVision, "image" },
        { Defect.NoVision, "image_result" },
        { Defect.NoDocuments, "pdf" },
        { Defect.IgnoresSystem, "system_prompt" },
        { Defect.IgnoresSchema, "structured_output" },
        { Defect.HeldBackStream, "streaming" },
        { Defect.TruncatedStreams, "streaming" },
        { Defect.IgnoresStopSequences, "stop_sequence" },
        { Defect.IgnoresMaxTokens, "max_tokens" },
        { Defect.IgnoresChoice, "forced_choice" },
        { Defect.CutsPrompts, "context_overflow" },
    };

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task N02_E04_a_healthy_model_of_anthropics_passes_every_check()
    {
        await using var upstream = await StrictAnthropic.StartAsync(Claude().Play);
        var (code, outcomes) = await RunAsync(Anthropic(upstream));
        outcomes.Where(check => check.Value != "passed").ShouldBeEmpty();
        outcomes.Count.ShouldBe(22);
        code.ShouldBe(0);
        upstream.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task N02_E04_a_healthy_model_behind_chat_completions_fails_no_check()
    {
        var model = new SimulatedModel { Overflow = () => OpenAiErrors.ContextLengthExceeded(128_000, 200_000) };
        await using var upstream = await StrictOpenAi.StartAsync(model.Play);
        var (code, outcomes) = await RunAsync($"upstreams:\n  it: {{ provider: openai, endpoint: \"{upstream.Endpoint}\", api_key_ref: test }}\n", "gpt-4o");
        outcomes.Where(check => check.Value != "passed").Select(check => $"{check.Key} {check.Value}").ShouldBe(["thinking unsupported"]);
        code.ShouldBe(0);
        upstream.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task N02_E04_a_healthy_model_behind_responses_fails_no_check()
    {
        var model = new SimulatedModel { Overflow = () => OpenAiErrors.ContextLengthExceeded(400_000, 500_000) };
        await using var upstream = await StrictResponses.StartAsync(model.Play);
        var (code, outcomes) = await RunAsync($"upstreams:\n  it: {{ provider: openai, endpoint: \"{upstream.Endpoint}\", api_key_ref: test }}\n", "gpt-5");
        outcomes.Where(check => check.Value == "failed").ShouldBeEmpty();
        outcomes["thinking"].ShouldBe("passed");
        outcomes["five_calls"].ShouldBe("passed");
        code.ShouldBe(0);
        upstream.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task D13_the_preset_of_Gemini_on_Vertex_passes_the_suite()
    {
        var model = new SimulatedModel { Overflow = () => GeminiErrors.InputTooLong(1_048_576, 2_000_000) };
        await using var upstream = await StrictGemini.StartAsync(model.Play, new StrictGeminiOptions { IsVertex = true });
        var outcomes = await RunPresetAsync(
            _directory, "vertex-gemini", "vertex", "gemini-3.1-pro-preview",
            yaml => yaml.Replace("region: global", $"region: global\n    endpoint: \"{upstream.Endpoint}\"\n    auth: bearer\n    api_key: \"${{TEST}}\"", StringComparison.Ordinal));
        outcomes.Where(check => check.Value == "failed").ShouldBeEmpty();
        outcomes["five_calls"].ShouldBe("passed");
        upstream.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("gpt-4.1", "/openai/v1/chat/completions")]
    [InlineData("gpt-5.1", "/openai/v1/responses")]
    public async Task D13_the_preset_of_OpenAIs_models_on_Azure_passes_the_suite(string name, string path)
    {
        var door = FrontDoor.Azure(path, "", "api-key", "sk-secret");
        var model = new SimulatedModel { Overflow = () => OpenAiErrors.ContextLengthExceeded(400_000, 500_000) };
        await using FakeUpstream upstream = name.StartsWith("gpt-4", StringComparison.Ordinal)
            ? await StrictOpenAi.StartAsync(model.Play, new StrictOpenAiOptions { Door = door })
            : await StrictResponses.StartAsync(model.Play, new StrictOpenAiOptions { Door = door });
        var outcomes = await RunPresetAsync(_directory, "azure-openai", "azure", name, yaml => yaml
            .Replace("${AZURE_OPENAI_ENDPOINT}", $"\"{upstream.BaseUrl}/openai/v1\"", StringComparison.Ordinal)
            .Replace("${AZURE_OPENAI_API_KEY}", "${TEST}", StringComparison.Ordinal));
        outcomes.Where(check => check.Value == "failed").ShouldBeEmpty();
        outcomes["five_calls"].ShouldBe("passed");
        upstream.Violations.ShouldBeEmpty();
    }

    /// <summary>Writes a preset as <c>dragoman init</c> does, points it at a fake, and runs the suite on it.</summary>
    internal static async Task<Dictionary<string, string>> RunPresetAsync(TestDirectory directory, string preset, string upstream, string model, Func<string, string> point)
    {
        var cli = new Cli(directory.Root) { Environment = { ["TEST"] = "sk-secret" } };
        (await cli.RunAsync("init", "--preset", preset)).ExitCode.ShouldBe(0);
        var file = Path.Combine(directory.Root, "dragoman.yaml");
        await File.WriteAllTextAsync(file, point(await File.ReadAllTextAsync(file)));
        var result = await cli.RunAsync("conformance", "run", "--upstream", upstream, "--model", model, "--config", "dragoman.yaml", "--data", directory["data"], "--json");
        using var json = JsonDocument.Parse(result.Out.Length > 0 ? result.Out : throw new InvalidOperationException(result.Error));
        TestContext.Current.TestOutputHelper?.WriteLine(result.Out);
        return json.RootElement[0].GetProperty("checks").EnumerateArray()
            .ToDictionary(check => check.GetProperty("check").GetString()!, check => check.GetProperty("outcome").GetString()!);
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public async Task N02_an_injected_defect_is_found_by_its_check(Defect defect, string check)
    {
        await using var upstream = await StrictAnthropic.StartAsync(Claude(defect).Play);
        var (code, outcomes) = await RunAsync(Anthropic(upstream));
        outcomes[check].ShouldBe("failed");
        code.ShouldBe(1);
    }

    [Fact]
    public async Task A_run_costs_no_more_than_it_may()
    {
        await using var upstream = await StrictAnthropic.StartAsync(Claude().Play);
        var (code, outcomes) = await RunAsync(Anthropic(upstream), more: ["--max-cost", "0"]);
        outcomes["text"].ShouldBe("inconclusive");
        upstream.Requests.ShouldBeEmpty();
        code.ShouldBe(0);
    }

    [Fact]
    public async Task A_model_that_cannot_be_reached_is_not_judged()
    {
        var (code, outcomes) = await RunAsync("upstreams:\n  it: { provider: anthropic, endpoint: \"http://127.0.0.1:9/v1/messages\", api_key_ref: test }\n", "claude-haiku-4-5");
        outcomes.Values.Distinct().ShouldBe(["inconclusive"]);
        code.ShouldBe(0);
    }

    [Fact]
    public async Task The_scorecard_says_what_was_seen_and_progress_stands_apart()
    {
        await using var upstream = await StrictAnthropic.StartAsync(Claude(Defect.NoTools).Play);
        _directory.Write("dragoman.yaml", Anthropic(upstream));
        var cli = new Cli(_directory.Root) { Environment = { ["TEST"] = "sk-secret" } };
        var result = await cli.RunAsync("conformance", "run", "--upstream", "it", "--model", "claude-haiku-4-5", "--config", "dragoman.yaml", "--data", _directory["data"]);
        result.Out.ShouldContain("one_call");
        result.Out.ShouldContain("FAILED");
        result.Out.ShouldContain("I would use a tool.");
        result.Out.ShouldContain("Turns that need tools do not go to this model");
        result.Error.ShouldContain("1/22 text: passed");
        (result.Out + result.Error).ShouldNotContain("sk-secret");
    }

    [Theory]
    [InlineData("There is no upstream nobody", "--upstream", "nobody", "--model", "m")]
    [InlineData("say which with --model", "--upstream", "it")]
    public async Task What_does_not_exist_is_told_with_what_does(string told, params string[] arguments)
    {
        _directory.Write("dragoman.yaml", "upstreams:\n  it: { provider: anthropic, endpoint: \"http://127.0.0.1:9/v1/messages\", api_key_ref: test }\n");
        var cli = new Cli(_directory.Root) { Environment = { ["TEST"] = "sk-secret" } };
        var result = await cli.RunAsync(["conformance", "run", .. arguments, "--config", "dragoman.yaml", "--data", _directory["data"]]);
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain(told);
    }

    internal static SimulatedModel Claude(Defect defect = Defect.None) =>
        new(defect) { Overflow = () => AnthropicErrors.PromptTooLong(300_000, 200_000) };

    internal static string Anthropic(StrictAnthropic upstream) =>
        $"upstreams:\n  it: {{ provider: anthropic, endpoint: \"{upstream.Endpoint}\", api_key_ref: test }}\n";

    private async Task<(int Code, Dictionary<string, string> Outcomes)> RunAsync(string yaml, string model = "claude-haiku-4-5", params string[] more)
    {
        _directory.Write("dragoman.yaml", yaml);
        var cli = new Cli(_directory.Root) { Environment = { ["TEST"] = "sk-secret" } };
        var result = await cli.RunAsync(
            ["conformance", "run", "--upstream", "it", "--model", model, "--config", "dragoman.yaml", "--data", _directory["data"], "--json", .. more]);
        using var json = JsonDocument.Parse(result.Out.Length > 0 ? result.Out : throw new InvalidOperationException(result.Error));
        TestContext.Current.TestOutputHelper?.WriteLine(result.Out);
        return (result.ExitCode, json.RootElement[0].GetProperty("checks").EnumerateArray()
            .ToDictionary(check => check.GetProperty("check").GetString()!, check => check.GetProperty("outcome").GetString()!));
    }
}
