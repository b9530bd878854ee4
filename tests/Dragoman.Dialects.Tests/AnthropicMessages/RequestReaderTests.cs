using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

public sealed class RequestReaderTests
{
    [Fact]
    public void Every_captured_request_is_read()
    {
        foreach (var (name, body) in SharedData.CapturedRequests())
        {
            var failure = Requests.TryRead(body, out var request);
            failure?.Message.ShouldBeNull(name);
            request.Messages.Length.ShouldBeGreaterThan(0, name);
            request.Dispose();
        }
    }

    [Fact]
    public void H_017_a_system_prompt_is_a_string_or_blocks()
    {
        using var asString = Requests.Read("""{"model":"m","messages":[],"system":"be brief"}""");
        using var asBlocks = Requests.Read("""{"model":"m","messages":[],"system":[{"type":"text","text":"be brief"}]}""");
        foreach (var request in new[] { asString, asBlocks })
        {
            (request.SystemEnd - request.SystemFirst).ShouldBe(1);
            request.Blocks[request.SystemFirst].Kind.ShouldBe(BlockKind.Text);
            request.Text(request.Blocks[request.SystemFirst].Text).ShouldBe("be brief");
        }
    }

    [Fact]
    public void H_026_H_033_H_034_a_system_message_in_the_middle_is_read_with_its_directives()
    {
        using var request = Requests.Read("""
            {"model":"m","messages":[{"role":"user","content":"hi"},{"role":"system","content":"note","output_config":{"effort":"low"},"clear_at":"next_user_message"},
             {"role":"system","output_config":{"effort":"max"}},
             {"role":"system","content":[{"type":"tool_addition","tool":{"type":"tool_reference","name":"A"}},
              {"type":"tool_addition","tool":{"type":"tool_definition","definition":{"name":"B","input_schema":{}}}},{"type":"tool_removal","tool":{"type":"tool_reference","name":"C"}}]}]}
            """);
        request.Messages.ToArray().Select(message => message.Role).ShouldBe([Role.User, Role.System, Role.System, Role.System]);
        request.Text(request.Messages[1].Effort).ShouldBe("low");
        request.Messages[1].ClearsAtNextUser.ShouldBeTrue();
        request.Text(request.Messages[2].Effort).ShouldBe("max");
        request.Messages[2].First.ShouldBe(request.Messages[2].End);
        var changes = request.Blocks[request.Messages[3].First..].ToArray();
        changes.Select(block => block.Kind).ShouldBe([BlockKind.ToolAddition, BlockKind.ToolAddition, BlockKind.ToolRemoval]);
        changes.Select(block => request.Text(block.Name)).ShouldBe(["A", "B", "C"]);
        request.Text(changes[1].Input).ShouldBe("""{"name":"B","input_schema":{}}""");
    }

    [Fact]
    public void Settings_are_read()
    {
        using var request = Requests.Read("""
            {"model":"claude-x","max_tokens":128000,"stream":true,"temperature":1,"top_p":0.5,"top_k":7,"stop_sequences":["</s>","b"],
             "thinking":{"type":"enabled","budget_tokens":2048,"display":"omitted"},"tool_choice":{"type":"tool","name":"Bash","disable_parallel_tool_use":true},
             "output_config":{"effort":"xhigh","format":{"type":"json_schema","schema":{"a":1}}},"metadata":{"user_id":"u","z":1},"safeguards":[{"type":"x"}],
             "messages":[],"thread":{"type":"create"}}
            """);
        request.Text(request.Model).ShouldBe("claude-x");
        request.MaxTokens.ShouldBe(128000);
        request.Stream.ShouldBeTrue();
        request.Text(request.Temperature).ShouldBe("1");
        request.Text(request.TopP).ShouldBe("0.5");
        request.Text(request.TopK).ShouldBe("7");
        request.StopSequences.Length.ShouldBe(2);
        request.Thinking.Mode.ShouldBe(ThinkingMode.Enabled);
        request.Thinking.BudgetTokens.ShouldBe(2048);
        request.Thinking.DisplayOmitted.ShouldBeTrue();
        request.ToolChoice.Kind.ShouldBe(ToolChoiceKind.Tool);
        request.Text(request.ToolChoice.Name).ShouldBe("Bash");
        request.ToolChoice.DisableParallel.ShouldBeTrue();
        request.Text(request.Effort).ShouldBe("xhigh");
        request.Text(request.OutputSchema).ShouldBe("""{"a":1}""");
        request.Text(request.UserId).ShouldBe("u");
        request.Text(request.Safeguards).ShouldBe("""[{"type":"x"}]""");
        request.Unknown.Length.ShouldBe(1);
        request.Text(request.Unknown[0].Name).ShouldBe("thread");
    }

    [Theory]
    [InlineData("enabled", ThinkingMode.Enabled)]
    [InlineData("disabled", ThinkingMode.Disabled)]
    [InlineData("adaptive", ThinkingMode.Adaptive)]
    [InlineData("between_tools", ThinkingMode.BetweenTools)]
    [InlineData("auto", ThinkingMode.Adaptive)]
    public void H_092_every_mode_of_thinking_is_taken(string type, ThinkingMode mode)
    {
        using var request = Requests.Read($$$"""{"model":"m","messages":[],"thinking":{"type":"{{{type}}}"}}""");
        request.Thinking.Mode.ShouldBe(mode);
    }

    [Fact]
    public void H_124_a_tool_is_custom_when_its_type_says_so_or_says_nothing()
    {
        using var request = Requests.Read("""
            {"model":"m","messages":[],"tools":[{"name":"a","input_schema":{},"defer_loading":true},{"type":"custom","name":"b","input_schema":{},"strict":true},
             {"type":null,"name":"c","input_schema":{}},{"type":"web_search_20250305","name":"web_search"},{"type":"mcp_toolset","mcp_server_name":"s"}]}
            """);
        request.Tools.ToArray().Select(tool => tool.Type.IsAbsent).ShouldBe([true, true, true, false, false]);
        request.Tools[0].DeferLoading.ShouldBeTrue();
        request.Tools[1].Strict.ShouldBeTrue();
    }

    [Fact]
    public void Results_and_documents_hold_their_content_as_children()
    {
        using var request = Requests.Read(Requests.WithContent("""
            [{"tool_use_id":"t1","type":"tool_result","is_error":true,"content":[{"type":"text","text":"a"},
              {"type":"document","title":"d","source":{"type":"content","content":[{"type":"text","text":"b"},{"type":"image","source":{"type":"file","file_id":"f"}}]}},
              {"type":"tool_reference","tool_name":"Bash"},{"type":"search_result","source":"s","title":"t","content":[{"type":"text","text":"c"}]}]},
             {"type":"tool_result","tool_use_id":"t2","content":"plain"},{"type":"tool_result","tool_use_id":"t3"}]
            """));
        request.Blocks.ToArray().Select(block => (block.Kind, block.Span)).ShouldBe([
            (BlockKind.ToolResult, 8), (BlockKind.Text, 1), (BlockKind.Document, 3), (BlockKind.Text, 1), (BlockKind.Image, 1), (BlockKind.ToolReference, 1),
            (BlockKind.SearchResult, 2), (BlockKind.Text, 1), (BlockKind.ToolResult, 2), (BlockKind.Text, 1), (BlockKind.ToolResult, 1)]);
        request.Blocks[0].IsError.ShouldBeTrue();
        request.Text(request.Blocks[0].Id).ShouldBe("t1");
        request.Blocks[2].Source.ShouldBe(SourceKind.Content);
        request.Text(request.Blocks[4].Data).ShouldBe("f");
        request.Text(request.Blocks[9].Text).ShouldBe("plain");
    }

    [Fact]
    public void H_040_a_block_of_an_unknown_type_keeps_its_bytes_everywhere()
    {
        using var request = Requests.Read("""
            {"model":"m","system":[{"type":"zz","foo":1}],"messages":[{"role":"user","content":[{"type":"zz","foo":1},{"type":"tool_result","tool_use_id":"t","content":[{"type":"zz","foo":1}]}]},
             {"role":"assistant","content":[{"foo":1,"type":"zz"}]}]}
            """);
        var unknown = request.Blocks.ToArray().Where(block => block.Kind == BlockKind.Unknown).Select(block => request.Text(block.Raw)).ToList();
        unknown.Count.ShouldBe(4);
        unknown[0].ShouldBe("""{"type":"zz","foo":1}""");
    }

    [Fact]
    public void H_090_a_result_inside_a_result_has_no_typed_form()
    {
        using var request = Requests.Read(Requests.WithContent("""[{"type":"tool_result","tool_use_id":"a","content":[{"type":"tool_result","tool_use_id":"b","content":"x"}]}]"""));
        request.Blocks.ToArray().Select(block => block.Kind).ShouldBe([BlockKind.ToolResult, BlockKind.Unknown]);
    }

    [Fact]
    public void H_039_three_hundred_messages_are_three_hundred_messages()
    {
        using var request = Requests.Read("""{"model":"m","messages":[""" + string.Join(',', Enumerable.Repeat("""{"role":"user","content":"x"}""", 300)) + "]}");
        request.Messages.Length.ShouldBe(300);
    }

    [Fact]
    public void H_044_H_499_a_lone_surrogate_is_read()
    {
        using var request = Requests.Read(Requests.WithContent("""[{"type":"tool_result","tool_use_id":"t","content":"a\ud83d b"}]"""));
        request.Text(request.Blocks[1].Text).ShouldBe("a\uFFFD b");
    }

    [Fact]
    public void H_495_deep_input_is_read_and_bottomless_input_is_refused()
    {
        using var request = Requests.Read(Requests.WithContent(Call(200), "assistant"));
        request.Blocks[0].Input.Length.ShouldBeGreaterThan(400);
        Requests.Refuse(Requests.WithContent(Call(600), "assistant"));
        Requests.Refuse("""{"model":"m","messages":[""" + new string('[', 100_000));

        static string Call(int depth) =>
            """[{"type":"tool_use","id":"t","name":"n","input":""" + string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth) + "}]";
    }

    [Theory]
    [InlineData("""{"messages":[]}""", "model: expected the id of a model")]
    [InlineData("""{"model":"","messages":[]}""", "model: ")]
    [InlineData("""{"model":5,"messages":[]}""", "model: expected a string")]
    [InlineData("""{"model":"m"}""", "messages: expected an array of messages")]
    [InlineData("""{"model":"m","messages":{}}""", "messages: expected an array")]
    [InlineData("""{"model":"m","messages":[3]}""", "messages[0]: expected an object")]
    [InlineData("""{"model":"m","messages":[{"role":"tool","content":"x"}]}""", "messages[0].role: expected \"user\", \"assistant\" or \"system\"")]
    [InlineData("""{"model":"m","messages":[{"role":"user"}]}""", "messages[0].content: expected a string or an array")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":null}]}""", "messages[0].content: expected")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":["x"]}]}""", "messages[0].content[0]: expected a content block object")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"text":"x"}]}]}""", "messages[0].content[0].type: expected a string")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages[0].content[0].text: expected a string")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":7}]}]}""", "messages[0].content[0].text: expected a string")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"},{"role":"user","content":[{"type":"tool_result","tool_use_id":1}]}]}""", "messages[1].content[0].tool_use_id: expected a string")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"tool_result","content":"x"}]}]}""", "messages[0].content[0].tool_use_id: expected a string")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"image","source":{"type":"base64","media_type":"x"}}]}]}]}""", "messages[0].content[0].content[0].source.data: expected a base64 string")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"image"}]}]}""", "messages[0].content[0].source: expected an object")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","content":[{"type":"tool_use","id":"x","input":{}}]}]}""", "messages[0].content[0].name: expected a string")]
    [InlineData("""{"model":"m","messages":[],"max_tokens":"5"}""", "max_tokens: expected a whole number")]
    [InlineData("""{"model":"m","messages":[],"max_tokens":-1}""", "max_tokens: expected a whole number")]
    [InlineData("""{"model":"m","messages":[],"max_tokens":1.5}""", "max_tokens: expected a whole number")]
    [InlineData("""{"model":"m","messages":[],"stream":"yes"}""", "stream: expected true or false")]
    [InlineData("""{"model":"m","messages":[],"system":5}""", "system: expected a string or an array")]
    [InlineData("""{"model":"m","messages":[],"system":[{"type":"text"}]}""", "system[0].text: expected a string")]
    [InlineData("""{"model":"m","messages":[],"tools":[{"input_schema":{}}]}""", "tools[0].name: expected the tool's name")]
    [InlineData("""{"model":"m","messages":[],"tools":[{"name":"a"}]}""", "tools[0].input_schema: expected a JSON Schema object")]
    [InlineData("""{"model":"m","messages":[],"tool_choice":{"type":"some"}}""", "tool_choice.type: expected")]
    [InlineData("""{"model":"m","messages":[],"tool_choice":{"type":"tool"}}""", "tool_choice.name: expected")]
    [InlineData("""{"model":"m","messages":[],"thinking":{"budget_tokens":1}}""", "thinking.type: expected")]
    [InlineData("""{"model":"m","messages":[],"stop_sequences":["a",1]}""", "stop_sequences[1]: expected a string")]
    [InlineData("""{"model":"m","messages":[],"metadata":{"user_id":7}}""", "metadata.user_id: expected a string")]
    [InlineData("""{"model":"m","messages":[],"output_config":{"format":{"schema":1}}}""", "output_config.format.schema: expected a JSON Schema object")]
    public void A_request_of_the_wrong_form_is_told_where_and_what(string body, string message) => Requests.Refuse(body).Message.ShouldContain(message);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\uFEFF{}")]
    [InlineData("""{"model":"m","messages":[]}x""")]
    [InlineData("""{"model":"m","messages":[],}""")]
    [InlineData("""{"model":"m" "messages":[]}""")]
    [InlineData("""{"model":"m","messages":[{]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a}]}""")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\nb\"}]}")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"\x"}]}""")]
    public void What_is_no_json_object_is_told_as_that(string body) => Requests.Refuse(body).Message.ShouldContain("not valid JSON at byte");

    [Fact]
    public void Invalid_utf8_is_refused() =>
        Requests.Refuse([.. "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\""u8, 0xFF, .. "\"}]}"u8]).Message.ShouldContain("UTF-8");

    [Theory]
    [InlineData("""{"model":"a","model":"b","messages":[]}""")]
    [InlineData("""{"model":"a","mod\u0065l":"b","messages":[]}""")]
    [InlineData("""{"model":"a","messages":[],"messages":[]}""")]
    [InlineData("""{"model":"a","messages":[{"role":"user","role":"assistant","content":"x"}]}""")]
    [InlineData("""{"model":"a","messages":[{"role":"user","content":"x","content":"y"}]}""")]
    [InlineData("""{"model":"a","messages":[{"role":"user","content":[{"type":"text","text":"x","text":"y"}]}]}""")]
    [InlineData("""{"model":"a","messages":[{"role":"user","content":[{"type":"text","type":"image","text":"x"}]}]}""")]
    [InlineData("""{"model":"a","messages":[{"role":"user","content":[{"type":"te\u0078t","text":"x"}]}]}""")]
    [InlineData("""{"model":"a","messages":[{"role":"us\u0065r","content":"x"}]}""")]
    [InlineData("""{"model":"a","messages":[],"tools":[{"name":"a","name":"b","input_schema":{}}]}""")]
    public void A_document_that_could_mean_two_things_is_refused(string body) => Requests.Refuse(body);

    [Fact]
    public void Reading_allocates_nothing_outside_pooled_buffers()
    {
        var body = Encoding.UTF8.GetBytes(new GeneratedRequests(3).Next(50).ToJsonString());
        using var arena = new Arena(body.Length + 16);
        long allocated = 0;
        var request = ConversationRequest.Rent(arena);
        for (var round = 0; round < 5; round++)
        {
            request.Dispose();
            var fresh = new Arena(body.Length + 16);
            var slice = fresh.Append(body);
            request = ConversationRequest.Rent(fresh);
            request.Body = slice;
            var before = GC.GetAllocatedBytesForCurrentThread();
            Requests.Dialect.ReadRequest(request).ShouldBeNull();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        request.Dispose();
        allocated.ShouldBe(0);
    }

    [Fact]
    public void H_501_a_large_inline_image_is_not_copied()
    {
        var data = new string('A', 4_000_000);
        var body = Encoding.UTF8.GetBytes(Requests.WithContent("[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"" + data + "\"}}]"));
        var arena = new Arena(body.Length + 16);
        var slice = arena.Append(body);
        using var request = ConversationRequest.Rent(arena);
        request.Body = slice;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Requests.Dialect.ReadRequest(request).ShouldBeNull();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 * 1024);
        arena.Length.ShouldBe(body.Length + 1);
        request.Blocks[0].Data.Length.ShouldBe(4_000_000);
    }

    [Fact]
    public void Mutated_and_arbitrary_bodies_are_read_or_refused_and_never_throw()
    {
        var random = new Random(1);
        var generator = new GeneratedRequests(11);
        for (var i = 0; i < 3000; i++)
        {
            var body = Encoding.UTF8.GetBytes(generator.Next(3).ToJsonString());
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(body.Length);
                body = random.Next(3) switch
                {
                    0 => [.. body[..at], .. body[(at + 1)..]],
                    1 => [.. body[..at], (byte)"{}[],:\"\\0ntu\u0001"[random.Next(12)], .. body[at..]],
                    _ => [.. body[..at], (byte)random.Next(256), .. body[(at + 1)..]],
                };
            }

            var failure = Requests.TryRead(body, out var request);
            failure?.Message.ShouldNotBeNullOrEmpty();
            request.Dispose();
        }
    }
}
