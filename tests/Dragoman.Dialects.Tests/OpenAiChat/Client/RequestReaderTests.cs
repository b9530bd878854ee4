using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Tests.Cross;

namespace Dragoman.Dialects.Tests.OpenAiChat.Client;

public sealed class RequestReaderTests
{
    [Fact]
    public void Head_instructions_become_the_system_prompt_and_later_ones_keep_their_place()
    {
        using var request = Read("""
            {"model":"gpt","messages":[
              {"role":"system","content":"A"},{"role":"developer","content":[{"type":"text","text":"B"}]},
              {"role":"user","content":"u"},{"role":"system","content":"late"},{"role":"assistant","content":"a"}]}
            """);

        Texts(request, request.SystemFirst, request.SystemEnd).ShouldBe(["A", "B"]);
        Roles(request).ShouldBe([Role.User, Role.System, Role.Assistant]);
        Texts(request, request.Messages[1].First, request.Messages[1].End).ShouldBe(["late"]);
    }

    [Fact]
    public void H_038_a_string_reads_like_one_text_part()
    {
        using var text = Read("""{"model":"m","messages":[{"role":"user","content":"x\n\"y"}]}""");
        using var parts = Read("""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"x\n\"y"}]}]}""");

        Texts(parts, 0, parts.BlockCount).ShouldBe(Texts(text, 0, text.BlockCount));
    }

    [Fact]
    public void An_assistant_message_reads_as_thinking_text_and_calls_whatever_the_order_of_its_members()
    {
        const string Calls = """[{"id":"c1","type":"function","function":{"name":"Bash","arguments":"{\"command\":\"ls\"}"}},{"type":"function","function":{"arguments":"{}","name":"Read"},"id":"c2"}]""";
        foreach (var members in new[]
        {
            $$""" "content":"t","reasoning_content":"r","tool_calls":{{Calls}} """,
            $$""" "tool_calls":{{Calls}},"content":[{"type":"text","text":"t"}],"reasoning_content":"r" """,
        })
        {
            using var request = Read($$"""{"model":"m","messages":[{"role":"user","content":"u"},{"role":"assistant",{{members}}}]}""");

            var blocks = request.Blocks[request.Messages[1].First..request.Messages[1].End];
            Kinds(blocks).ShouldBe([BlockKind.Thinking, BlockKind.Text, BlockKind.ToolUse, BlockKind.ToolUse]);
            request.Decode(blocks[0].Text).ShouldBe("r");
            request.Decode(blocks[2].Id).ShouldBe("c1");
            request.Decode(blocks[2].Name).ShouldBe("Bash");
            request.Raw(blocks[2].Input).ShouldBe("""{"command":"ls"}""");
            request.Raw(blocks[3].Input).ShouldBe("{}");
        }
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    public void H_195_no_text_beside_calls_is_no_block(string content)
    {
        using var request = Read($$$"""
            {"model":"m","messages":[{"role":"user","content":"u"},{"role":"assistant","content":{{{content}}},"tool_calls":[{"id":"c","type":"function","function":{"name":"n","arguments":"{}"}}]}]}
            """);

        Kinds(request.Blocks[1..]).ShouldBe([BlockKind.ToolUse]);
    }

    [Theory]
    [InlineData("""{"b":1,"a":[1.0,1e3,9007199254740993],"é":"\u00e9\ud83d\ude00"}""", """{"b":1,"a":[1.0,1e3,9007199254740993],"é":"\u00e9\ud83d\ude00"}""")]
    [InlineData(" {\"a\": 1} ", "{\"a\": 1}")]
    [InlineData("", "{}")]
    [InlineData("  ", "{}")]
    [InlineData("null", "{}")]
    [InlineData("\"{\\\"a\\\":1}\"", """{"a":1}""")]
    [InlineData("[1,2]", """{"value":[1,2]}""")]
    [InlineData("\"x\"", """{"value":"x"}""")]
    [InlineData("7", """{"value":7}""")]
    [InlineData("{\"a\":", "{\"value\":\"{\\\"a\\\":\"}")]
    [InlineData("{\"a\" b}", "{\"value\":\"{\\\"a\\\" b}\"}")]
    [InlineData("{\"__unparsedToolInput\":{\"raw\":\"x\",\"len\":1}}", """{"__unparsedToolInput":{"raw":"x","len":1}}""")]
    public void H_067_arguments_become_an_object_whatever_they_were(string arguments, string expected)
    {
        var wrapped = new StringBuilder();
        foreach (var c in arguments)
        {
            wrapped.Append(c is '"' or '\\' ? $"\\{c}" : c);
        }

        using var request = Read($$$"""
            {"model":"m","messages":[{"role":"user","content":"u"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"n","arguments":"{{{wrapped}}}"}}]}]}
            """);

        request.Raw(request.Blocks[1].Input).ShouldBe(expected);
    }

    [Fact]
    public void H_067_absent_arguments_are_an_empty_object()
    {
        using var request = Read("""{"model":"m","messages":[{"role":"user","content":"u"},{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"n"}}]}]}""");

        request.Raw(request.Blocks[1].Input).ShouldBe("{}");
    }

    [Fact]
    public void Neighbouring_tool_messages_are_one_user_message_of_results()
    {
        using var request = Read("""
            {"model":"m","messages":[{"role":"user","content":"u"},
              {"role":"assistant","tool_calls":[{"id":"a","function":{"name":"n","arguments":"{}"}},{"id":"b","function":{"name":"n","arguments":"{}"}}]},
              {"content":"one","tool_call_id":"a","role":"tool"},{"role":"tool","tool_call_id":"b","content":[{"type":"text","text":"two"},{"type":"text","text":"three"}]},
              {"role":"user","content":"and"}]}
            """);

        Roles(request).ShouldBe([Role.User, Role.Assistant, Role.User, Role.User]);
        var results = request.Blocks[request.Messages[2].First..request.Messages[2].End];
        Kinds(results).ShouldBe([BlockKind.ToolResult, BlockKind.Text, BlockKind.ToolResult, BlockKind.Text, BlockKind.Text]);
        results[0].Span.ShouldBe(2);
        results[2].Span.ShouldBe(3);
        request.Decode(results[2].Id).ShouldBe("b");
        request.Decode(results[4].Text).ShouldBe("three");
    }

    [Theory]
    [InlineData("""{"url":"data:image/png;base64,QUJD","detail":"high"}""", SourceKind.Base64, "image/png", "QUJD")]
    [InlineData("""{"url":"data:image\/png;base64,QU\/D"}""", SourceKind.Base64, "image/png", "QU/D")]
    [InlineData("\"data:image/jpeg;base64,QUJD\"", SourceKind.Base64, "image/jpeg", "QUJD")]
    [InlineData("""{"url":"https://example.com/a.png"}""", SourceKind.Url, "", "https://example.com/a.png")]
    [InlineData("""{"url":"data:image/svg+xml,<svg/>"}""", SourceKind.Url, "", "data:image/svg+xml,<svg/>")]
    public void H_048_images_are_data_or_a_url(string imageUrl, SourceKind source, string mediaType, string data)
    {
        using var request = Read($$"""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"t"},{"type":"image_url","image_url":{{imageUrl}}}]}]}""");

        var image = request.Blocks[1];
        (image.Kind, image.Source).ShouldBe((BlockKind.Image, source));
        request.Decode(image.MediaType).ShouldBe(mediaType);
        request.Decode(image.Data).ShouldBe(data);
    }

    [Fact]
    public void H_056_files_are_documents_and_audio_keeps_its_bytes()
    {
        using var request = Read("""
            {"model":"m","messages":[{"role":"user","content":[
              {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,QUJD"}},
              {"type":"file","file":{"file_id":"file-1"}},
              {"type":"input_audio","input_audio":{"data":"QQ==","format":"wav"}}]}]}
            """);

        var blocks = request.Blocks;
        (blocks[0].Kind, blocks[0].Source).ShouldBe((BlockKind.Document, SourceKind.Base64));
        request.Decode(blocks[0].Name).ShouldBe("a.pdf");
        request.Decode(blocks[0].MediaType).ShouldBe("application/pdf");
        (blocks[1].Kind, blocks[1].Source).ShouldBe((BlockKind.Document, SourceKind.File));
        request.Decode(blocks[1].Data).ShouldBe("file-1");
        blocks[2].Kind.ShouldBe(BlockKind.Unknown);
        request.Raw(blocks[2].Raw).ShouldBe("""{"type":"input_audio","input_audio":{"data":"QQ==","format":"wav"}}""");
    }

    [Fact]
    public void Tools_are_functions_with_a_schema_always()
    {
        using var request = Read("""
            {"model":"m","messages":[{"role":"user","content":"u"}],"tools":[
              {"type":"function","function":{"name":"a","description":"d","parameters":{"type":"object","properties":{"x":{}}},"strict":true}},
              {"type":"function","function":{"name":"b"}},
              {"type":"custom","custom":{"name":"c","description":"free"}}]}
            """);

        var tools = request.Tools;
        request.Raw(tools[0].InputSchema).ShouldBe("""{"type":"object","properties":{"x":{}}}""");
        tools[0].Strict.ShouldBeTrue();
        request.Raw(tools[1].InputSchema).ShouldBe("""{"type":"object","properties":{}}""");
        request.Raw(tools[2].InputSchema).ShouldContain("\"input\"");
        request.Decode(tools[2].Description).ShouldBe("free");
        tools[2].Raw.IsAbsent.ShouldBeTrue("what another dialect would misread must not reach it");
    }

    [Theory]
    [InlineData("\"auto\"", ToolChoiceKind.Auto, "")]
    [InlineData("\"required\"", ToolChoiceKind.Any, "")]
    [InlineData("\"any\"", ToolChoiceKind.Any, "")]
    [InlineData("""{"function":{"name":"f"}}""", ToolChoiceKind.Tool, "f")]
    [InlineData("\"none\"", ToolChoiceKind.None, "")]
    [InlineData("null", ToolChoiceKind.Unset, "")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""", ToolChoiceKind.Tool, "f")]
    [InlineData("""{"custom":{"name":"g"},"type":"custom"}""", ToolChoiceKind.Tool, "g")]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"f"}}]}}""", ToolChoiceKind.Any, "")]
    public void Every_form_of_tool_choice_is_read(string choice, ToolChoiceKind kind, string name)
    {
        using var request = Read($$"""{"model":"m","tool_choice":{{choice}},"parallel_tool_calls":false,"messages":[{"role":"user","content":"u"}]}""");

        request.ToolChoice.Kind.ShouldBe(kind);
        request.Decode(request.ToolChoice.Name).ShouldBe(name);
        request.ToolChoice.DisableParallel.ShouldBeTrue();
        request.Unknown.Length.ShouldBe(choice.Contains("allowed_tools", StringComparison.Ordinal) ? 1 : 0);
    }

    [Fact]
    public void Settings_are_read_and_the_others_are_kept()
    {
        using var request = Read("""
            {"model":"gpt-5.4","stream":true,"max_tokens":10,"max_completion_tokens":20,"temperature":0.20,"top_p":1,"stop":["a","b\n"],
             "user":"old","safety_identifier":"new","reasoning_effort":"high","response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object"}}},
             "stream_options":{"include_usage":true},"prompt_cache_key":"k","seed":7,"messages":[{"role":"user","content":"u"}]}
            """);

        request.Decode(request.Model).ShouldBe("gpt-5.4");
        request.Stream.ShouldBeTrue();
        request.MaxTokens.ShouldBe(20);
        request.Raw(request.Temperature).ShouldBe("0.20");
        request.Raw(request.TopP).ShouldBe("1");
        request.StopSequences.ToArray().Select(request.Decode).ShouldBe(["a", "b\n"]);
        request.Decode(request.UserId).ShouldBe("new");
        request.Decode(request.Effort).ShouldBe("high");
        request.Thinking.Mode.ShouldBe(ThinkingMode.Adaptive);
        request.Raw(request.OutputSchema).ShouldBe("""{"type":"object"}""");
        request.Unknown.ToArray().Select(member => request.Decode(member.Name)).ShouldBe(["stream_options", "prompt_cache_key", "seed"]);
    }

    [Fact]
    public void An_effort_of_none_switches_thinking_off_and_a_single_stop_string_is_one_sequence()
    {
        using var request = Read("""{"model":"m","reasoning_effort":"none","stop":"END","max_tokens":5,"messages":[{"role":"user","content":"u"}]}""");

        request.Thinking.Mode.ShouldBe(ThinkingMode.Disabled);
        request.Effort.IsAbsent.ShouldBeTrue();
        request.StopSequences.Length.ShouldBe(1);
        request.MaxTokens.ShouldBe(5);
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "not valid JSON")]
    [InlineData("{\"model\":\"m\"", "not valid JSON at byte 12")]
    [InlineData("""{"model":"m"}""", "messages: expected an array")]
    [InlineData("""{"messages":[]}""", "model: expected the id of a model")]
    [InlineData("""{"model":7,"messages":[]}""", "model: expected a string")]
    [InlineData("""{"model":"m","messages":{}}""", "messages: expected an array")]
    [InlineData("""{"model":"m","messages":["x"]}""", "messages[0]: expected an object")]
    [InlineData("""{"model":"m","messages":[{"role":"king","content":"x"}]}""", "messages[0].role: expected \"system\"")]
    [InlineData("""{"model":"m","messages":[{"role":"user"}]}""", "messages[0].content: expected a string or an array")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant"}]}""", "messages[0].content: expected a string, an array of content parts, or tool_calls")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages[0].content[0].text: expected a string")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"text":"x"}]}]}""", "messages[0].content[0].type: expected")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{}}]}]}""", "messages[0].content[0].image_url.url: expected a URL")]
    [InlineData("""{"model":"m","messages":[{"role":"tool","content":"x"}]}""", "messages[0].tool_call_id: expected the id")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"arguments":"{}"}}]}]}""", "messages[0].tool_calls[0].function.name: expected")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"function":{"name":"n"}}]}]}""", "messages[0].tool_calls[0].id: expected")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"n","arguments":{}}}]}]}""", "messages[0].tool_calls[0].function.arguments: expected a string")]
    [InlineData("""{"model":"m","tools":[{"type":"function","function":{}}],"messages":[]}""", "tools[0].function.name: expected")]
    [InlineData("""{"model":"m","tools":[{"type":"magic"}],"messages":[]}""", "tools[0].type: expected \"function\"")]
    [InlineData("""{"model":"m","tool_choice":"maybe","messages":[]}""", "tool_choice: expected \"auto\"")]
    [InlineData("""{"model":"m","stop":[1],"messages":[]}""", "stop[0]: expected a string")]
    [InlineData("""{"model":"m","max_tokens":-1,"messages":[]}""", "max_tokens: expected a whole number")]
    [InlineData("""{"model":"m","stream":"yes","messages":[]}""", "stream: expected true or false")]
    [InlineData("""{"model":"m","model":"n","messages":[]}""", "model: is given twice")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a","content":"b"}]}""", "messages[0].content: is given twice")]
    [InlineData("""{"model":"m","messages":[{"role":"user","role":"system","content":"a"}]}""", "messages[0].role: is given twice")]
    [InlineData("""{"mod\u0065l":"m","messages":[]}""", "written with escapes")]
    [InlineData("""{"model":"m","functions":[],"messages":[]}""", "functions: is no longer supported")]
    public void What_the_protocol_does_not_allow_is_refused_with_its_path(string body, string expected)
    {
        var failure = Exchange.TryRead(Exchange.Chat, Encoding.UTF8.GetBytes(body), out var request).ShouldNotBeNull();
        request.Dispose();

        (failure.Cause, failure.Status, failure.Side).ShouldBe((FailureCause.InvalidRequest, 400, FailureSide.Client));
        failure.Message.ShouldContain(expected);
    }

    [Fact]
    public void Invalid_utf8_is_refused()
    {
        byte[] body = [.. """{"model":"m","messages":[{"role":"user","content":" """u8, 0xC3, 0x28, .. "\"}]}"u8];

        Exchange.TryRead(Exchange.Chat, body, out var request).ShouldNotBeNull().Message.ShouldContain("UTF-8");
        request.Dispose();
    }

    [Fact]
    public void H_495_deep_arguments_are_read_and_too_deep_ones_do_not_break_the_turn()
    {
        foreach (var (depth, isObject) in new[] { (200, true), (5_000, false) })
        {
            var arguments = string.Concat(Enumerable.Repeat("{\\\"a\\\":", depth)) + "1" + new string('}', depth);
            using var request = Read($$$"""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"n","arguments":"{{{arguments}}}"}}]}]}""");

            request.Raw(request.Blocks[0].Input).StartsWith("{\"value\"", StringComparison.Ordinal).ShouldBe(!isObject);
        }
    }

    private static ConversationRequest Read(string body) => Exchange.Read(Exchange.Chat, body);

    private static string[] Texts(ConversationRequest request, int from, int to)
    {
        var texts = new List<string>();
        foreach (var block in request.Blocks[from..to])
        {
            texts.Add(request.Decode(block.Text));
        }

        return [.. texts];
    }

    private static BlockKind[] Kinds(ReadOnlySpan<Block> blocks)
    {
        var kinds = new BlockKind[blocks.Length];
        for (var i = 0; i < blocks.Length; i++)
        {
            kinds[i] = blocks[i].Kind;
        }

        return kinds;
    }

    private static Role[] Roles(ConversationRequest request) => [.. request.Messages.ToArray().Select(message => message.Role)];
}
