using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>Calls and results of earlier turns.</summary>
public sealed class ToolHistoryTests
{
    private static string Use(string id, string name = "Bash", string input = "{}", string more = "") =>
        $$"""{"type":"tool_use","id":"{{id}}","name":"{{name}}","input":{{input}}{{more}}}""";

    private static string Result(string id, string content = "\"ok\"", string more = "") =>
        $$"""{"type":"tool_result","tool_use_id":"{{id}}","content":{{content}}{{more}}}""";

    private static string Turn(string uses, string results) =>
        $$"""{"role":"assistant","content":[{{uses}}]},{"role":"user","content":[{{results}}]}""";

    private static JsonArray Messages(string turns, OpenAiChatProfile? profile = null) =>
        Chat.Messages($$"""[{"role":"user","content":"go"},{{turns}}]""", profile);

    private static string Arguments(string input) =>
        Messages(Turn(Use("t", input: input), Result("t")))[1]!["tool_calls"]![0]!["function"]!["arguments"]!.ToString();

    private static IEnumerable<string> Roles(JsonArray messages) => messages.Select(message => message!["role"]!.ToString());

    [Fact]
    public void H_065_text_and_calls_are_one_message()
    {
        var messages = Messages(Turn($$"""{"type":"text","text":"Now"},{{Use("a")}},{{Use("b")}},{{Use("c")}}""", $"{Result("a")},{Result("b")},{Result("c")}"));
        Roles(messages).ShouldBe(["user", "assistant", "tool", "tool", "tool"]);
        messages[1]!["content"]!.ToString().ShouldBe("Now");
        messages[1]!["tool_calls"]!.AsArray().Select(call => call!["id"]!.ToString()).ShouldBe(["a", "b", "c"]);
    }

    [Theory]
    [InlineData("""{ "b": 1,  "a" : [ 1.0, 1e3 ] }""", """{"b":1,"a":[1.0,1e3]}""")]
    [InlineData("""{"n":9007199254740993,"s":"a \" \\ \n é"}""", """{"n":9007199254740993,"s":"a \" \\ \n é"}""")]
    [InlineData("""{"long":"0123456789012345678901234567890123456789\"0123456789\\n"}""", """{"long":"0123456789012345678901234567890123456789\"0123456789\\n"}""")]
    public void H_066_H_222_arguments_keep_order_numbers_and_spelling_and_lose_white_space(string input, string expected) =>
        Arguments(input).ShouldBe(expected);

    [Theory]
    [InlineData("null", "{}")]
    [InlineData("\"{\\\"a\\\":1}\"", """{"a":1}""")]
    [InlineData("\"plain\"", """{"value":"plain"}""")]
    [InlineData("[1,2]", """{"value":[1,2]}""")]
    [InlineData("""{"__unparsedToolInput":{"raw":"{\"x","len":3}}""", """{"__unparsedToolInput":{"raw":"{\"x","len":3}}""")]
    public void H_067_H_348_arguments_are_always_an_object_written_as_a_string(string input, string expected) => Arguments(input).ShouldBe(expected);

    [Fact]
    public void H_068_H_419_ids_follow_the_hosts_rule_on_both_sides()
    {
        var turn = Turn(Use("functions.Bash:0|fc_!!"), Result("functions.Bash:0|fc_!!"));
        var mistral = Messages(turn, new OpenAiChatProfile { ToolIds = ToolIdRule.Alphanumeric9 });
        var id = mistral[1]!["tool_calls"]![0]!["id"]!.ToString();
        id.Length.ShouldBe(9);
        id.ShouldAllBe(c => char.IsAsciiLetterOrDigit(c));
        mistral[2]!["tool_call_id"]!.ToString().ShouldBe(id);
        Messages(turn, new OpenAiChatProfile { ToolIds = ToolIdRule.Plain64 })[2]!["tool_call_id"]!.ToString().ShouldStartWith("call_");
        Messages(turn)[2]!["tool_call_id"]!.ToString().ShouldBe("functions.Bash:0|fc_!!");
        Messages(Turn(Use(new string('x', 70)), Result(new string('x', 70))))[2]!["tool_call_id"]!.ToString().Length.ShouldBeLessThanOrEqualTo(40);
    }

    [Fact]
    public void H_435_ids_of_the_host_itself_come_back_unchanged() =>
        Messages(Turn(Use("functions.Read:3"), Result("functions.Read:3")))[1]!["tool_calls"]![0]!["id"]!.ToString().ShouldBe("functions.Read:3");

    [Fact]
    public void H_069_H_125_a_long_name_is_the_same_short_one_everywhere()
    {
        var name = "mcp__my-quite-long-server-name__" + new string('a', 72);
        var twin = name[..^1] + "b";
        var body = Chat.Write(Chat.Request(
            $$"""
            [{"role":"user","content":"go"},{{Turn(Use("t", name), Result("t", $$"""[{"type":"tool_reference","tool_name":"{{name}}"}]"""))}}]
            """,
            $$$$"""
            "tools":[{"name":"{{{{name}}}}","input_schema":{"type":"object"}},{"name":"{{{{twin}}}}","input_schema":{"type":"object"}}],"tool_choice":{"type":"tool","name":"{{{{name}}}}"}
            """), out var losses);
        var shortName = body["tools"]![0]!["function"]!["name"]!.ToString();
        shortName.Length.ShouldBe(64);
        body["tools"]![1]!["function"]!["name"]!.ToString().ShouldNotBe(shortName);
        body["tool_choice"]!["function"]!["name"]!.ToString().ShouldBe(shortName);
        body["messages"]![1]!["tool_calls"]![0]!["function"]!["name"]!.ToString().ShouldBe(shortName);
        body["messages"]![2]!["content"]!.ToString().ShouldStartWith($"Tool loaded: {shortName}");
        losses.Has(LossKind.ToolName).ShouldBeTrue();
    }

    [Fact]
    public void H_070_calls_without_tools_in_the_request_stay_calls()
    {
        var body = Chat.Write(Chat.Request($$"""[{"role":"user","content":"go"},{{Turn(Use("t"), Result("t"))}}]"""));
        body.ContainsKey("tools").ShouldBeFalse();
        body["messages"]![1]!["tool_calls"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public void H_071_H_349_a_call_without_a_result_gets_one()
    {
        var messages = Messages(Turn($"{Use("a")},{Use("b")}", $$"""{{Result("a")}},{"type":"text","text":"stop"}"""));
        Roles(messages).ShouldBe(["user", "assistant", "tool", "tool", "user"]);
        messages[3]!["tool_call_id"]!.ToString().ShouldBe("b");
        messages[3]!["content"]!.ToString().ShouldContain("interrupted");
        var last = Messages($$"""{"role":"assistant","content":[{{Use("z")}}]}""");
        Roles(last).ShouldBe(["user", "assistant", "tool"]);
    }

    [Fact]
    public void H_072_an_id_that_comes_again_is_told_apart_with_its_result()
    {
        var messages = Messages($"{Turn(Use("x"), Result("x", "\"one\""))},{Turn(Use("x"), Result("x", "\"two\""))}");
        var ids = messages.Where(message => message!["tool_calls"] != null).Select(message => message!["tool_calls"]![0]!["id"]!.ToString()).ToList();
        ids.Distinct().Count().ShouldBe(2);
        messages[2]!["tool_call_id"]!.ToString().ShouldBe(ids[0]);
        messages[4]!["tool_call_id"]!.ToString().ShouldBe(ids[1]);
        messages[4]!["content"]!.ToString().ShouldBe("two");
        var twice = Messages(Turn($"{Use("x")},{Use("x")}", $"{Result("x", "\"one\"")},{Result("x", "\"two\"")}"));
        twice[2]!["content"]!.ToString().ShouldBe("one");
        twice[3]!["content"]!.ToString().ShouldBe("two");
    }

    [Fact]
    public void H_073_H_085_H_162_nothing_of_a_block_but_its_meaning_is_copied()
    {
        var body = Encoding.UTF8.GetString(Chat.Bytes(Chat.Request(
            $$$$"""
            [{"role":"user","content":[{"type":"text","text":"go","cache_control":{"type":"ephemeral"}}]},
             {{{{Turn(Use("t", more: ",\"caller\":{\"type\":\"direct\"},\"toolset_name\":\"x\",\"cache_control\":{\"type\":\"ephemeral\"}"), Result("t", more: ",\"cache_control\":{\"type\":\"ephemeral\"},\"toolset_name\":\"x\""))}}}}]
            """,
            "\"tools\":[{\"name\":\"Bash\",\"input_schema\":{\"type\":\"object\"},\"cache_control\":{\"type\":\"ephemeral\"}}],\"cache_control\":{\"type\":\"ephemeral\"}")));
        body.ShouldNotContain("cache_control");
        body.ShouldNotContain("caller");
        body.ShouldNotContain("toolset_name");
    }

    [Fact]
    public void H_074_what_another_provider_ran_is_told_in_words()
    {
        var messages = Messages("""
            {"role":"assistant","content":[
              {"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tigers"}},
              {"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","url":"https://x","title":"T","encrypted_content":"SECRET"}]},
              {"type":"mcp_tool_use","id":"m","name":"echo","server_name":"s","input":{"a":1}},
              {"type":"text","text":"Found."}]},{"role":"user","content":"thanks"}
            """);
        Roles(messages).ShouldBe(["user", "assistant", "user"]);
        var text = messages[1]!["content"]!.ToString();
        text.ShouldContain("web_search");
        text.ShouldContain("- T https://x");
        text.ShouldContain("Found.");
        text.ShouldNotContain("SECRET");
        messages[1]!["tool_calls"].ShouldBeNull();
    }

    [Fact]
    public void H_075_results_are_sent_in_call_order()
    {
        var messages = Messages(Turn($"{Use("bash")},{Use("read", "Read")}", $"{Result("read")},{Result("bash")}"));
        messages.Skip(2).Select(message => message!["tool_call_id"]!.ToString()).ShouldBe(["bash", "read"]);
    }

    [Fact]
    public void H_076_H_084_what_stands_beside_results_follows_them_in_one_user_message()
    {
        var messages = Messages(Turn(Use("t"), $$"""{"type":"text","text":"before"},{{Result("t")}},{"type":"text","text":"Tool loaded."}"""));
        Roles(messages).ShouldBe(["user", "assistant", "tool", "user"]);
        messages[3].ShouldBeJson("""{"role":"user","content":[{"type":"text","text":"before"},{"type":"text","text":"Tool loaded."}]}""");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"\"")]
    [InlineData("[{\"type\":\"text\",\"text\":\" \"}]")]
    public void H_077_an_empty_result_says_so_where_a_host_needs_it(string content)
    {
        Messages(Turn(Use("t"), Result("t", content)))[2]!["content"]!.ToString().ShouldBe("(no output)");
        Messages(Turn(Use("t"), Result("t", content)), new OpenAiChatProfile { EmptyToolResult = string.Empty })[2]!["content"]!.ToString().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("true", "boom", "Error: boom")]
    [InlineData("true", "Error: boom", "Error: boom")]
    [InlineData("true", "<tool_use_error>x</tool_use_error>", "<tool_use_error>x</tool_use_error>")]
    [InlineData("false", "fine", "fine")]
    public void H_078_a_failure_is_said_once(string isError, string content, string expected) =>
        Messages(Turn(Use("t"), Result("t", $"\"{content}\"", $",\"is_error\":{isError}")))[2]!["content"]!.ToString().ShouldBe(expected);

    [Fact]
    public void H_083_a_loaded_tool_is_described_in_its_result()
    {
        var body = Chat.Write(Chat.Request(
            $$"""[{"role":"user","content":"go"},{{Turn(Use("t", "ToolSearch"), Result("t", """[{"type":"tool_reference","tool_name":"Deep"}]"""))}}]""",
            """  "tools":[{"name":"ToolSearch","input_schema":{"type":"object"}},{"name":"Deep","description":"Digs \"deep\"","input_schema":{"type":"object","properties":{"x":{"type":"string"}}},"defer_loading":true}]  """));
        body["messages"]![2]!["content"]!.ToString().ShouldBe(
            "Tool loaded: Deep\nDigs \"deep\"\nInput schema: {\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"string\"}}}");
    }

    [Fact]
    public void H_086_a_result_without_its_call_is_kept_as_text()
    {
        var messages = Chat.Messages($$"""[{"role":"user","content":[{{Result("gone", "\"payload\"")}},{"type":"text","text":"go"}]}]""");
        Roles(messages).ShouldBe(["user"]);
        messages[0]!["content"]![0]!["text"]!.ToString().ShouldBe("[result of earlier tool call gone] payload");
    }

    [Fact]
    public void H_087_of_two_results_for_one_call_the_last_counts()
    {
        var messages = Messages(Turn(Use("t"), $"{Result("t", "\"old\"")},{Result("t", "\"new\"")}"));
        Roles(messages).ShouldBe(["user", "assistant", "tool"]);
        messages[2]!["content"]!.ToString().ShouldBe("new");
    }

    [Fact]
    public void H_088_results_in_several_messages_stand_behind_their_calls()
    {
        var messages = Messages($$"""{"role":"assistant","content":[{{Use("a")}},{{Use("b")}}]},{"role":"user","content":[{{Result("b")}}]},{"role":"user","content":[{{Result("a")}}]}""");
        Roles(messages).ShouldBe(["user", "assistant", "tool", "tool"]);
        messages[2]!["tool_call_id"]!.ToString().ShouldBe("a");
    }

    [Theory]
    [InlineData("[1,2]")]
    [InlineData("null")]
    [InlineData("{\\\"b\\\":1,\\\"a\\\":2}")]
    public void H_089_a_result_that_looks_like_json_stays_text(string text) =>
        Messages(Turn(Use("t"), Result("t", $"\"{text}\"")))[2]!["content"]!.ToString().ShouldBe(text.Replace("\\\"", "\"", StringComparison.Ordinal));

    [Fact]
    public void H_091_a_large_result_passes_whole()
    {
        var large = new string('x', 2_000_000);
        Messages(Turn(Use("t"), Result("t", $"\"{large}\"")))[2]!["content"]!.ToString().Length.ShouldBe(2_000_000);
    }

    [Fact]
    public void H_420_an_assistant_stands_between_tool_and_user_where_a_host_demands_it() =>
        Roles(Messages(Turn(Use("t"), $$"""{{Result("t")}},{"type":"text","text":"go on"}"""), new OpenAiChatProfile { AssistantBetweenToolAndUser = true }))
            .ShouldBe(["user", "assistant", "tool", "assistant", "user"]);

    [Fact]
    public void H_477_an_assistant_without_text_has_an_empty_one_where_a_template_needs_it() =>
        Messages(Turn(Use("t"), Result("t")), new OpenAiChatProfile { EmptyAssistantContent = true })[1]!["content"]!.ToString().ShouldBeEmpty();

    [Fact]
    public void H_495_arguments_may_be_nested_200_levels_deep()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200);
        Arguments(deep).ShouldBe(deep);
    }
}
