using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

public sealed class FaultTests
{
    [Theory]
    [InlineData(Provider.OpenAi, "429")]
    [InlineData(Provider.OpenAi, "overloaded")]
    [InlineData(Provider.OpenAi, "500")]
    [InlineData(Provider.OpenAi, "first frame")]
    [InlineData(Provider.OpenAi, "html")]
    [InlineData(Provider.Responses, "429")]
    [InlineData(Provider.Responses, "overloaded")]
    [InlineData(Provider.Responses, "500")]
    [InlineData(Provider.Responses, "first frame")]
    [InlineData(Provider.Responses, "html")]
    [InlineData(Provider.Anthropic, "429")]
    [InlineData(Provider.Anthropic, "overloaded")]
    [InlineData(Provider.Gemini, "429")]
    [InlineData(Provider.Gemini, "overloaded")]
    [InlineData(Provider.Gemini, "500")]
    [InlineData(Provider.Gemini, "first frame")]
    [InlineData(Provider.Converse, "429")]
    [InlineData(Provider.Converse, "overloaded")]
    [InlineData(Provider.Converse, "500")]
    [InlineData(Provider.Converse, "first frame")]
    [InlineData(Provider.Converse, "html")]
    [InlineData(Provider.Ollama, "overloaded")]
    [InlineData(Provider.Ollama, "500")]
    [InlineData(Provider.Ollama, "first frame")]
    public async Task H_410_a_fault_that_passes_is_retried_and_the_session_never_sees_it(Provider provider, string fault)
    {
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent(Make(provider, fault), Answer.Text("Through.")));
        var result = await rig.RunAsync("Go on");

        rig.ShouldHaveSucceeded(result, "Through.");
        rig.AgentTurns.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(Provider.OpenAi, "reset")]
    [InlineData(Provider.OpenAi, "end")]
    [InlineData(Provider.Responses, "reset")]
    [InlineData(Provider.Responses, "end")]
    [InlineData(Provider.Anthropic, "reset")]
    [InlineData(Provider.Anthropic, "end")]
    [InlineData(Provider.Gemini, "reset")]
    [InlineData(Provider.Gemini, "end")]
    [InlineData(Provider.Converse, "reset")]
    [InlineData(Provider.Converse, "end")]
    [InlineData(Provider.Ollama, "reset")]
    [InlineData(Provider.Ollama, "end")]
    public async Task H_304_a_stream_that_breaks_off_is_never_taken_for_an_answer(Provider provider, string how)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var broken = Answer.New().Say("Half of ").Wait(seen.Task).Say("an answer ", "that nobody ", "should believe");
        // Up to the first delta. Converse: start, delta, stop.
        var frames = provider switch
        {
            Provider.OpenAi => 2,
            Provider.Responses => 5,
            Provider.Gemini or Provider.Ollama => 1,
            Provider.Converse => 3,
            _ => 4,
        };
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent(
            how == "reset" ? broken.ResetAfter(frames) : broken.EndAfter(frames), Answer.Text("The whole answer."), Answer.Text("The whole answer.")));
        await using var session = await ClaudeCli.StartAsync(rig.Workspace, rig.Options("Answer"));
        await session.WaitForAsync(one => one.TextDelta == "Half of ");
        seen.SetResult();
        var result = await session.CompleteAsync();

        rig.Upstream.Violations.ShouldBeEmpty(rig.Explain(result));
        result.ExitCode.ShouldBe(0, rig.Explain(result));
        result.Text.ShouldEndWith("The whole answer.");
        rig.AgentTurns.Count.ShouldBeGreaterThan(1, "the CLI asked again, so it saw that the first answer was none");
    }

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Responses)]
    [InlineData(Provider.Anthropic)]
    [InlineData(Provider.Gemini)]
    public async Task H_319_a_tool_that_ran_before_the_stream_broke_runs_once(Provider provider)
    {
        var ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = await Rig.StartAsync(provider, workspace => new ScriptedAgent(
            Answer.New().Call("Bash", Args.Bash($"echo ran >> {workspace.PathOf("log.txt")}")).Call("Bash", Args.Bash("true")).Wait(ran.Task).Say("more")
                .ResetAfter(provider switch { Provider.OpenAi => 5, Provider.Responses => 10, Provider.Gemini => 2, _ => 8 }),
            Answer.Text("Done."),
            Answer.Text("Done.")));
        await using var session = await ClaudeCli.StartAsync(rig.Workspace, rig.Options("Run it"));
        await session.WaitForAsync(one => one.Type == "assistant" && one.Blocks.Any(block => ClaudeEvent.Text(block, "type") == "tool_use"));
        ran.SetResult();
        var result = await session.CompleteAsync();

        rig.Upstream.Violations.ShouldBeEmpty(rig.Explain(result));
        result.ExitCode.ShouldBe(0, rig.Explain(result));
        result.Text.ShouldBe("Done.", rig.Explain(result));
        rig.Workspace.Read("log.txt").ShouldBe("ran\n");
    }

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Responses)]
    [InlineData(Provider.Anthropic)]
    [InlineData(Provider.Gemini)]
    public async Task A_wrong_key_of_the_client_is_told_as_such_and_reaches_nobody(Provider provider)
    {
        if (Rig.IsDirect)
        {
            Assert.Skip("The gateway's own key is what this is about.");
        }

        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent());
        var result = await rig.RunAsync("Hello", options => options with { ApiKey = "sk-wrong" });

        result.ExitCode.ShouldNotBe(0, rig.Explain(result));
        result.IsError.ShouldBeTrue();
        result.Text.ShouldContain("401", customMessage: rig.Explain(result));
        result.Text.ShouldContain("ANTHROPIC_AUTH_TOKEN", customMessage: "it says what to set");
        rig.Upstream.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Provider.OpenAi)]
    [InlineData(Provider.Responses)]
    [InlineData(Provider.Gemini)]
    public async Task H_255_a_wrong_key_of_the_gateway_is_not_blamed_on_the_client(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, new ClaudeWorkspace(), _ => provider == Provider.Gemini ? GeminiErrors.WrongKey() : OpenAiErrors.WrongKey());
        var result = await rig.RunAsync("Hello");

        result.ExitCode.ShouldNotBe(0, rig.Explain(result));
        result.IsError.ShouldBeTrue();
        // As a word: the ids that an error carries may hold these digits.
        result.Text.ShouldNotMatch(@"\b401\b");
        result.Text.ShouldNotContain("/login", Case.Insensitive);
        rig.AgentTurns.Count.ShouldBeLessThanOrEqualTo(2, "a key that is wrong stays wrong: nobody tries it ten times");
    }

    [Fact]
    public async Task H_253_a_request_that_the_provider_will_never_take_is_not_sent_again_and_again()
    {
        await using var rig = await Rig.StartAsync(
            Provider.OpenAi, new ClaudeWorkspace(), _ => Answer.Fail(400, OpenAiErrors.Body("Invalid value for 'temperament'.", param: "temperament")));
        var result = await rig.RunAsync("Hello");

        result.IsError.ShouldBeTrue(rig.Explain(result));
        result.Text.ShouldContain("temperament", customMessage: "the provider's own words reach the developer");
        rig.AgentTurns.Count.ShouldBeLessThanOrEqualTo(2);
    }

    private static Answer Make(Provider provider, string fault) => (provider, fault) switch
    {
        (_, "html") => Answer.Html(502),
        (Provider.OpenAi or Provider.Responses, "429") => OpenAiErrors.RateLimited(1),
        (Provider.OpenAi or Provider.Responses, "overloaded") => OpenAiErrors.Overloaded(),
        (Provider.OpenAi or Provider.Responses, "500") => OpenAiErrors.ServerError(),
        (Provider.OpenAi or Provider.Responses, _) => OpenAiErrors.FirstFrame("The server is overloaded", code: "overloaded"),
        (Provider.Gemini, "429") => GeminiErrors.RateLimited(1),
        (Provider.Gemini, "overloaded") => GeminiErrors.Overloaded(),
        (Provider.Gemini, "500") => GeminiErrors.ServerError(),
        (Provider.Gemini, _) => GeminiErrors.FirstFrame(),
        (Provider.Converse, "429") => ConverseErrors.Throttled(),
        (Provider.Converse, "overloaded") => ConverseErrors.Unavailable(),
        (Provider.Converse, "500") => ConverseErrors.ServerError(),
        (Provider.Converse, _) => ConverseErrors.FirstFrame(),
        (Provider.Ollama, "overloaded") => OllamaErrors.Busy(),
        (Provider.Ollama, "500") => OllamaErrors.ServerError(),
        (Provider.Ollama, _) => OllamaErrors.FirstLine(),
        (_, "429") => AnthropicErrors.RateLimited(1),
        _ => AnthropicErrors.Overloaded(),
    };
}
