using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.Gemini;

/// <summary>The conversation as Gemini sees it.</summary>
public sealed class ContentsTests
{
    [Fact]
    public void H_021_H_022_the_system_prompt_is_an_instruction_and_a_blank_one_is_none()
    {
        Gem.Write(Chat.Request("""[{"role":"user","content":"hi"}]""", """ "system":[{"type":"text","text":"x-anthropic-billing-header: a"},{"type":"text","text":"Be good."},{"type":"text","text":" "}]"""))
            ["systemInstruction"].ShouldBeJson("""{"parts":[{"text":"Be good."}]}""");
        Gem.Write(Chat.Request("""[{"role":"user","content":"hi"}]""", """ "system":[{"type":"text","text":"x-anthropic-billing-header: a"}]"""))
            .ContainsKey("systemInstruction").ShouldBeFalse();
    }

    [Fact]
    public void H_377_H_088_H_075_results_stand_together_in_call_order_and_other_text_behind_them()
    {
        var contents = Gem.Contents("""
            [{"role":"user","content":"go"},
             {"role":"assistant","content":[{"type":"text","text":"ok"},{"type":"tool_use","id":"a1","name":"Bash","input":{"command":"ls"}},{"type":"tool_use","id":"b1","name":"Read","input":{}},{"type":"tool_use","id":"c1","name":"Bash","input":{"command":"pwd"}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"3"},{"type":"tool_result","tool_use_id":"a1","content":"1"}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"b1","content":"2"},{"type":"text","text":"go on"}]}]
            """);
        contents.Select(content => content!["role"]!.GetValue<string>()).ShouldBe(["user", "model", "user", "user"]);
        contents[1]!["parts"]!.AsArray().Count.ShouldBe(4);
        contents[2]!["parts"].ShouldBeJson("""
            [{"functionResponse":{"id":"a1","name":"Bash","response":{"output":"1"}}},
             {"functionResponse":{"id":"b1","name":"Read","response":{"output":"2"}}},
             {"functionResponse":{"id":"c1","name":"Bash","response":{"output":"3"}}}]
            """);
        contents[3]!["parts"].ShouldBeJson("""[{"text":"go on"}]""");
    }

    [Fact]
    public void H_377_H_071_a_call_without_a_result_gets_one_that_says_so()
    {
        var contents = Gem.Contents("""
            [{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"a1","name":"Bash","input":{}}]},{"role":"user","content":"stop"}]
            """);
        contents[2]!["parts"].ShouldBeJson("""[{"functionResponse":{"id":"a1","name":"Bash","response":{"error":"[tool call was interrupted]"}}}]""");
        contents[3]!["parts"].ShouldBeJson("""[{"text":"stop"}]""");
    }

    [Fact]
    public void H_378_the_response_names_the_function_and_an_id_that_Dragoman_made_is_not_sent()
    {
        var contents = Gem.Contents("""
            [{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_01","name":"Bash","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_01","content":"x"}]}]
            """);
        contents[2]!["parts"].ShouldBeJson("""[{"functionResponse":{"name":"Bash","response":{"output":"x"}}}]""");
    }

    [Fact]
    public void H_379_H_078_H_089_H_077_responses_are_objects_of_text()
    {
        string Response(string result) => Gem.Contents($$$"""
            [{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Bash","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"a"{{{result}}}}]}]
            """)[2]!["parts"]![0]!["functionResponse"]!["response"]!.ToJsonString();

        Response(""","content":"[1,2]" """).ShouldBe("""{"output":"[1,2]"}""");
        Response(""","content":[{"type":"text","text":"null"}]""").ShouldBe("""{"output":"null"}""");
        Response(""","content":"no such file","is_error":true""").ShouldBe("""{"error":"no such file"}""");
        Response("").ShouldBe("""{"output":""}""");
        Response(""","content":[]""").ShouldBe("""{"output":""}""");
    }

    [Fact]
    public void H_386_calls_that_share_an_id_have_their_results_in_order()
    {
        var contents = Gem.Contents("""
            [{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"Read","input":{"file_path":"a"}},{"type":"tool_use","id":"toolu_1","name":"Read","input":{"file_path":"b"}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"A"},{"type":"tool_result","tool_use_id":"toolu_1","content":"B"}]}]
            """);
        contents[2]!["parts"]!.AsArray().Select(part => part!["functionResponse"]!["response"]!["output"]!.GetValue<string>()).ShouldBe(["A", "B"]);
    }

    [Fact]
    public void H_079_H_082_media_of_results_ride_in_the_response_from_generation_3_on_and_behind_it_before()
    {
        const string Messages = """
            [{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Read","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"see"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}},{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}}]}]}]
            """;
        var three = Gem.Contents(Messages);
        three.Count.ShouldBe(3);
        three[2]!["parts"]![0]!["functionResponse"].ShouldBeJson("""
            {"id":"a","name":"Read","response":{"output":"see\n[image 1 attached]\n[document 2 attached]"},
             "parts":[{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}},{"inlineData":{"mimeType":"application/pdf","data":"JVBERi0="}}]}
            """);
        var two = Gem.Contents(Messages, Gem.Two);
        two[2]!["parts"]!.AsArray().Count.ShouldBe(1);
        two[3]!["parts"].ShouldBeJson("""[{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}},{"inlineData":{"mimeType":"application/pdf","data":"JVBERi0="}}]""");
    }

    [Fact]
    public void H_048_H_049_H_056_images_and_documents_are_inline_data_and_addresses_are_text()
    {
        var parts = Gem.Contents("""
            [{"role":"user","content":[
              {"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"iVBORw0KGgo="}},
              {"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},
              {"type":"image","source":{"type":"base64","media_type":"image/gif","data":"R0lGODlh"}},
              {"type":"document","title":"t","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}},
              {"type":"document","title":"n","source":{"type":"text","media_type":"text/plain","data":"words"}}]}]
            """)[0]!["parts"]!.AsArray();
        parts.ShouldBeJson("""
            [{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}},{"text":"[image: https://example.com/a.png]"},{"text":"[image omitted: the model takes no GIF]"},
             {"inlineData":{"mimeType":"application/pdf","data":"JVBERi0="}},{"text":"<document title=\"n\">\nwords\n</document>"}]
            """);
    }

    [Fact]
    public void H_035_H_037_H_395_roles_alternate_the_user_begins_and_no_content_is_empty()
    {
        var contents = Gem.Contents("""
            [{"role":"assistant","content":"earlier"},{"role":"user","content":"a"},{"role":"user","content":"b"},
             {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":""}]},{"role":"user","content":"c"}]
            """);
        contents.ShouldBeJson("""
            [{"role":"user","parts":[{"text":"(earlier messages are not shown)"}]},{"role":"model","parts":[{"text":"earlier"}]},
             {"role":"user","parts":[{"text":"a"},{"text":"b"},{"text":"c"}]}]
            """);
    }

    [Fact]
    public void H_041_blank_text_is_dropped_and_a_blank_prompt_keeps_its_place()
    {
        Gem.Contents("""[{"role":"user","content":"  "}]""").ShouldBeJson("""[{"role":"user","parts":[{"text":"(no content)"}]}]""");
        Gem.Contents("""[{"role":"user","content":"a"},{"role":"assistant","content":"{"}]""")[2]!["parts"].ShouldBeJson("""[{"text":"Continue."}]""");
    }

    [Fact]
    public void H_030_H_034_a_reminder_between_call_and_result_follows_the_result()
    {
        var contents = Gem.Contents("""
            [{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Bash","input":{}}]},
             {"role":"system","content":"mind this"},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"x"}]}]
            """);
        contents[2]!["parts"]![0]!.AsObject().ContainsKey("functionResponse").ShouldBeTrue();
        contents[3]!["parts"].ShouldBeJson("""[{"text":"<system-reminder>\nmind this\n</system-reminder>"}]""");
    }

    [Fact]
    public void H_086_H_040_H_074_what_has_no_part_is_told_in_words()
    {
        var contents = Gem.Contents("""
            [{"role":"user","content":[{"type":"tool_result","tool_use_id":"gone","content":"x"},{"type":"search_result","source":"https://e.org","title":"T","content":[{"type":"text","text":"c"}]}]},
             {"role":"assistant","content":[{"type":"server_tool_use","id":"s","name":"web_search","input":{"query":"q"}},{"type":"web_search_tool_result","tool_use_id":"s","content":[{"type":"web_search_result","url":"u","title":"t","encrypted_content":"e"}]},{"type":"text","text":"found"}]},
             {"role":"user","content":"ok"}]
            """);
        contents[0]!["parts"]![0]!["text"]!.GetValue<string>().ShouldBe("[result of earlier tool call gone] x");
        contents[0]!["parts"]![1]!["text"]!.GetValue<string>().ShouldContain("https://e.org");
        contents[1]!.ToJsonString().ShouldContain("web_search");
        contents[1]!.ToJsonString().ShouldNotContain("functionCall");
    }

    [Fact]
    public void H_007_H_160_foreign_members_stay_out_and_those_that_matter_are_refused()
    {
        var body = Gem.Write(Chat.Request("""[{"role":"user","content":[{"type":"text","text":"hi","cache_control":{"type":"ephemeral"}}]}]""", "\"x_future\":{\"a\":1},\"metadata\":{\"user_id\":\"u\"}"));
        body.Select(member => member.Key).ShouldBe(["generationConfig", "contents"]);
        body.ToJsonString().ShouldNotContain("cache_control");
        Gem.Bytes(Chat.Request("""[{"role":"user","content":[{"type":"text","text":"hi","cache_control":{"type":"ephemeral"}}]}]"""), out var losses);
        losses.ToString().ShouldContain("cache_hint:remapped");
    }
}
