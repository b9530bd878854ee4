using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>Tool calls as hosts stream them: in pieces, interleaved, without ids, with odd names and odd arguments.</summary>
public sealed class ToolStreamTests
{
    private static readonly string Finish = Streams.Delta("{}", "tool_calls");

    private static Told Read(params string[] chunks) => Streams.Read(Streams.Sse([.. chunks, Finish, Streams.Done]));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void H_210_a_call_without_an_id_gets_one(string? id)
    {
        var told = Read(Streams.Call(0, id, "Bash", "{\"command\":\"x\"}"));
        told.Calls[0].Id.ShouldBe("toolu_000000000000000000000001");
    }

    [Fact]
    public void H_210_a_number_is_no_id() =>
        Read(Streams.Delta("""{"tool_calls":[{"index":0,"id":12345,"function":{"name":"Bash","arguments":"{}"}}]}""")).Calls[0].Id.ShouldStartWith("toolu_");

    [Fact]
    public void H_211_ids_are_unique_in_the_answer_and_against_the_conversation()
    {
        var told = Read(Streams.Call(0, "call_0", "Bash", "{\"a\":1}"), Streams.Call(1, "call_0", "Read", "{\"b\":2}"));
        told.Calls.Select(call => call.Id).Distinct().Count().ShouldBe(2);
        told.Calls[0].Id.ShouldBe("call_0");
        var request = Chat.Request("""
            [{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"call_0","name":"Bash","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_0","content":"r"}]}]
            """, Streams.SomeTools);
        Streams.Read(Streams.Sse(Streams.Call(0, "call_0", "Bash", "{\"a\":1}"), Finish, Streams.Done), request: request).Calls[0].Id.ShouldNotBe("call_0");
    }

    [Fact]
    public void H_435_the_hosts_own_ids_stay() => Read(Streams.Call(0, "functions.Read:3", "Read", "{\"a\":1}")).Calls[0].Id.ShouldBe("functions.Read:3");

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void H_212_a_call_without_a_name_is_none(string? name)
    {
        var told = Read(Streams.Call(0, "a", name, "{\"command\":\"x\"}"));
        told.Blocks.ShouldBeEmpty();
        told.Stop.ShouldBe(StopReason.EndTurn);
    }

    [Theory]
    [InlineData("Bash")]
    [InlineData("bash")]
    [InlineData("default_api:Bash")]
    [InlineData("default_api.Bash")]
    [InlineData("functions.Bash")]
    [InlineData("functions.bash")]
    [InlineData("Bash<|channel|>commentary")]
    public void H_213_a_decorated_name_is_the_tool(string name) => Read(Streams.Call(0, "a", name, "{\"a\":1}")).Calls[0].Name.ShouldBe("Bash");

    [Theory]
    [InlineData("Ba", "sh")]
    [InlineData("Bash", "Bash")]
    public void H_214_a_name_in_pieces_or_repeated_is_one(string first, string second) =>
        Read(Streams.Call(0, "a", first, null), Streams.Call(0, null, second, "{\"a\":1}")).Calls[0].Name.ShouldBe("Bash");

    [Fact]
    public void H_214_a_name_on_every_piece_is_one()
    {
        var told = Read(Streams.Call(0, "a", "Bash", "{\"a\""), Streams.Call(0, "a", "Bash", ":1"), Streams.Call(0, "a", "Bash", "}"));
        told.Shape.ShouldBe("ToolUse Bash:{\"a\":1}");
    }

    [Fact]
    public void H_215_a_tool_that_does_not_exist_is_passed_on() => Read(Streams.Call(0, "a", "Nope", "{\"a\":1}")).Calls[0].Name.ShouldBe("Nope");

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("  ")]
    [InlineData("{}")]
    [InlineData("{ }")]
    [InlineData(null)]
    public void H_216_no_arguments_are_an_empty_object(string? arguments) => Read(Streams.Call(0, "a", "Bash", arguments)).Calls[0].Text.ShouldBe("{}");

    [Fact]
    public void H_217_arguments_as_an_object_are_written_once() =>
        Read(Streams.Delta("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"Bash","arguments":{ "b" : "x\"y", "a" : [1, 2] }}}]}"""))
            .Calls[0].Text.ShouldBe("""{"b":"x\"y","a":[1,2]}""");

    [Fact]
    public void H_218_arguments_that_were_encoded_twice_are_unwrapped_once()
    {
        Read(Streams.Call(0, "a", "Bash", "\"{\\\"command\\\":\\\"ls\\\"}\"")).Calls[0].Text.ShouldBe("""{"command":"ls"}""");
        Read(Streams.Call(0, "a", "Bash", "\"just text\"")).Calls[0].Text.ShouldBe("\"just text\"");
    }

    [Fact]
    public void H_219_an_empty_object_in_front_is_dropped_and_two_objects_are_two_calls()
    {
        Read(Streams.Call(0, "a", "Bash", "{}"), Streams.Call(0, null, null, "{\"command\":1}")).Shape.ShouldBe("ToolUse Bash:{\"command\":1}");
        Read(Streams.Call(0, "a", "Bash", "{}{\"command\":1}")).Shape.ShouldBe("ToolUse Bash:{\"command\":1}");
        var two = Read(Streams.Call(0, "a", "Bash", "{\"command\":1}{\"comm"), Streams.Call(0, null, null, "and\":2}"));
        two.Shape.ShouldBe("ToolUse Bash:{\"command\":1} | ToolUse Bash:{\"command\":2}");
        two.Calls[0].Id.ShouldNotBe(two.Calls[1].Id);
    }

    [Fact]
    public void H_220_H_227_arguments_that_were_cut_are_passed_as_they_are()
    {
        var told = Streams.Read(Streams.Sse(Streams.Call(0, "a", "Bash", "{\"command\":\"l"), Streams.Delta("{}", "length"), Streams.Done));
        told.Calls[0].Text.ShouldBe("{\"command\":\"l");
        told.Stop.ShouldBe(StopReason.MaxTokens);
    }

    [Fact]
    public void H_222_H_223_arguments_keep_their_spelling()
    {
        const string Arguments = "{\"n\":9007199254740993,\"f\":1e21,\"e\":\"\\u00e9 é \\ud83d\\ude00\"}";
        for (var size = 1; size < Arguments.Length; size++)
        {
            var pieces = Enumerable.Range(0, (Arguments.Length + size - 1) / size)
                .Select(i => Streams.Call(0, i == 0 ? "a" : null, i == 0 ? "Bash" : null, Arguments.Substring(i * size, Math.Min(size, Arguments.Length - (i * size)))));
            Read([.. pieces]).Calls[0].Text.ShouldBe(Arguments, $"pieces of {size}");
        }
    }

    [Fact]
    public void H_310_H_148_interleaved_calls_become_one_after_the_other()
    {
        var told = Read(
            Streams.Call(0, "a", "Bash", ""), Streams.Call(1, "b", "Read", ""), Streams.Call(2, "c", "Bash", ""),
            Streams.Call(0, null, null, "{\"x\""), Streams.Call(1, null, null, "{\"y\""), Streams.Call(2, null, null, "{\"z\""),
            Streams.Call(1, null, null, ":2}"), Streams.Call(0, null, null, ":1}"), Streams.Call(2, null, null, ":3}"));
        told.Shape.ShouldBe("ToolUse Bash:{\"x\":1} | ToolUse Read:{\"y\":2} | ToolUse Bash:{\"z\":3}");
        told.Stop.ShouldBe(StopReason.ToolUse);
    }

    [Fact]
    public void H_311_another_id_is_another_call_whatever_the_index()
    {
        Read(Streams.Call(0, "a", "Bash", "{\"x\":1}"), Streams.Call(0, "b", "Read", "{\"y\":2}")).Shape.ShouldBe("ToolUse Bash:{\"x\":1} | ToolUse Read:{\"y\":2}");
        Read(Streams.Call(null, "a", "Bash", "{\"x\":1}"), Streams.Call(null, "b", "Read", "{\"y\""), Streams.Call(null, "b", null, ":2}"), Streams.Call(null, null, null, ""))
            .Shape.ShouldBe("ToolUse Bash:{\"x\":1} | ToolUse Read:{\"y\":2}");
        Read(Streams.Call(null, null, "Bash", "{\"x\":1}"), Streams.Call(null, null, "Read", "{\"y\":2}")).Shape.ShouldBe("ToolUse Bash:{\"x\":1} | ToolUse Read:{\"y\":2}");
    }

    [Fact]
    public void H_312_an_id_on_every_piece_or_at_the_end_is_the_same_call()
    {
        Read(Streams.Call(0, "a", "Bash", "{\"x\""), Streams.Call(0, "a", null, ":1}")).Shape.ShouldBe("ToolUse Bash:{\"x\":1}");
        var late = Read(Streams.Call(0, null, "Bash", null), Streams.Call(0, null, null, "{\"x\""), Streams.Call(0, "late", null, ":1}"));
        late.Shape.ShouldBe("ToolUse Bash:{\"x\":1}");
        late.Calls[0].Id.ShouldBe("late");
    }

    [Fact]
    public void H_282_H_313_A10_a_call_in_one_chunk_starts_empty_and_has_its_arguments_in_a_delta()
    {
        var told = Read(Streams.Call(0, "a", "Bash", "{\"command\":\"ls\"}"));
        told.Calls[0].Deltas.ShouldBe(1);
        told.Events.ShouldBe(["MessageStart", "BlockStart", "Delta", "BlockStop", "Finish", "End"]);
    }

    [Fact]
    public void H_314_snapshots_are_not_repeated() =>
        Read(Streams.Call(0, "a", "Bash", "{\"a"), Streams.Call(0, "a", "Bash", "{\"a\":1"), Streams.Call(0, "a", "Bash", "{\"a\":1}"), Streams.Call(0, "a", "Bash", "{\"a\":1}"))
            .Shape.ShouldBe("ToolUse Bash:{\"a\":1}");

    [Fact]
    public void H_315_a_call_that_stands_only_in_the_last_message_is_told() =>
        Streams.Read(Streams.Sse(
            Streams.Delta("""{"role":"assistant"}"""),
            """{"choices":[{"index":0,"delta":{},"message":{"tool_calls":[{"id":"a","function":{"name":"Bash","arguments":"{\"x\":1}"}}]},"finish_reason":"tool_calls"}]}""", Streams.Done))
            .Shape.ShouldBe("ToolUse Bash:{\"x\":1}");

    [Fact]
    public void H_316_H_446_empty_pieces_say_nothing_new() =>
        Read(Streams.Call(0, "a", "Bash", "{\"x\":1}"), Streams.Call(0, "", null, ""), Streams.Call(0, null, null, ""), Streams.Call(0, "", "", ""))
            .Shape.ShouldBe("ToolUse Bash:{\"x\":1}");

    [Fact]
    public void H_317_a_piece_that_could_be_the_end_is_not()
    {
        var told = Read(Streams.Call(0, "a", "Bash", "{}"), Streams.Call(0, null, null, ""));
        told.Events.Count(kind => kind == "BlockStop").ShouldBe(1);
        told.Calls[0].Text.ShouldBe("{}");
    }

    [Fact]
    public void H_318_B03_text_between_calls_stays_between_them()
    {
        Read(Streams.Call(0, "a", "Bash", "{\"x\":1}"), Streams.Text("then"), Streams.Call(1, "b", "Read", "{\"y\":2}"), Streams.Text("done"))
            .Shape.ShouldBe("ToolUse Bash:{\"x\":1} | Text:then | ToolUse Read:{\"y\":2} | Text:done");
        Read(Streams.Call(0, "a", "Bash", "{\"x\""), Streams.Text("th"), Streams.Text("en"), Streams.Delta("""{"reasoning":"hm"}"""), Streams.Call(0, null, null, ":1}"))
            .Shape.ShouldBe("ToolUse Bash:{\"x\":1} | Text:then | Thinking:hm");
    }

    [Fact]
    public void Thinking_text_and_calls_come_in_any_order() =>
        Read(Streams.Delta("""{"reasoning":"a"}"""), Streams.Text("b"), Streams.Delta("""{"reasoning":"c"}"""), Streams.Call(0, "x", "Bash", "{\"x\":1}"))
            .Shape.ShouldBe("Thinking:a | Text:b | Thinking:c | ToolUse Bash:{\"x\":1}");

    [Fact]
    public void H_320_a_custom_tools_text_is_its_input() =>
        Read(Streams.Delta("""{"tool_calls":[{"index":0,"id":"a","type":"custom","custom":{"name":"Bash","input":"ls \"x\""}}]}""")).Calls[0].Text.ShouldBe("""{"input":"ls \"x\""}""");

    [Fact]
    public void H_319_a_complete_call_survives_the_end_of_the_connection()
    {
        var told = Streams.Read(Streams.Sse(Streams.Call(0, "a", "Bash", "{\"x\":1}"), Streams.Call(1, "b", "Read", "{\"y\"")));
        told.Calls[0].Text.ShouldBe("{\"x\":1}");
        told.Calls[0].Stopped.ShouldBeTrue();
        told.Stop.ShouldBe(StopReason.ToolUse);
        told.Failure.ShouldBeNull();
        told.Ended.ShouldBeTrue();
    }

    [Fact]
    public void H_319_H_322_a_cut_call_alone_is_a_failure()
    {
        var told = Streams.Read(Streams.Sse(Streams.Call(0, "a", "Bash", "{\"x\"")));
        told.Failure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Truncated);
    }

    [Fact]
    public void H_294_two_hundred_kilobytes_of_arguments_arrive_whole()
    {
        var arguments = $"{{\"content\":\"{string.Concat(Enumerable.Repeat("line \\\"é\\\"\\n", 15_000))}\"}}";
        Read(Streams.Call(0, "a", "Bash", arguments)).Calls[0].Text.ShouldBe(arguments);
    }

    [Theory]
    [InlineData("Sure.\n<tool_call>\n{\"name\": \"Bash\", \"arguments\": {\"command\": \"ls\"}}\n</tool_call>", "Text:Sure.\n | ToolUse Bash:{\"command\": \"ls\"}")]
    [InlineData("<tool_call><function=Bash><parameter=command>\nls\n</parameter></function></tool_call>", "ToolUse Bash:{\"command\":\"ls\"}")]
    [InlineData("[TOOL_CALLS][{\"name\":\"Bash\",\"arguments\":{\"command\":\"ls\"}},{\"name\":\"Read\",\"arguments\":{}}]", "ToolUse Bash:{\"command\":\"ls\"} | ToolUse Read:{}")]
    [InlineData("<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>Bash\n```json\n{\"command\":\"ls\"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>", "ToolUse Bash:{\"command\":\"ls\"}")]
    [InlineData("<tool_call>{\"name\":\"Nope\",\"arguments\":{}}</tool_call>", "Text:<tool_call>{\"name\":\"Nope\",\"arguments\":{}}</tool_call>")]
    [InlineData("a < b <tool", "Text:a < b <tool")]
    public void H_200_H_448_calls_in_the_text_are_read_where_a_model_writes_them(string text, string expected)
    {
        foreach (var size in new[] { 1, 3, 8, 1000 })
        {
            var pieces = Enumerable.Range(0, (text.Length + size - 1) / size).Select(i => Streams.Text(text.Substring(i * size, Math.Min(size, text.Length - (i * size)))));
            Streams.Read(Streams.Sse([.. pieces, Streams.Delta("{}", "stop"), Streams.Done]), new OpenAiChatProfile { TextToolCalls = true }).Shape.ShouldBe(expected, $"pieces of {size}");
            Streams.Read(Streams.Sse([.. pieces, Streams.Delta("{}", "stop"), Streams.Done])).Text.ShouldBe(text);
        }
    }

    [Fact]
    public void H_115_an_id_that_hides_state_is_replaced_by_a_short_plain_one()
    {
        var id = Read(Streams.Call(0, "call_1__thought__" + new string('A', 900), "Bash", "{\"a\":1}")).Calls[0].Id;
        id.Length.ShouldBeLessThanOrEqualTo(64);
        id.ShouldAllBe(c => char.IsAsciiLetterOrDigit(c) || c == '_' || c == '-');
        Read(Streams.Call(0, new string('a', 64), "Bash", "{\"a\":1}")).Calls[0].Id.Length.ShouldBe(64);
        Read(Streams.Call(0, new string('a', 65), "Bash", "{\"a\":1}")).Calls[0].Id.ShouldStartWith("toolu_");
    }

    [Theory]
    [InlineData("""{"file_path":"x","pages":"","offset":null}""", """{"file_path":"x"}""")]
    [InlineData("""{"pages":"","file_path":"","limit":null,"note":null,"kind":"","unknown":null}""", """{"file_path":"","note":null,"kind":"","unknown":null}""")]
    [InlineData("""{"offset":null}""", "{}")]
    [InlineData("""{"file_path":"\u00e9 \"\" null","deep":{"pages":"","offset":null}}""", """{"file_path":"\u00e9 \"\" null","deep":{"pages":"","offset":null}}""")]
    public void H_221_what_says_nothing_leaves_the_arguments_by_policy_only(string arguments, string cleaned)
    {
        var request = Chat.Request("""[{"role":"user","content":"hi"}]""", """
            "tools":[{"name":"Read","input_schema":{"type":"object","properties":{"file_path":{"type":"string"},"pages":{"type":"string"},"offset":{"type":"integer"},
              "limit":{"type":"integer"},"note":{"type":["string","null"]},"kind":{"type":"string","enum":["","a"]},"deep":{"type":"object"}},"required":["file_path"]}}]
            """);
        var whole = Streams.Sse(Streams.Call(0, "a", "read", arguments), Finish, Streams.Done);
        var pieces = Streams.Sse([Streams.Call(0, "a", "Read", ""), .. arguments.Select(c => Streams.Call(0, null, null, c.ToString())), Finish, Streams.Done]);
        foreach (var stream in new[] { whole, pieces })
        {
            Streams.Read(stream, Chat.OpenAi with { CleanArguments = true }, request).Calls.ShouldHaveSingleItem().Text.ShouldBe(cleaned);
            Streams.Read(stream, request: request).Calls.ShouldHaveSingleItem().Text.ShouldBe(arguments);
        }
    }

    [Fact]
    public void H_221_H_310_cleaned_calls_keep_their_order_and_their_number()
    {
        var told = Streams.Read(
            Streams.Sse(Streams.Call(0, "a", "Read", "{\"file_path\":\"x\"}"), Streams.Call(1, "b", "Bash", "{\"command\""), Streams.Call(1, null, null, ":\"ls\"}"), Streams.Call(2, "c", "Bash", "{}"), Finish, Streams.Done),
            Chat.OpenAi with { CleanArguments = true });
        told.Shape.ShouldBe("ToolUse Read:{\"file_path\":\"x\"} | ToolUse Bash:{} | ToolUse Bash:{}".Replace("Bash:{} |", "Bash:{\"command\":\"ls\"} |", StringComparison.Ordinal));
    }
}
