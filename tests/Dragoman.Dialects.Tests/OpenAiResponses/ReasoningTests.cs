using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiResponses;

public sealed class ReasoningTests
{
    private const string Item = """{"id":"rs_1","type":"reasoning","encrypted_content":"gAAAB","summary":[{"type":"summary_text","text":"Thinking aloud"}]}""";

    private static readonly string[] Turn =
    [
        Resp.Created,
        Resp.Added(0, """{"id":"rs_1","type":"reasoning","encrypted_content":"A","summary":[]}"""),
        """{"type":"response.reasoning_summary_part.added","item_id":"rs_1","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}}""",
        """{"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":0,"delta":"Thinking aloud"}""",
        Resp.Done(0, Item),
        Resp.Added(1, """{"id":"fc_1","type":"function_call","status":"in_progress","call_id":"call_1","name":"Bash","arguments":""}"""),
        Resp.Arguments(1, "{\"command\":\"ls\"}"),
        Resp.Done(1, Resp.Call("call_1", "Bash", "{\"command\":\"ls\"}")),
        Resp.Completed(),
    ];

    [Fact]
    public void H_100_H_101_a_thought_goes_back_as_the_complete_item_that_came()
    {
        var told = Resp.Read(Resp.Sse(Turn));
        told.Blocks.Select(block => block.Kind).ShouldBe([BlockKind.Thinking, BlockKind.ToolUse]);
        told.Thinking.ShouldBe("Thinking aloud");
        told.Stop.ShouldBe(StopReason.ToolUse);
        var input = Resp.Input($$$$$"""
            [{"role":"user","content":"a"},
             {"role":"assistant","content":[{"type":"thinking","thinking":"Thinking aloud","signature":"{{{{{told.Blocks[0].Signature}}}}}"},{"type":"tool_use","id":"call_1","name":"Bash","input":{"command":"ls"}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"r"}]}]
            """);
        input.Select(item => item!["type"]!.ToString()).ShouldBe(["message", "reasoning", "function_call", "function_call_output"]);
        input[1].ShouldBeJson(Item);
        input[1]!.ToJsonString().ShouldBe(JsonNode.Parse(Item)!.ToJsonString(), "byte by byte");
        input[2]!.AsObject().ContainsKey("id").ShouldBeFalse();
    }

    [Fact]
    public void H_093_with_the_display_omitted_the_block_is_empty_and_signed()
    {
        var told = Resp.Read(Resp.Sse(Turn), request: Chat.Request("""[{"role":"user","content":"hi"}]""", "\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"}," + Streams.SomeTools));
        told.Blocks[0].Text.ShouldBeEmpty();
        Resp.Open(told.Blocks[0].Signature).ShouldBe($$$$$"""{"items":[{{{{{Item}}}}}],"call":"call_1"}""");
    }

    [Fact]
    public void H_356_a_thought_without_what_it_led_to_stays_out_and_its_siblings_have_no_ids()
    {
        var signature = Resp.Seal($$$$$"""{"items":[{{{{{Item}}}}}],"call":"call_1"}""");
        var thinking = $$$$$"""{"type":"thinking","thinking":"","signature":"{{{{{signature}}}}}"}""";
        foreach (var content in new[]
        {
            $$$$$"""[{{{{{thinking}}}}}]""",
            $$$$$"""[{{{{{thinking}}}}},{"type":"text","text":"other"}]""",
            """[{"type":"tool_use","id":"call_1","name":"Bash","input":{}}]""",
            $$$$$"""[{"type":"tool_use","id":"call_1","name":"Bash","input":{}},{{{{{thinking}}}}}]""",
        })
        {
            var body = Resp.Write(Chat.Request($$$$$"""
                [{"role":"user","content":"a"},{"role":"assistant","content":{{{{{content}}}}}},{"role":"user","content":"b"}]
                """));
            body["input"]!.ToJsonString().ShouldNotContain("rs_1", customMessage: content);
            body["input"]!.ToJsonString().ShouldNotContain("\"id\"", customMessage: content);
        }
    }

    [Fact]
    public void H_356_what_the_host_refused_once_is_left_out_the_second_time()
    {
        var signature = Resp.Seal($$$$$"""{"items":[{{{{{Item}}}}}],"call":"c"}""");
        var messages = $$$$$"""
            [{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"{{{{{signature}}}}}"},{"type":"tool_use","id":"c","name":"Bash","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":"r"}]}]
            """;
        Resp.Input(messages).Count.ShouldBe(4);
        Resp.Input(messages, remedies: new Remedy(RemedyKind.DropReasoning)).Count.ShouldBe(3);
        Resp.Input(messages, model: new ModelTraits { Id = "gpt-4.1" }).Count.ShouldBe(3, "a model that does not think is given no thoughts");
        foreach (var words in new[]
        {
            "Item 'fc_1' of type 'function_call' was provided without its required 'reasoning' item: 'rs_1'.",
            "Item 'rs_1' of type 'reasoning' was provided without its required following item.",
            "The encrypted content gAAA... could not be verified. Reason: Encrypted content could not be decrypted or parsed.",
            "Item with id 'rs_1' not found. Items are not persisted when `store` is set to false.",
            "Missing required parameter: 'input[2].id'.",
        })
        {
            Resp.Dialect.ReadError(400, System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["error"] = new JsonObject { ["message"] = words } }.ToJsonString()), null)
                .Remedy.ShouldBe(new Remedy(RemedyKind.DropReasoning), words);
        }
    }

    [Fact]
    public void H_102_what_another_upstream_minted_stays_out()
    {
        foreach (var signature in new[] { Resp.Seal($$$$$"""{"items":[{{{{{Item}}}}}],"call":"c"}""", "other"), "EqQBCgIYAhIM", "" })
        {
            Resp.Input($$$$$"""
                [{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"SECRET","signature":"{{{{{signature}}}}}"},{"type":"tool_use","id":"c","name":"Bash","input":{}}]},
                 {"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":"r"}]}]
                """).ToJsonString().ShouldNotContain("SECRET");
        }
    }

    [Fact]
    public void H_373_a_replayed_thought_has_its_id_and_a_replayed_text_needs_none()
    {
        var signature = Resp.Seal($$$$$"""{"items":[{{{{{Item}}}}}],"message":"final_answer"}""");
        var input = Resp.Input($$$$$"""
            [{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"{{{{{signature}}}}}"},{"type":"text","text":"Done."}]},{"role":"user","content":"b"}]
            """);
        input[1]!["id"]!.ToString().ShouldBe("rs_1");
        input[2].ShouldBeJson("""{"type":"message","role":"assistant","content":"Done.","phase":"final_answer"}""");
    }

    [Fact]
    public void H_206_commentary_a_call_and_the_answer_are_told_and_given_back_in_order()
    {
        var told = Resp.Read(Resp.Sse(
            Resp.Created,
            Resp.Added(0, """{"id":"rs_1","type":"reasoning","encrypted_content":"A","summary":[]}"""),
            Resp.Done(0, Resp.Reasoning("gAAAA")),
            Resp.Added(1, """{"id":"msg_1","type":"message","status":"in_progress","role":"assistant","phase":"commentary","content":[]}"""),
            Resp.Text(1, "I look."),
            Resp.Done(1, Resp.Message("I look.", "commentary")),
            Resp.Added(2, """{"id":"msg_2","type":"message","status":"in_progress","role":"assistant","phase":"final_answer","content":[]}"""),
            Resp.Text(2, "Here it is."),
            Resp.Done(2, Resp.Message("Here it is.")),
            Resp.Completed()));
        told.Blocks.Select(block => block.Kind).ShouldBe([BlockKind.Thinking, BlockKind.Text, BlockKind.Text]);
        Resp.Open(told.Blocks[0].Signature).ShouldEndWith(",\"message\":\"commentary\"}");
        var input = Resp.Input($$$$$"""
            [{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"{{{{{told.Blocks[0].Signature}}}}}"},{"type":"text","text":"I look."},{"type":"text","text":"Here it is."}]},{"role":"user","content":"b"}]
            """);
        input.Select(item => item!["type"]!.ToString()).ShouldBe(["message", "reasoning", "message", "message", "message"]);
        input[2]!["phase"]!.ToString().ShouldBe("commentary", "as the model said it");
        input[3]!["phase"]!.ToString().ShouldBe("final_answer");
    }

    [Fact]
    public void H_362_parts_of_a_summary_are_paragraphs()
    {
        var told = Resp.Read(Resp.Sse(
            Resp.Created,
            """{"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":0,"delta":"A"}""",
            """{"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":1,"delta":"B"}""",
            Resp.Done(0, Resp.Reasoning("gAAAE", """[{"type":"summary_text","text":"A"},{"type":"summary_text","text":"B"}]""")),
            Resp.Completed()));
        told.Thinking.ShouldBe("A\n\nB");
        var whole = Resp.Whole($$$$$"""{"id":"r","object":"response","status":"completed","model":"m","output":[{{{{{Resp.Reasoning("gAAAE", """[{"type":"summary_text","text":"A"},{"type":"summary_text","text":"B"}]""")}}}}}]}""", out _);
        whole.Thinking.ShouldBe("A\n\nB");
    }

    [Fact]
    public void H_368_state_of_the_host_rides_in_the_next_thought()
    {
        var told = Resp.Read(Resp.Sse(
            Resp.Created,
            Resp.Done(0, """{"id":"cmp_1","type":"compaction","encrypted_content":"C"}"""),
            Resp.Done(1, Resp.Reasoning("gAAAE")),
            Resp.Done(2, """{"id":"img_1","type":"image_generation_call","status":"completed","result":"AAAA"}"""),
            Resp.Done(3, Resp.Message("Done.")),
            Resp.Completed()));
        told.Text.ShouldBe("Done.");
        Resp.Open(told.Blocks[0].Signature).ShouldStartWith("""{"items":[{"id":"cmp_1","type":"compaction","encrypted_content":"C"},{"id":"rs_1",""");
    }

    [Fact]
    public void Reasoning_that_the_host_does_not_encrypt_is_shown_and_not_sealed()
    {
        var told = Resp.Read(Resp.Sse(
            Resp.Created,
            """{"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":0,"delta":"A"}""",
            Resp.Done(0, """{"id":"rs_1","type":"reasoning","encrypted_content":null,"summary":[{"type":"summary_text","text":"A"}]}"""),
            Resp.Done(1, Resp.Message("Done.")),
            Resp.Completed()));
        told.Thinking.ShouldBe("A");
        Resp.Open(told.Blocks[0].Signature).ShouldBeEmpty();
    }
}
