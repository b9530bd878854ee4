using System.Text;
using System.Text.Json;
using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Ollama;
using BudgetTests = Dragoman.Dialects.Tests.BedrockConverse.BudgetTests;
using Dragoman.Dialects.Tests.Cross;
using Dragoman.Dialects.Tests.OpenAiChat;
using Dragoman.Testing;

namespace Dragoman.Dialects.Tests.Ollama;

public sealed class OllamaTests
{
    private const string Png = "iVBORw0KGgo=";
    private const string Hi = """[{"role":"user","content":"hi"}]""";

    [Fact]
    public void H_466_the_context_is_asked_for_and_nothing_is_cut_silently()
    {
        var body = Local.Write(Chat.Request(Hi, "\"temperature\":0.1,\"top_p\":0.5,\"top_k\":3,\"stop_sequences\":[\"END\"]"));
        body["options"].ShouldBeJson("""{"num_ctx":65536,"num_predict":32000,"temperature":0.1,"top_p":0.5,"top_k":3,"stop":["END"]}""");
        ((bool?)body["truncate"]).ShouldBe(false);
        ((bool?)body["shift"]).ShouldBe(false);
        ((bool?)body["stream"]).ShouldBe(true);
        ((long)Local.Write(Chat.Request(Hi), null, new ModelTraits { Id = "x" })["options"]!["num_ctx"]!).ShouldBe(65_536);
    }

    [Fact]
    public void H_466_a_prompt_beyond_the_context_is_refused_in_the_words_that_the_client_compacts_on()
    {
        using var request = Chat.Read(Chat.Request(Hi));
        using var output = new ByteWriter();
        var failure = Local.Dialect.WriteRequest(Local.Attempt(request, null, new ModelTraits { Id = "x", ContextWindow = 8192 }, 40_000), output);
        failure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.PromptTooLong);
        failure.Message.ShouldBe("prompt is too long: 40000 tokens > 8192 maximum");
        failure.Status.ShouldBe(400);
        Local.Dialect.WriteRequest(Local.Attempt(request, null, null, 40_000), output).ShouldBeNull();
        ((long)Chat.Parse(output.Written)["options"]!["num_predict"]!).ShouldBeLessThanOrEqualTo(65_536 - 40_000);
    }

    [Theory]
    [InlineData("adaptive", "high", true, "", "true")]
    [InlineData("disabled", "", true, "", "false")]
    [InlineData("adaptive", "high", false, "", null)]
    [InlineData("adaptive", "low", true, "low medium high", "\"low\"")]
    [InlineData("adaptive", "max", true, "low medium high", "\"high\"")]
    [InlineData("adaptive", "max", true, "low medium high max", "\"max\"")]
    [InlineData("disabled", "", true, "low medium high", "\"low\"")]
    [InlineData("disabled", "", false, "low medium high", null)]
    public void H_470_thinking_is_asked_for_as_the_model_takes_it(string mode, string effort, bool reasons, string levels, string? expected)
    {
        var more = $$"""{{(effort.Length > 0 ? $$"""
            "output_config":{"effort":"{{effort}}"},
            """ : "")}}"thinking":{"type":"{{mode}}"}""";
        var profile = OllamaProfile.Default with { Efforts = levels.Split(' ', StringSplitOptions.RemoveEmptyEntries) };
        Local.Write(Chat.Request(Hi, more), profile, Local.Model with { Reasoning = reasons })["think"]?.ToJsonString().ShouldBe(expected);
        Local.Write(Chat.Request(Hi, more), profile, Local.Model with { Reasoning = reasons }, new Remedy(RemedyKind.DropMember, "think"))["think"].ShouldBeNull();
    }

    [Fact]
    public void H_467_calls_go_up_as_objects_and_their_results_in_order_by_name_and_id()
    {
        var messages = Local.Messages("""
            [{"role":"user","content":"go"},
             {"role":"assistant","content":[{"type":"text","text":"I look."},{"type":"tool_use","id":"a","name":"Bash","input":{"command":"ls"}},{"type":"tool_use","id":"b","name":"Read","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"b","content":"two","is_error":true},{"type":"tool_result","tool_use_id":"a","content":"one"},{"type":"text","text":"next"}]}]
            """);
        messages.ShouldBeJson("""
            [{"role":"user","content":"go"},
             {"role":"assistant","content":"I look.","tool_calls":[{"id":"a","function":{"index":0,"name":"Bash","arguments":{"command":"ls"}}},{"id":"b","function":{"index":1,"name":"Read","arguments":{}}}]},
             {"role":"tool","tool_name":"Bash","tool_call_id":"a","content":"one"},{"role":"tool","tool_name":"Read","tool_call_id":"b","content":"Error: two"},
             {"role":"user","content":"next"}]
            """);
    }

    [Fact]
    public void H_048_H_079_images_stand_beside_the_text_also_those_of_results()
    {
        var image = $$$"""{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{Png}}}"}}""";
        Local.Messages($$"""[{"role":"user","content":[{"type":"text","text":"see"},{{image}}]}]""").ShouldBeJson($$"""[{"role":"user","content":"see","images":["{{Png}}"]}]""");
        var messages = Local.Messages($$$"""[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Read","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{{{image}}}]}]}]""");
        messages[2].ShouldBeJson("""{"role":"tool","tool_name":"Read","tool_call_id":"a","content":"[image 1 attached below]"}""");
        messages[3].ShouldBeJson($$"""{"role":"user","content":"","images":["{{Png}}"]}""");
        Local.Messages($$"""[{"role":"user","content":[{{image}}]}]""", model: Local.Model with { Vision = false })[0]!.ToJsonString().ShouldNotContain(Png);
    }

    [Fact]
    public void H_468_reminders_keep_their_place_and_each_turn_is_a_prefix_of_the_next()
    {
        Local.Messages("""[{"role":"user","content":"a"},{"role":"system","content":"now"},{"role":"assistant","content":"b"}]""", "\"system\":\"head\"")
            .Select(message => (string?)message!["role"]).ShouldBe(["system", "user", "user", "assistant"]);
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        foreach (var path in SharedData.Transcripts())
        {
            Growing.Check(Path.GetFileName(path), File.ReadAllBytes(path), Local.Dialect, request => Local.Attempt(request));
        }
    }

    [Fact]
    public void H_143_a_choice_is_told_in_words_and_none_offers_no_tool()
    {
        Local.Messages(Hi, Streams.SomeTools + ",\"tool_choice\":{\"type\":\"tool\",\"name\":\"Read\"}")[^1]!["content"]!.GetValue<string>().ShouldContain("the tool Read.");
        Local.Write(Chat.Request(Hi, Streams.SomeTools + ",\"tool_choice\":{\"type\":\"none\"}"))["tools"].ShouldBeNull();
        Local.Write(Chat.Request(Hi, Streams.SomeTools))["tools"]![0].ShouldBeJson(
            """{"type":"function","function":{"name":"Bash","description":"Runs","parameters":{"type":"object","properties":{"command":{"type":"string"}}}}}""");
    }

    [Fact]
    public void H_158_a_schema_for_the_answer_is_a_format_or_words_beside_tools()
    {
        const string Format = """ "output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{}}}} """;
        Local.Write(Chat.Request(Hi, Format))["format"].ShouldBeJson("""{"type":"object","properties":{}}""");
        var body = Local.Write(Chat.Request(Hi, Format + "," + Streams.SomeTools));
        body["format"].ShouldBeNull();
        body["messages"]![0]!["content"]!.GetValue<string>().ShouldContain("JSON Schema");
    }

    [Fact]
    public void H_102_thinking_goes_back_only_to_where_it_came_from()
    {
        using var envelope = new ByteWriter();
        Chat.Envelope.Seal(Chat.Provenance, ""u8, envelope);
        string Messages(string signature) => $$"""[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"why","signature":"{{signature}}"},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]""";
        ((string?)Local.Messages(Messages(Encoding.UTF8.GetString(envelope.Written)))[1]!["thinking"]).ShouldBe("why");
        Local.Messages(Messages("other"))[1]!["thinking"].ShouldBeNull();
    }

    [Theory]
    [InlineData("http://127.0.0.1:11434", "http://127.0.0.1:11434/api/chat")]
    [InlineData("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/api/chat")]
    [InlineData("http://box/ollama/", "http://box/ollama/api/chat")]
    [InlineData("http://box/api/chat", "http://box/api/chat")]
    public void The_address_is_the_native_one(string endpoint, string expected) =>
        Local.Dialect.Address(new Uri(endpoint), "m", stream: true).AbsoluteUri.ShouldBe(expected);

    private static readonly string Talk =
        Local.Line("\"content\":\"\",\"thinking\":\"I \"") + Local.Line("\"content\":\"\",\"thinking\":\"think\"") + Local.Line("\"content\":\"Grüße \"") + Local.Line("\"content\":\"👋\"")
        + Local.Line("""
            "content":"","tool_calls":[{"function":{"name":"Bash","arguments":{"command":"ls"}}},{"id":"call_x","function":{"index":0,"name":"Read","arguments":{}}}]
            """.Trim())
        + Local.Done();

    [Fact]
    public void H_303_H_467_a_stream_is_told_whole_at_every_chunking()
    {
        for (var size = 1; size <= 300; size++)
        {
            var told = Local.Read(Talk, size: size);
            told.Shape.ShouldBe("""Thinking:I think | Text:Grüße 👋 | ToolUse Bash:{"command":"ls"} | ToolUse Read:{}""", $"pieces of {size}");
            told.Stop.ShouldBe(StopReason.ToolUse);
            told.Calls[0].Id.ShouldStartWith("toolu_");
            told.Calls[1].Id.ShouldBe("call_x");
            (told.Usage.InputTokens, told.Usage.OutputTokens).ShouldBe((30, 7));
            told.Ended.ShouldBeTrue();
        }
    }

    [Fact]
    public void A_whole_answer_says_what_its_stream_says()
    {
        var told = Local.Whole(Local.Line(
            "\"content\":\"Grüße 👋\",\"thinking\":\"I think\",\"tool_calls\":[{\"function\":{\"name\":\"Bash\",\"arguments\":{\"command\":\"ls\"}}},{\"function\":{\"name\":\"Read\",\"arguments\":{}}}]",
            "\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":30,\"eval_count\":7"), out var failure);
        failure.ShouldBeNull();
        told.Shape.ShouldBe(Local.Read(Talk).Shape);
        told.Usage.ShouldBe(Local.Read(Talk).Usage);
    }

    [Theory]
    [InlineData("length", StopReason.MaxTokens)]
    [InlineData("stop", StopReason.EndTurn)]
    [InlineData("", StopReason.EndTurn)]
    public void Each_reason_has_its_meaning(string word, StopReason expected) => Local.Read(Local.Line("\"content\":\"x\"") + Local.Done(word)).Stop.ShouldBe(expected);

    [Theory]
    [InlineData("load")]
    [InlineData("unload")]
    public void H_231_a_model_that_was_only_loaded_has_answered_nothing(string word)
    {
        Local.Read(Local.Done(word), out var early);
        early.ShouldNotBeNull().IsRetryable.ShouldBeTrue();
        Local.Whole(Local.Done(word), out var failure);
        failure.ShouldNotBeNull().Remedy.ShouldBe(new Remedy(RemedyKind.Again));
    }

    [Fact]
    public void H_324_a_stream_that_ends_early_or_tells_an_error_is_no_good_answer()
    {
        Local.Read(Local.Line("\"content\":\"x\"")).Failure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Truncated);
        Local.Read("", out var nothing);
        nothing.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Malformed);
        Local.Read("""{"error":"an error was encountered while running the model"}""", out var early);
        early.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Upstream);
        Local.Read(Local.Line("\"content\":\"x\"") + "{\"error\":\"unexpected EOF\"}\n").Failure.ShouldNotBeNull();
        Local.Read("not json\n", out var broken);
        broken.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Malformed);
    }

    [Theory]
    [InlineData(400, "the input length exceeds the context length", FailureCause.PromptTooLong)]
    [InlineData(500, "the input length exceeds the context length", FailureCause.PromptTooLong)]
    [InlineData(400, "prompt too long; exceeded max context length by 1119046 tokens", FailureCause.PromptTooLong)]
    [InlineData(404, "model 'qwen9' not found", FailureCause.NotFound)]
    [InlineData(400, "registry.ollama.ai/library/gemma:2b does not support tools", FailureCause.InvalidRequest)]
    [InlineData(400, "\\\"gemma\\\" does not support thinking", FailureCause.InvalidRequest)]
    [InlineData(500, "model requires more system memory (20 GiB) than is available (8 GiB)", FailureCause.Upstream)]
    [InlineData(503, "server busy, please try again. maximum pending requests exceeded", FailureCause.Overloaded)]
    [InlineData(401, "unauthorized", FailureCause.UpstreamCredential)]
    public void H_249_H_469_errors_are_told_as_what_they_are(int status, string message, FailureCause cause)
    {
        var failure = Local.Dialect.ReadError(status, Encoding.UTF8.GetBytes($$"""{"error":"{{message}}"}"""), null);
        failure.Cause.ShouldBe(cause, failure.Message);
        if (cause == FailureCause.PromptTooLong)
        {
            failure.Message.ShouldStartWith("prompt is too long");
            failure.Status.ShouldBe(400);
        }

        (failure.Remedy?.Member == "think").ShouldBe(message.Contains("thinking", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_recorded_answer_is_folded_to_what_it_says_and_told_on()
    {
        Assert.SkipUnless(SharedData.Exists, SharedData.Missing);
        var count = 0;
        foreach (var recording in SharedData.Recordings().Where(r => r is { Provider: "ollama", Api: "native-chat", Status: 200 or 0 }))
        {
            var isStream = recording.Has("stream.jsonl");
            var body = Encoding.UTF8.GetString(recording.Bytes(isStream ? "stream.jsonl" : "response.json"));
            var lines = isStream ? body.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [body];
            if (!JsonDocument.Parse(lines[0]).RootElement.TryGetProperty("message", out _))
            {
                // Two of the cases are in the shape of chat completions.
                continue;
            }

            count++;
            var messages = lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("message")).ToList();
            var text = string.Concat(messages.Select(message => message.GetProperty("content").GetString()));
            var thinking = string.Concat(messages.Select(message => message.TryGetProperty("thinking", out var t) ? t.GetString() : ""));
            var calls = messages.SelectMany(message => message.TryGetProperty("tool_calls", out var c) ? c.EnumerateArray() : []).ToList();
            foreach (var size in isStream ? [int.MaxValue, 1, 7, 1000] : new[] { int.MaxValue })
            {
                var told = isStream ? Local.Read(body, size: size) : Local.Whole(body, out _);
                told.Failure.ShouldBeNull(recording.Case);
                told.Ended.ShouldBeTrue(recording.Case);
                var tagged = text.StartsWith("<think>", StringComparison.Ordinal);
                (tagged ? $"<think>{told.Thinking}</think>\n\n{told.Text}" : told.Text.TrimEnd()).ShouldBe(tagged ? text : text.TrimEnd(), recording.Case);
                (tagged ? thinking : told.Thinking).ShouldBe(thinking, recording.Case);
                told.Calls.Select(call => $"{call.Name} {call.Text}").ShouldBe(calls.Select(call =>
                    $"{call.GetProperty("function").GetProperty("name").GetString()} {call.GetProperty("function").GetProperty("arguments").GetRawText()}"), recording.Case);
                told.Usage.OutputTokens.ShouldBe(JsonDocument.Parse(lines[^1]).RootElement.GetProperty("eval_count").GetInt64(), recording.Case);
            }

            Retold(body, isStream, recording.Case);
        }

        count.ShouldBeGreaterThan(8);
    }

    [Fact]
    public void P3_a_line_is_read_without_an_allocation()
    {
        using var conversation = Chat.Read(Streams.Plain);
        var sink = new BudgetTests.Counting();
        using var reader = Local.Dialect.CreateStreamReader(Local.Attempt(conversation), sink);
        BudgetTests.Allocated(reader, [.. Enumerable.Range(0, 64).Select(i => Encoding.UTF8.GetBytes(Local.Line($"\"content\":\"word {i} \"")))]).ShouldBe(0);
        sink.Deltas.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Arbitrary_bytes_give_an_answer_or_a_failure_and_never_an_exception()
    {
        var random = new Random(20261120);
        var good = Encoding.UTF8.GetBytes(Talk);
        for (var round = 0; round < 4000; round++)
        {
            var bytes = good.ToArray();
            for (var i = 0; i < 1 + (round % 4); i++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            using var conversation = Chat.Read(Streams.Plain);
            var told = new BudgetTests.Counting();
            using var reader = Local.Dialect.CreateStreamReader(Local.Attempt(conversation), told);
            Streams.Feed(reader, bytes, 1 + random.Next(60));
            if (!reader.IsFinished)
            {
                reader.Complete();
            }

            (reader.IsFinished || reader.EarlyFailure is not null).ShouldBeTrue($"round {round}");
            Local.Dialect.ReadError(random.Next(400, 600), bytes, null).Message.ShouldNotBeNullOrWhiteSpace();
        }
    }

    private static void Retold(string body, bool isStream, string name)
    {
        using var request = Chat.Read(Streams.Plain);
        using var output = new ByteWriter();
        var attempt = Local.Attempt(request);
        var writer = new AnthropicMessagesDialect().CreateStreamWriter(attempt, output);
        if (isStream)
        {
            using var reader = Local.Dialect.CreateStreamReader(attempt, writer);
            reader.Feed(Encoding.UTF8.GetBytes(body));
        }
        else
        {
            Local.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(body), attempt, writer).ShouldBeNull(name);
        }

        AnthropicStreamGrammar.Fold(output.Written).Errors.ShouldBeEmpty(name);
    }
}
