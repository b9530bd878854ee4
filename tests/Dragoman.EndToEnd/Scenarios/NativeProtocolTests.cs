using System.Text;
using System.Text.Json;
using Dragoman.EndToEnd.Cli;
using Dragoman.EndToEnd.Gateway;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Scenarios;

/// <summary>The scenarios of a working day through Bedrock's Converse and Ollama's own API, whose streams are no server-sent events.</summary>
public sealed class NativeProtocolTests
{
    // One red pixel.
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Theory]
    [InlineData(Provider.Converse, null)]
    [InlineData(Provider.Converse, 1)]
    [InlineData(Provider.Ollama, null)]
    [InlineData(Provider.Ollama, 1)]
    public async Task Hello_arrives_with_its_deltas_and_its_usage(Provider provider, int? bytesPerWrite)
    {
        var answer = Answer.New().Say("Hel", "lo ", "Grüße 👋").Using(1000, 20, cached: provider == Provider.Converse ? 800 : 0);
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent(bytesPerWrite is { } size ? answer.InWritesOf(size) : answer));
        var result = await rig.RunAsync("Say hello");

        rig.ShouldHaveSucceeded(result, "Hello Grüße 👋");
        result.Events.Select(one => one.TextDelta).Where(text => text.Length > 0).ShouldBe(["Hel", "lo ", "Grüße 👋"]);
        var usage = result.Final.GetProperty("usage");
        usage.GetProperty("input_tokens").GetInt32().ShouldBe(provider == Provider.Converse ? 200 : 1000);
        usage.GetProperty("cache_read_input_tokens").GetInt32().ShouldBe(provider == Provider.Converse ? 800 : 0);
        usage.GetProperty("output_tokens").GetInt32().ShouldBe(20);
        rig.AgentTurns.ShouldHaveSingleItem().Conversation.Model.ShouldBe(Rig.UpstreamModel(provider));
    }

    [Theory]
    [InlineData(Provider.Converse)]
    [InlineData(Provider.Ollama)]
    public async Task H_467_five_parallel_writes_leave_five_files(Provider provider)
    {
        const string Content = "line 1 \"quoted\"\n\tline 2 \\ ünïcödé 🚀\n";
        await using var rig = await Rig.StartAsync(provider, workspace =>
        {
            var writes = Answer.New().Think("Five files.").Say("Writing five files.");
            for (var i = 0; i < 5; i++)
            {
                writes.Call("Write", Args.Write(workspace.PathOf($"out/f{i}.txt"), $"{i} {Content}"));
            }

            return new ScriptedAgent(writes.ArgumentsInPieces(9), Answer.Text("Five files written."));
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
    [InlineData(Provider.Converse)]
    [InlineData(Provider.Ollama)]
    public async Task Reads_then_parallel_edits_then_an_answer(Provider provider)
    {
        string[] names = ["a.txt", "b.txt", "c.txt"];
        await using var rig = await Rig.StartAsync(provider, workspace =>
        {
            Answer Each(Func<string, (string Name, string Arguments)> call)
            {
                var answer = Answer.New().Say("On it.");
                foreach (var name in names)
                {
                    workspace.Write(name, $"{name} old\n");
                    var (tool, arguments) = call(workspace.PathOf(name));
                    answer.Call(tool, arguments);
                }

                return answer;
            }

            return new ScriptedAgent(Each(path => ("Read", Args.Read(path))), Each(path => ("Edit", Args.Edit(path, "old", "new"))), Answer.Text("Edited."));
        });
        var result = await rig.RunAsync("Edit all three");

        rig.ShouldHaveSucceeded(result, "Edited.");
        names.ShouldAllBe(name => rig.Workspace.Read(name) == $"{name} new\n");
        rig.AgentTurns[1].Conversation.NewResults.Select(read => names.First(name => read.Text.Contains(name, StringComparison.Ordinal)))
            .ShouldBe(names, ignoreOrder: false, "results stand in the order of the calls");
    }

    [Theory]
    [InlineData(Provider.Converse)]
    [InlineData(Provider.Ollama)]
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
        if (provider == Provider.Converse)
        {
            Encoding.UTF8.GetString(rig.AgentTurns[1].Body).Split("\"status\":\"error\"").Length.ShouldBe(3, "both results say that they failed");
        }
    }

    [Theory]
    [InlineData(Provider.Converse)]
    [InlineData(Provider.Ollama)]
    public async Task H_405_thinking_goes_back_to_the_model_that_thought_it(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, workspace => new ScriptedAgent(
            Answer.New().Think("a first secret ", "thought").Say("I write.").Call("Write", Args.Write(workspace.PathOf("a.txt"), "a")),
            Answer.New().Think("a second secret thought").Call("Read", Args.Read(workspace.PathOf("a.txt"))),
            Answer.New().Think("a third secret thought").Say("It says a.")));
        var result = await rig.RunAsync("Think, write, read");

        rig.ShouldHaveSucceeded(result, "It says a.");
        var body = Encoding.UTF8.GetString(rig.AgentTurns[2].Body);
        body.ShouldContain(provider == Provider.Converse ? "{\"reasoningText\":{\"text\":\"a first secret thought\",\"signature\":\"Eo" : "\"thinking\":\"a first secret thought\"");
        body.ShouldContain("a second secret thought");
    }

    [Theory]
    [InlineData(Provider.Converse)]
    [InlineData(Provider.Ollama)]
    public async Task An_image_that_was_read_reaches_the_model_as_an_image(Provider provider)
    {
        await using var rig = await Rig.StartAsync(provider, workspace =>
        {
            File.WriteAllBytes(workspace.PathOf("dot.png"), Convert.FromBase64String(Png));
            return new ScriptedAgent(Answer.Tool("Read", Args.Read(workspace.PathOf("dot.png"))), Answer.Text("A red dot."));
        });
        var result = await rig.RunAsync("What is in dot.png?");

        rig.ShouldHaveSucceeded(result, "A red dot.");
        Encoding.UTF8.GetString(rig.AgentTurns[1].Body).ShouldContain(provider == Provider.Converse ? "{\"image\":{\"format\":\"" : ",\"images\":[\"");
    }

    [Theory]
    [InlineData(Provider.Converse)]
    [InlineData(Provider.Ollama)]
    public async Task H_141_deferred_tools_are_hidden_until_a_search_finds_them_and_then_work(Provider provider)
    {
        const string Weather = "mcp__town__weather";
        await using var rig = await Rig.StartAsync(provider, _ => new ScriptedAgent()
            .Then(Answer.Tool("ToolSearch", Args.Json(new { query = $"select:{Weather}", max_results = 5 })))
            .Then(Answer.Tool(Weather, Args.Json(new { town = "Riga" })))
            .Then(request => Answer.Text(request.Conversation.NewResults[0].Text.Trim())));
        var result = await rig.RunAsync("What is the weather in Riga?", options => ToolSearchTests.WithServer(rig.Workspace, options));

        rig.Upstream.Violations.ShouldBeEmpty(rig.Explain(result));
        result.Text.ShouldContain("It snows in Riga.", customMessage: rig.Explain(result));
        var turns = rig.AgentTurns;
        turns[0].Conversation.Tools.ShouldNotContain(Weather);
        turns[1].Conversation.Tools.ShouldContain(Weather);
        turns[1].Conversation.Tools.Take(turns[0].Conversation.Tools.Count).ShouldBe(turns[0].Conversation.Tools, "what was offered keeps its place");
    }

    [Theory]
    [InlineData(Provider.Converse, "429")]
    [InlineData(Provider.Converse, "overloaded")]
    [InlineData(Provider.Converse, "500")]
    [InlineData(Provider.Converse, "first frame")]
    [InlineData(Provider.Converse, "no caching")]
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
        if (fault == "no caching")
        {
            Encoding.UTF8.GetString(rig.AgentTurns[0].Body).ShouldContain("cachePoint");
            Encoding.UTF8.GetString(rig.AgentTurns[1].Body).ShouldNotContain("cachePoint", customMessage: "what the model refused by name is left out");
        }
    }

    [Theory]
    [InlineData(Provider.Converse, "reset")]
    [InlineData(Provider.Converse, "end")]
    [InlineData(Provider.Ollama, "reset")]
    [InlineData(Provider.Ollama, "end")]
    public async Task H_304_a_stream_that_breaks_off_is_never_taken_for_an_answer(Provider provider, string how)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var broken = Answer.New().Say("Half of ").Wait(seen.Task).Say("an answer ", "that nobody ", "should believe");
        // Converse: start, delta, stop; Ollama: the delta alone.
        var frames = provider == Provider.Converse ? 3 : 1;
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
    [InlineData(Provider.Converse)]
    [InlineData(Provider.Ollama)]
    public async Task H_469_A23_the_cli_compacts_by_itself_when_the_context_overflows(Provider provider)
    {
        var overflowed = 0;
        Answer Script(RecordedRequest request)
        {
            var said = request.Conversation.UserTexts;
            bool Says(string text) => said.Any(one => one.Contains(text, StringComparison.OrdinalIgnoreCase));
            if (!request.Conversation.OffersTools)
            {
                return Answer.Text("A side answer");
            }

            if (Says("THE-SUMMARY"))
            {
                return Answer.Text("Answered after compacting.");
            }

            if (Says("detailed summary"))
            {
                return Answer.Text("<summary>THE-SUMMARY of what was said</summary>");
            }

            if (Says("second question"))
            {
                Interlocked.Increment(ref overflowed);
                return provider == Provider.Converse ? ConverseErrors.TooLong() : OllamaErrors.TooLong();
            }

            return Answer.Text("First answer.");
        }

        var workspace = new ClaudeWorkspace();
        await using var rig = await Rig.StartAsync(provider, workspace, Script);
        var first = await rig.RunAsync("first question");
        rig.ShouldHaveSucceeded(first, "First answer.");
        var second = await rig.RunAsync("second question", options => options with { Arguments = ["--resume", first.SessionId] });

        rig.ShouldHaveSucceeded(second, "Answered after compacting.");
        overflowed.ShouldBe(1, "the overflow is told once, at once, in words the CLI knows");
        second.Events.ShouldContain(one => one.Type == "system" && ClaudeEvent.Text(one.Json, "subtype") == "compact_boundary");
    }

    private static Answer Make(Provider provider, string fault) => (provider, fault) switch
    {
        (_, "html") => Answer.Html(502),
        (Provider.Converse, "429") => ConverseErrors.Throttled(),
        (Provider.Converse, "overloaded") => ConverseErrors.Unavailable(),
        (Provider.Converse, "500") => ConverseErrors.ServerError(),
        (Provider.Converse, "no caching") => ConverseErrors.NoCaching(),
        (Provider.Converse, _) => ConverseErrors.FirstFrame(),
        (_, "overloaded") => OllamaErrors.Busy(),
        (_, "500") => OllamaErrors.ServerError(),
        _ => OllamaErrors.FirstLine(),
    };
}
