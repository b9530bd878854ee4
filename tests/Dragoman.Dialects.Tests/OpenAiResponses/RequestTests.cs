using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiResponses;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiResponses;

public sealed class RequestTests
{
    private const string Hi = """[{"role":"user","content":"hi"}]""";

    [Fact]
    public void H_355_H_365_nothing_is_kept_at_the_host_and_reasoning_comes_back_encrypted()
    {
        var body = Resp.Write(Chat.Request(Hi));
        body["store"]!.GetValue<bool>().ShouldBeFalse();
        body["include"].ShouldBeJson("""["reasoning.encrypted_content"]""");
        body.ContainsKey("previous_response_id").ShouldBeFalse();
        Resp.Write(Chat.Request(Hi), model: new ModelTraits { Id = "gpt-4.1" }).ContainsKey("include").ShouldBeFalse();
    }

    [Fact]
    public void H_021_H_018_the_head_is_one_string_without_the_attribution()
    {
        var body = Resp.Write(Chat.Request(Hi, """
            "system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=1"},{"type":"text","text":"You are Claude Code."},{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}]
            """), out var losses);
        body["instructions"]!.ToString().ShouldBe("You are Claude Code.\n\nBe brief.");
        losses.Has(LossKind.Attribution).ShouldBeTrue();
    }

    [Fact]
    public void H_027_an_instruction_in_the_middle_keeps_its_place() =>
        Resp.Input("""[{"role":"user","content":"a"},{"role":"system","content":"Mind the gap."},{"role":"user","content":"b"}]""")
            .Select(item => $"{item!["role"]}:{item["content"]![0]!["text"]}").ShouldBe(["user:a", "developer:Mind the gap.", "user:b"]);

    [Fact]
    public void H_359_parts_are_named_by_role()
    {
        var input = Resp.Input("""[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"role":"assistant","content":"c"},{"role":"user","content":"d"}]""");
        input[0]!["content"].ShouldBeJson("""[{"type":"input_text","text":"a"},{"type":"input_text","text":"b"}]""");
        input[1].ShouldBeJson("""{"type":"message","role":"assistant","content":"c","phase":"final_answer"}""");
        input[2]!["content"]![0]!["type"]!.ToString().ShouldBe("input_text");
    }

    [Fact]
    public void H_357_H_065_a_call_is_known_by_its_call_id_and_stands_behind_its_text()
    {
        var input = Resp.Input("""
            [{"role":"user","content":"a"},
             {"role":"assistant","content":[{"type":"text","text":"I look."},{"type":"tool_use","id":"call_1","name":"Bash","input":{"command":"ls"}},{"type":"tool_use","id":"call_2","name":"Read","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_2","content":"two"},{"type":"tool_result","tool_use_id":"call_1","content":"one"},{"type":"text","text":"go on"}]}]
            """);
        input.Select(item => item!["type"]!.ToString()).ShouldBe(["message", "message", "function_call", "function_call", "function_call_output", "function_call_output", "message"]);
        input[2].ShouldBeJson("""{"type":"function_call","call_id":"call_1","name":"Bash","arguments":"{\"command\":\"ls\"}"}""");
        input[4].ShouldBeJson("""{"type":"function_call_output","call_id":"call_1","output":"one"}""");
        input[5]!["call_id"]!.ToString().ShouldBe("call_2");
    }

    [Fact]
    public void H_206_H_369_text_in_front_of_a_call_is_commentary_and_the_rest_the_answer()
    {
        const string Messages = """
            [{"role":"user","content":"a"},
             {"role":"assistant","content":[{"type":"text","text":"I look."},{"type":"tool_use","id":"c","name":"Bash","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":"r"}]},
             {"role":"assistant","content":"Done."},{"role":"user","content":"b"}]
            """;
        var input = Resp.Input(Messages);
        input[1]!["phase"]!.ToString().ShouldBe("commentary");
        input[4]!["phase"]!.ToString().ShouldBe("final_answer");
        Resp.Input(Messages, Resp.OpenAi with { Phase = false })[1]!.AsObject().ContainsKey("phase").ShouldBeFalse();
    }

    [Fact]
    public void H_358_H_122_strict_is_off_unless_it_was_asked_for_and_fits()
    {
        var tools = Resp.Write(Chat.Request(Hi, """
            "tools":[{"name":"a","description":"A","input_schema":{"type":"object","properties":{"x":{"type":"string"}}}},
                     {"name":"b","strict":true,"input_schema":{"type":"object","properties":{"x":{"type":"string"}},"required":["x"],"additionalProperties":false}},
                     {"name":"c","strict":true,"input_schema":{"type":"object","properties":{"x":{"type":"string"}}}}]
            """), out var losses)["tools"]!.AsArray();
        tools.Select(tool => tool!["strict"]!.GetValue<bool>()).ShouldBe([false, true, false]);
        tools[0]!["name"]!.ToString().ShouldBe("a");
        losses.Has(LossKind.Schema).ShouldBeTrue();
    }

    [Fact]
    public void H_360_the_bound_is_sixteen_at_least()
    {
        var body = Resp.Write("""{"model":"m","max_tokens":1,"thinking":{"type":"disabled"},"messages":[{"role":"user","content":"hi"}]}""", out var losses);
        body["max_output_tokens"]!.GetValue<long>().ShouldBe(16);
        losses.Has(LossKind.MaxTokens).ShouldBeTrue();
        var told = Resp.Read(
            Resp.Sse(Resp.Created, Resp.Text(0, "a long answer that goes on"), Resp.Completed()),
            request: """{"model":"m","max_tokens":1,"thinking":{"type":"disabled"},"stream":true,"messages":[{"role":"user","content":"hi"}]}""");
        told.Text.Length.ShouldBe(4, "one token is what was asked for");
        told.Stop.ShouldBe(StopReason.MaxTokens);
    }

    [Theory]
    [InlineData("""{"type":"auto"}""", "\"auto\"")]
    [InlineData("""{"type":"any"}""", "\"required\"")]
    [InlineData("""{"type":"none"}""", "\"none\"")]
    [InlineData("""{"type":"tool","name":"Bash"}""", """{"type":"function","name":"Bash"}""")]
    [InlineData("""{"type":"tool","name":"nobody"}""", "\"auto\"")]
    public void H_143_H_144_a_choice_in_the_hosts_words(string choice, string expected) =>
        Resp.Write(Chat.Request(Hi, $"\"tool_choice\":{choice},{Streams.SomeTools}"))["tool_choice"].ShouldBeJson(expected);

    [Fact]
    public void H_146_one_call_at_a_time_is_said_only_when_it_was_asked_for()
    {
        Resp.Write(Chat.Request(Hi, Streams.SomeTools)).ContainsKey("parallel_tool_calls").ShouldBeFalse();
        Resp.Write(Chat.Request(Hi, $$$$$"""
            "tool_choice":{"type":"auto","disable_parallel_tool_use":true},{{{{{Streams.SomeTools}}}}}
            """))["parallel_tool_calls"]!.GetValue<bool>().ShouldBeFalse();
        Resp.Write(Chat.Request(Hi, "\"tool_choice\":{\"type\":\"auto\"}")).ContainsKey("tool_choice").ShouldBeFalse("without tools there is nothing to choose");
    }

    [Theory]
    [InlineData("none", "none")]
    [InlineData("low", "low")]
    [InlineData("high", "high")]
    [InlineData("xhigh", "xhigh")]
    [InlineData("max", "xhigh")]
    public void H_096_H_097_an_effort_the_model_knows(string asked, string expected) =>
        Resp.Write(Chat.Request(Hi, $$$$$"""
            "thinking":{"type":"{{{{{(asked == "none" ? "disabled" : "adaptive")}}}}}"},"output_config":{"effort":"{{{{{(asked == "none" ? "low" : asked)}}}}}"}
            """))["reasoning"]!["effort"]!.ToString().ShouldBe(expected);

    [Fact]
    public void H_093_a_summary_is_asked_for_only_by_who_looks_at_it()
    {
        Resp.Write(Chat.Request(Hi, "\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"}"))["reasoning"].ShouldBeJson("""{"effort":"high"}""");
        Resp.Write(Chat.Request(Hi, "\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"}"))["reasoning"].ShouldBeJson("""{"effort":"high","summary":"auto"}""");
        Resp.Write(Chat.Request(Hi)).ContainsKey("reasoning").ShouldBeFalse();
    }

    [Fact]
    public void H_158_a_schema_for_the_answer()
    {
        var body = Resp.Write(Chat.Request(Hi, """
            "output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"title":{"type":"string"}},"required":["title"],"additionalProperties":false}}}
            """));
        body["text"]!["format"]!["type"]!.ToString().ShouldBe("json_schema");
        body["text"]!["format"]!["strict"]!.GetValue<bool>().ShouldBeTrue();
        body["text"]!["format"]!["schema"]!["required"].ShouldBeJson("""["title"]""");
    }

    [Fact]
    public void H_048_H_056_H_079_H_082_images_and_files_stand_where_they_were()
    {
        const string Image = """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}""";
        const string Pdf = """{"type":"document","title":"paper","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}}""";
        var input = Resp.Input($$$$$"""
            [{"role":"user","content":[{{{{{Image}}}}},{"type":"image","source":{"type":"url","url":"https://example.org/a.png"}},{{{{{Pdf}}}}}]},
             {"role":"assistant","content":[{"type":"tool_use","id":"c","name":"Read","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":[{"type":"text","text":"look"},{{{{{Image}}}}},{{{{{Pdf}}}}}]}]}]
            """);
        input[0]!["content"].ShouldBeJson("""
            [{"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgo=","detail":"auto"},{"type":"input_image","image_url":"https://example.org/a.png","detail":"auto"},
             {"type":"input_file","filename":"paper.pdf","file_data":"data:application/pdf;base64,JVBERi0="}]
            """);
        input[2]!["output"]!.AsArray().Select(part => part!["type"]!.ToString()).ShouldBe(["input_text", "input_image", "input_file"]);
    }

    [Fact]
    public void H_077_H_078_H_071_results_that_are_empty_failed_or_missing()
    {
        var input = Resp.Input("""
            [{"role":"user","content":"a"},
             {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Bash","input":{}},{"type":"tool_use","id":"b","name":"Bash","input":{}},{"type":"tool_use","id":"c","name":"Bash","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"a"},{"type":"tool_result","tool_use_id":"b","is_error":true,"content":"no such file"}]}]
            """);
        input.Where(item => item!["type"]!.ToString() == "function_call_output").Select(item => item!["output"]!.ToString())
            .ShouldBe(["(no output)", "Error: no such file", "Error: [tool call was interrupted]"]);
    }

    [Fact]
    public void H_086_a_result_without_its_call_becomes_text() =>
        Resp.Input("""[{"role":"user","content":[{"type":"tool_result","tool_use_id":"gone","content":"r"},{"type":"text","text":"x"}]}]""")
            [0]!["content"]![0]!["text"]!.ToString().ShouldBe("[result of earlier tool call gone] r");

    [Fact]
    public void H_068_ids_that_the_host_refuses_are_mapped_on_both_sides()
    {
        var input = Resp.Input("""
            [{"role":"user","content":"a"},
             {"role":"assistant","content":[{"type":"tool_use","id":"functions.Bash:0|fc_!!","name":"Bash","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"functions.Bash:0|fc_!!","content":"r"}]}]
            """);
        var id = input[1]!["call_id"]!.ToString();
        id.Length.ShouldBeInRange(1, 64);
        id.ShouldMatch("^[a-zA-Z0-9_-]+$");
        input[2]!["call_id"]!.ToString().ShouldBe(id);
    }

    [Fact]
    public void H_036_a_conversation_that_ends_with_the_model_is_continued() =>
        Resp.Input("""[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]""")[2]!["content"]![0]!["text"]!.ToString().ShouldBe("Continue.");

    [Fact]
    public void H_155_stop_sequences_are_met_here()
    {
        var request = Chat.Request(Hi, "\"stop_sequences\":[\"END\"]");
        Resp.Write(request, out var losses).ContainsKey("stop").ShouldBeFalse();
        losses.Has(LossKind.StopSequence).ShouldBeTrue();
        var told = Resp.Read(Resp.Sse(Resp.Created, Resp.Text(0, "one E"), Resp.Text(0, "ND two"), Resp.Completed()), request: request);
        (told.Text, told.Stop, told.StopSequence).ShouldBe(("one ", StopReason.StopSequence, "END"));
    }

    [Fact]
    public void A13_H_166_the_cache_is_steered_by_a_key_and_marks_where_the_model_takes_them()
    {
        const string System = """
            "system":[{"type":"text","text":"You are Claude Code."},{"type":"text","text":"Long.","cache_control":{"type":"ephemeral","ttl":"1h"}}]
            """;
        var body = Resp.Write(Chat.Request(Hi, System), out var losses, Resp.OpenAi with { CacheBreakpoints = true, CacheRetention = true }, affinity: "session-1");
        body["prompt_cache_key"]!.ToString().ShouldBe("session-1");
        body["prompt_cache_retention"]!.ToString().ShouldBe("24h");
        body.ContainsKey("instructions").ShouldBeFalse();
        body["input"]![0].ShouldBeJson("""
            {"type":"message","role":"developer","content":[{"type":"input_text","text":"You are Claude Code."},{"type":"input_text","text":"Long.","prompt_cache_breakpoint":{"mode":"explicit"}}]}
            """);
        losses.ToString().ShouldContain("cache_hint:remapped");
        Resp.Write(Chat.Request(Hi, System), out losses, Resp.OpenAi with { PromptCacheKey = false });
        losses.ToString().ShouldContain("cache_hint:dropped");
    }

    [Fact]
    public void H_363_the_codex_backend_gets_what_it_takes()
    {
        var body = Resp.Write("""
            {"model":"m","max_tokens":1000,"temperature":0.5,"thinking":{"type":"adaptive"},"messages":[{"role":"user","content":"hi"},{"role":"system","content":"Mind."}]}
            """, OpenAiResponsesProfile.Codex);
        body.ContainsKey("max_output_tokens").ShouldBeFalse();
        body.ContainsKey("temperature").ShouldBeFalse();
        body["stream"]!.GetValue<bool>().ShouldBeTrue();
        body["store"]!.GetValue<bool>().ShouldBeFalse();
        body["instructions"]!.ToString().ShouldNotBeEmpty();
        body["input"]!.AsArray().ShouldNotContain(item => item!["role"]!.ToString() == "system");
    }

    [Fact]
    public void H_374_a_member_that_the_host_does_not_know_is_left_out()
    {
        var failure = Resp.Dialect.ReadError(400, Encoding.UTF8.GetBytes("""{"error":{"message":"Unknown parameter: 'prompt_cache_key'.","type":"invalid_request_error","param":"prompt_cache_key","code":"unknown_parameter"}}"""), null);
        failure.Remedy.ShouldBe(new Remedy(RemedyKind.DropMember, "prompt_cache_key"));
        Resp.Write(Chat.Request(Hi), affinity: "s").ContainsKey("prompt_cache_key").ShouldBeTrue();
        Resp.Write(Chat.Request(Hi), affinity: "s", remedies: failure.Remedy!).ContainsKey("prompt_cache_key").ShouldBeFalse();
        Remedy("Unknown parameter: 'input[2].phase'.").ShouldBe(new Remedy(RemedyKind.DropMember, "input.phase"));
        Remedy("Unsupported parameter: 'reasoning.summary' is not supported with this model.").ShouldBe(new Remedy(RemedyKind.DropMember, "reasoning.summary"));
        Remedy("Unrecognized request argument supplied: prompt_cache_retention").ShouldBe(new Remedy(RemedyKind.DropMember, "prompt_cache_retention"));
        Remedy("Unknown parameter: 'input'.").ShouldBeNull("without it nothing is left of the request");
        Remedy("Invalid schema for function 'x'").ShouldBeNull();
    }

    private static Remedy? Remedy(string message) =>
        Resp.Dialect.ReadError(400, Encoding.UTF8.GetBytes(new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["type"] = "invalid_request_error" } }.ToJsonString()), null).Remedy;

    [Fact]
    public void H_367_H_136_H_138_a_tool_that_is_looked_for_is_shown_once_it_is_found_and_behind_all_others()
    {
        const string Tools = """
            "tools":[{"name":"ToolSearch","input_schema":{"type":"object","properties":{}}},{"name":"Hidden","description":"H","defer_loading":true,"input_schema":{"type":"object","properties":{}}},
                     {"name":"Bash","input_schema":{"type":"object","properties":{}}}]
            """;
        Resp.Write(Chat.Request(Hi, Tools))["tools"]!.AsArray().Select(tool => tool!["name"]!.ToString()).ShouldBe(["ToolSearch", "Bash"]);
        var body = Resp.Write(Chat.Request("""
            [{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"s","name":"ToolSearch","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"s","content":[{"type":"tool_reference","tool_name":"Hidden"}]}]}]
            """, Tools));
        body["tools"]!.AsArray().Select(tool => tool!["name"]!.ToString()).ShouldBe(["ToolSearch", "Bash", "Hidden"]);
        body.ToJsonString().ShouldNotContain("defer_loading");
        body["input"]![2]!["output"]!.ToString().ShouldStartWith("Tool loaded: Hidden");
    }

    [Fact]
    public void The_body_of_one_turn_is_the_beginning_of_the_next_ones()
    {
        const string Head = """{"model":"m","max_tokens":32000,"stream":true,"thinking":{"type":"adaptive"},"system":"S","messages":[""";
        var signature = Resp.Seal("""{"items":[{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAAE"}],"call":"c"}""");
        string[] messages =
        [
            """{"role":"user","content":"a"}""",
            $$$$$"""{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"{{{{{signature}}}}}"},{"type":"text","text":"I look."},{"type":"tool_use","id":"c","name":"Bash","input":{}}]}""",
            """{"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":"r"}]}""",
            """{"role":"assistant","content":"Done."}""",
            """{"role":"user","content":"b","cache_control":{"type":"ephemeral"}}""",
        ];
        var bodies = new[] { 1, 3, 5 }.Select(count => Encoding.UTF8.GetString(Resp.Bytes($"{Head}{string.Join(',', messages[..count])}]}}", out _))).ToArray();
        for (var i = 1; i < bodies.Length; i++)
        {
            bodies[i].ShouldStartWith(bodies[i - 1][..^2]);
        }
    }
}
