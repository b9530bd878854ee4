using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

public sealed class RequestWriterTests
{
    [Fact]
    public void H_007_H_493_unknown_members_and_the_text_of_numbers_survive()
    {
        const string Body = """{"model":"m","max_tokens":8,"x_future":{"a":1.0,"b":1e3,"c":9007199254740993},"tools":[{"name":"t","input_schema":{"z":1,"a":2}}],"messages":[]}""";
        var written = Write(Body);
        written.ShouldContain("""{"a":1.0,"b":1e3,"c":9007199254740993}""");
        written.ShouldContain("""{"z":1,"a":2}""");
    }

    [Fact]
    public void H_019_the_system_array_stays_as_it_is()
    {
        const string System = """[{"type":"text","text":"x-anthropic-billing-header: cc_version=1;"}, {"type":"text","text":"be brief","cache_control":{"type":"ephemeral"}}]""";
        Write($$"""{"model":"m","max_tokens":8,"system":{{System}},"messages":[]}""").ShouldContain($"\"system\":{System}");
    }

    [Fact]
    public void H_031_a_system_message_at_the_head_becomes_a_reminder()
    {
        var body = Build(request =>
        {
            Message(request, Role.System, request.Text("be brief"));
            Message(request, Role.User, request.Text("hi"));
            Message(request, Role.System, request.Text("still"));
        });
        body["messages"]!.AsArray().Select(message => $"{message!["role"]}:{message["content"]![0]!["text"]}").ShouldBe(
            ["user:<system-reminder>\nbe brief\n</system-reminder>", "user:hi", "system:still"]);
    }

    [Fact]
    public void H_038_a_string_and_one_text_block_are_the_same()
    {
        using var one = Requests.Read(Requests.WithContent("\"hi\""));
        using var two = Requests.Read(Requests.WithContent("""[{"type":"text","text":"hi"}]"""));
        one.BlockCount.ShouldBe(two.BlockCount);
        one.Text(one.Blocks[0].Text).ShouldBe(two.Text(two.Blocks[0].Text));
    }

    [Fact]
    public void H_041_blank_texts_are_left_out_and_so_is_a_message_without_content()
    {
        var body = Build(request =>
        {
            Message(request, Role.User, request.Text("hi"));
            Message(request, Role.Assistant, request.Text(" \n"), request.Call("toolu_1", "Bash", "{}"));
            Message(request, Role.User, request.Text(""));
        });
        body["messages"]!.AsArray().Count.ShouldBe(2);
        body["messages"]![1]!["content"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("hi \n", "hi")]
    [InlineData("a\\n", "a\\n")]
    [InlineData("tab\t\r\n ", "tab")]
    public void H_042_white_space_behind_a_prefill_is_taken_off(string text, string expected)
    {
        var body = Build(request =>
        {
            Message(request, Role.User, request.Text("hi "));
            Message(request, Role.Assistant, request.Text(text));
        });
        body["messages"]![0]!["content"]![0]!["text"]!.ToString().ShouldBe("hi ");
        body["messages"]![1]!["content"]![0]!["text"]!.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("null", "{}")]
    [InlineData("\"x\"", "{\"value\":\"x\"}")]
    [InlineData("[1]", "{\"value\":[1]}")]
    [InlineData("{\"__unparsedToolInput\":{\"raw\":\"x\",\"len\":1}}", "{\"__unparsedToolInput\":{\"raw\":\"x\",\"len\":1}}")]
    public void H_067_input_is_always_an_object(string input, string expected)
    {
        var body = Build(request => Message(request, Role.Assistant, request.Call("toolu_1", "Bash", input)));
        body["messages"]![0]!["content"]![0]!["input"]!.ToJsonString().ShouldBe(expected);
    }

    [Fact]
    public void H_068_ids_of_another_form_are_mapped_the_same_for_call_and_result()
    {
        var body = Build(request =>
        {
            Message(request, Role.Assistant, request.Call("functions.Bash:0|fc_!!", "Bash", "{}"));
            Message(request, Role.User, new Block { Kind = BlockKind.ToolResult, Span = 1, Id = request.Add("functions.Bash:0|fc_!!") });
        });
        var call = body["messages"]![0]!["content"]![0]!["id"]!.ToString();
        call.ShouldMatch("^[a-zA-Z0-9_-]+$");
        body["messages"]![1]!["content"]![0]!["tool_use_id"]!.ToString().ShouldBe(call);
    }

    [Theory]
    [InlineData("call_0", "call_0", "call_0_2", "call_0_3")]
    [InlineData("a b", null, null, null)]
    public void H_072_calls_of_one_id_get_their_own_and_their_results_follow(string id, string? first, string? second, string? third)
    {
        var turns = new[] { 1, 2, 3 }.Select(count => Build(request =>
        {
            // Two in one message, then one in a message of its own, as hosts do that number calls from zero in each answer.
            Message(request, Role.Assistant, request.Call(id, "Bash", "{}"), request.Call(id, "Read", "{}"));
            Message(request, Role.User, Result(request), Result(request));
            for (var i = 1; i < count; i++)
            {
                Message(request, Role.Assistant, request.Call(id, "Bash", "{}"));
                Message(request, Role.User, Result(request));
            }
        })["messages"]!.ToJsonString()).ToArray();
        var ids = System.Text.Json.Nodes.JsonNode.Parse(turns[1])!.AsArray().SelectMany(message => message!["content"]!.AsArray())
            .Select(block => (block!["id"] ?? block["tool_use_id"])!.ToString()).ToArray();
        ids[..2].ShouldBe(ids[2..4]);
        ids[4].ShouldBe(ids[5]);
        ids.Distinct().Count().ShouldBe(3);
        ids.ShouldAllBe(value => value.All(c => char.IsAsciiLetterOrDigit(c) || c == '_' || c == '-'));
        if (first is not null)
        {
            new[] { ids[0], ids[1], ids[4] }.ShouldBe([first, second!, third!]);
        }

        // What a turn said stays as the conversation grows (H-171).
        turns[1].ShouldStartWith(turns[0][..^1]);
        turns[2].ShouldStartWith(turns[1][..^1]);

        Block Result(ConversationRequest request) => new() { Kind = BlockKind.ToolResult, Span = 1, Id = request.Add(id) };
    }

    [Fact]
    public void H_076_results_stand_in_front_of_what_came_with_them()
    {
        var body = Build(request => Message(request, Role.User, request.Text("and now?"),
            new Block { Kind = BlockKind.ToolResult, Span = 1, Id = request.Add("toolu_1") }));
        body["messages"]![0]!["content"]!.AsArray().Select(block => block!["type"]!.ToString()).ShouldBe(["tool_result", "text"]);
    }

    [Fact]
    public void H_102_H_106_foreign_and_unsigned_thinking_is_left_out_of_a_request_in_this_dialect()
    {
        const string Body = """
            {"model":"m","max_tokens":8,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[
            {"type":"thinking","thinking":"a","signature":"dgm1.x.y"},{"type":"thinking","thinking":"b","signature":""},{"type":"thinking","thinking":"c"},
            {"type":"redacted_thinking","data":"dgm1.z"},{"type":"thinking","thinking":"own","signature":"EqQB"},{"type":"text","text":"x"}]}]}
            """;
        var (written, losses) = WriteWithLosses(Body);
        written["messages"]![1]!["content"]!.AsArray().Select(block => (string?)block!["thinking"] ?? (string?)block["text"]).ShouldBe(["own", "x"]);
        losses.ToString().ShouldBe("thinking:droppedx4");
    }

    [Fact]
    public void H_431_H_107_thinking_that_others_named_is_left_out_for_claude_alone()
    {
        var body = Encoding.UTF8.GetBytes("""
            {"model":"m","max_tokens":9000,"thinking":{"type":"enabled","budget_tokens":5000},"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[
            {"type":"thinking","thinking":"x","signature":"0f8fad5b-d9cb-469f-a165-70867728950e"},{"type":"tool_use","id":"toolu_1","name":"Bash","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1"}]}]}
            """);
        MessagesScan.TryScan(body, out var scan, out _).ShouldBeTrue();
        scan.HasForeignParts.ShouldBeFalse();
        scan.For(body, "deepseek-chat").HasForeignParts.ShouldBeFalse();
        var claude = scan.For(body, "us.anthropic.claude-opus-5-5");
        claude.HasForeignThinking.ShouldBeTrue();
        claude.MustDisableThinking.ShouldBeTrue();
    }

    [Fact]
    public void H_102_H_106_foreign_thinking_is_left_out_of_a_built_request()
    {
        var body = Build(request => Message(request, Role.Assistant, request.Text("x"),
            new Block { Kind = BlockKind.Thinking, Span = 1, Text = request.Add("a"), Signature = request.Add("dgm1.x.y") },
            new Block { Kind = BlockKind.Thinking, Span = 1, Text = request.Add("own"), Signature = request.Add("EqQB") }));
        body["messages"]![0]!["content"]!.AsArray().Select(block => block!["type"]!.ToString()).ShouldBe(["thinking", "text"], "H_107: thinking first");
    }

    [Fact]
    public void H_107_H_095_thinking_is_switched_off_where_the_last_turn_lost_its_own()
    {
        const string Body = """
            {"model":"m","max_tokens":9000,"thinking":{"type":"enabled","budget_tokens":5000},
             "context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},
             "messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[
             {"type":"thinking","thinking":"a","signature":"dgm1.x.y"},{"type":"tool_use","id":"toolu_1","name":"Bash","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1"}]}]}
            """;
        var (written, losses) = WriteWithLosses(Body);
        written["thinking"]!.ToJsonString().ShouldBe("""{"type":"disabled"}""");
        written.ContainsKey("context_management").ShouldBeFalse();
        losses.Has(LossKind.ThinkingConfig).ShouldBeTrue();
    }

    [Fact]
    public void H_094_H_149_the_bounds_fit_the_model_and_each_other()
    {
        const string Body = """{"model":"m","max_tokens":32000,"thinking":{"type":"enabled","budget_tokens":31999},"messages":[]}""";
        var (written, losses) = WriteWithLosses(Body, new ModelTraits { Id = "up", MaxOutputTokens = 8192 });
        ((int)written["max_tokens"]!).ShouldBe(8192);
        ((int)written["thinking"]!["budget_tokens"]!).ShouldBe(8191);
        losses.Has(LossKind.MaxTokens).ShouldBeTrue();
        WriteWithLosses(Body, new ModelTraits { Id = "up", MaxOutputTokens = 512 }).Body["thinking"]!["type"]!.ToString().ShouldBe("disabled");
    }

    [Fact]
    public void H_103_odd_characters_in_thinking_stay_as_they_are()
    {
        const string Thinking = """{"type":"thinking","thinking":"caf\u00e9 \ud83d\ude00 \u2028 é","signature":"EqQB"}""";
        Write(Requests.WithContent($"[{Thinking}]", "assistant")).ShouldContain(Thinking);
    }

    [Fact]
    public void A11_a_built_request_keeps_calls_results_and_media_as_blocks()
    {
        var body = Build(request =>
        {
            Message(request, Role.Assistant, request.Text("look"), request.Call("toolu_1", "Bash", """{"b":1,"a":2}"""));
            var first = request.BlockCount;
            var result = request.Add(new Block { Kind = BlockKind.ToolResult, Id = request.Add("toolu_1"), IsError = true });
            request.Add(request.Text("out"));
            request.Add(new Block { Kind = BlockKind.Image, Span = 1, Source = SourceKind.Base64, MediaType = request.Add("image/jpg"), Data = request.Add("AAAA") });
            request.BlockAt(result).Span = 3;
            request.Add(new Message { Role = Role.User, First = first, End = request.BlockCount });
            request.Add(new ToolDefinition { Name = request.Add("Bash"), Description = request.Add("runs"), InputSchema = request.Add("""{"properties":{}}""") });
            request.ToolChoice = new ToolChoice { Kind = ToolChoiceKind.Any, DisableParallel = true };
        });
        JsonNode.DeepEquals(body["messages"], JsonNode.Parse("""
            [{"role":"assistant","content":[{"type":"text","text":"look"},{"type":"tool_use","id":"toolu_1","name":"Bash","input":{"b":1,"a":2}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","is_error":true,"content":[{"type":"text","text":"out"},
               {"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"AAAA"}}]}]}]
            """)).ShouldBeTrue(body.ToJsonString());
        body["tools"]!.ToJsonString().ShouldBe("""[{"name":"Bash","description":"runs","input_schema":{"type":"object","properties":{}}}]""");
        body["tool_choice"]!.ToJsonString().ShouldBe("""{"type":"any","disable_parallel_tool_use":true}""");
    }

    [Fact]
    public void H_156_blank_stop_sequences_are_left_out()
    {
        Build(request =>
        {
            request.AddStopSequence(request.Add("\\n "));
            request.AddStopSequence(request.Add("</s>"));
        })["stop_sequences"]!.ToJsonString().ShouldBe("""["\u003C/s\u003E"]""");
    }

    private static string Write(string body)
    {
        using var request = Requests.Read(body);
        using var output = new ByteWriter();
        Requests.Dialect.WriteRequest(Answers.NewTranslation(request: request), output).ShouldBeNull();
        return Encoding.UTF8.GetString(output.Written);
    }

    private static (JsonObject Body, Losses Losses) WriteWithLosses(string body, ModelTraits? model = null)
    {
        using var request = Requests.Read(body);
        return Write(request, model ?? new ModelTraits { Id = "up" });
    }

    private static (JsonObject Body, Losses Losses) Write(ConversationRequest request, ModelTraits model)
    {
        using var output = new ByteWriter();
        var translation = new Translation
        {
            Request = request,
            RequestedModel = "asked",
            Model = model,
            Ids = new CountingIds(),
            Envelope = new SignatureEnvelope(new byte[32]),
            Provenance = "anthropic/main",
        };
        Requests.Dialect.WriteRequest(translation, output).ShouldBeNull();
        return (JsonNode.Parse(output.Written)!.AsObject(), translation.Losses);
    }

    // A request as a reader of another dialect would fill it: no raw parts.
    private static JsonObject Build(Action<ConversationRequest> fill)
    {
        using var request = ConversationRequest.Rent(new Arena());
        request.Model = request.Add("m");
        request.MaxTokens = 100;
        fill(request);
        return Write(request, new ModelTraits { Id = "up" }).Body;
    }

    private static void Message(ConversationRequest request, Role role, params Block[] blocks)
    {
        var first = request.BlockCount;
        foreach (var block in blocks)
        {
            request.Add(block);
        }

        request.Add(new Message { Role = role, First = first, End = request.BlockCount });
    }
}

/// <summary>Fills a request by hand.</summary>
internal static class RequestBuilding
{
    public static Slice Add(this ConversationRequest request, string raw) => request.Arena.Append(Encoding.UTF8.GetBytes(raw));

    public static Block Text(this ConversationRequest request, string plain)
    {
        using var escaped = new ByteWriter();
        JsonStrings.Escape(Encoding.UTF8.GetBytes(plain), escaped);
        return new Block { Kind = BlockKind.Text, Span = 1, Text = request.Arena.Append(escaped.Written) };
    }

    public static Block Call(this ConversationRequest request, string id, string name, string input) =>
        new() { Kind = BlockKind.ToolUse, Span = 1, Id = request.Add(id), Name = request.Add(name), Input = request.Add(input) };
}
