using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiChat;

namespace Dragoman.Dialects.Tests.OpenAiChat;

public sealed class SystemTests
{
    private const string Hi = """[{"role":"user","content":"hi"}]""";
    private const string Attribution = "x-anthropic-billing-header: cc_version=2.1.329; cc_entrypoint=cli; cch=";

    [Theory]
    [InlineData("\"system\":\"Be brief.\"")]
    [InlineData("""  "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}]  """)]
    public void H_017_both_forms_of_system_become_one_head_message(string system) =>
        Chat.Messages(Hi, more: system)[0].ShouldBeJson("""{"role":"developer","content":"Be brief."}""");

    [Fact]
    public void H_018_the_attribution_block_is_dropped_and_never_varies_the_bytes()
    {
        var (one, other) = (WithAttribution("a1"), WithAttribution("b2"));
        one.ShouldBe(other);
        Chat.Parse(one)["messages"]![0].ShouldBeJson("""{"role":"developer","content":"You are Claude Code.\n\nThe rest."}""");

        static byte[] WithAttribution(string cch) => Chat.Bytes(Chat.Request(Hi,
            $$"""  "system":[{"type":"text","text":"{{Attribution}}{{cch}};"},{"type":"text","text":"You are Claude Code."},{"type":"text","text":"The rest."}]  """));
    }

    [Fact]
    public void H_018_a_string_system_loses_only_its_first_line_and_quotations_stay()
    {
        Chat.Messages(Hi, more: $"\"system\":\"{Attribution}x;\\nBe brief.\"")[0]!["content"]!.ToString().ShouldBe("Be brief.");
        Chat.Messages(Hi, more: $$"""  "system":[{"type":"text","text":"A"},{"type":"text","text":"{{Attribution}}x"}]  """)[0]!["content"]!.ToString()
            .ShouldBe($"A\n\n{Attribution}x");
    }

    [Fact]
    public void H_020_blocks_are_joined_by_an_empty_line_and_empty_ones_are_skipped() =>
        Chat.Messages(Hi, more: """  "system":[{"type":"text","text":"A"},{"type":"text","text":" \n"},{"type":"text","text":"B"}]  """)[0]!["content"]!
            .ToString().ShouldBe("A\n\nB");

    [Fact]
    public void H_021_there_is_exactly_one_head_message()
    {
        var messages = Chat.Messages(
            """[{"role":"user","content":"hi"},{"role":"system","content":"Env"}]""", OpenAiChatProfile.Default,
            more: """  "system":[{"type":"text","text":"A"},{"type":"text","text":"B"}]  """);
        messages.Count(message => message!["role"]!.ToString() is "system" or "developer").ShouldBe(1);
        messages[0]!["role"]!.ToString().ShouldBe("system");
    }

    [Theory]
    [InlineData("\"system\":\"\"")]
    [InlineData("\"system\":[]")]
    [InlineData("\"system\":[{\"type\":\"text\",\"text\":\"x-anthropic-billing-header: cc_version=1;\"}]")]
    public void H_022_nothing_to_say_means_no_head_message(string system) =>
        Chat.Messages(Hi, more: system)[0]!["role"]!.ToString().ShouldBe("user");

    [Fact]
    public void H_023_developer_is_said_only_to_hosts_that_know_it() =>
        Chat.Messages(Hi, OpenAiChatProfile.Default, more: "\"system\":\"S\"")[0]!["role"]!.ToString().ShouldBe("system");

    [Fact]
    public void H_024_without_a_system_role_the_text_stands_in_front_of_the_first_user_message()
    {
        var messages = Chat.Messages(Hi, new OpenAiChatProfile { HeadRole = HeadRole.None }, more: "\"system\":\"Be brief.\"");
        messages.Count.ShouldBe(1);
        messages[0]!["role"]!.ToString().ShouldBe("user");
        messages[0]!["content"]!.ToString().ShouldBe("Be brief.\n\n---\n\nhi");
    }

    [Fact]
    public void H_025_the_head_is_the_same_on_every_turn()
    {
        var one = Chat.Bytes(Chat.Request(Hi, "\"system\":\"S\""));
        var two = Chat.Bytes(Chat.Request("""[{"role":"user","content":"hi"},{"role":"assistant","content":"yo"},{"role":"user","content":"more"}]""", "\"system\":\"S\""));
        two.AsSpan().StartsWith(one.AsSpan(0, one.Length - 2)).ShouldBeTrue();
    }

    [Fact]
    public void H_026_H_027_H_028_an_instruction_in_the_middle_stays_where_it_is()
    {
        const string Conversation = """[{"role":"user","content":"hi"},{"role":"system","content":"# Environment"},{"role":"assistant","content":"yo"},{"role":"user","content":"go"}]""";
        Chat.Messages(Conversation).ShouldBeJson("""
            [{"role":"user","content":"hi"},{"role":"developer","content":"# Environment"},{"role":"assistant","content":"yo"},{"role":"user","content":"go"}]
            """);
        Chat.Messages(Conversation, OpenAiChatProfile.Default).ShouldBeJson("""
            [{"role":"user","content":"hi"},{"role":"user","content":"<system-reminder>\n# Environment\n</system-reminder>"},
             {"role":"assistant","content":"yo"},{"role":"user","content":"go"}]
            """);
        Chat.Messages(Conversation, new OpenAiChatProfile { MergeSameRole = true }).ShouldBeJson("""
            [{"role":"user","content":"hi\n\n<system-reminder>\n# Environment\n</system-reminder>"},{"role":"assistant","content":"yo"},{"role":"user","content":"go"}]
            """);
    }

    [Fact]
    public void H_029_an_instruction_reads_the_same_in_both_its_shapes()
    {
        var asArray = Chat.Bytes(Chat.Request("""[{"role":"user","content":"hi"},{"role":"system","content":[{"type":"text","text":"Env","cache_control":{"type":"ephemeral"}}]}]"""));
        var asString = Chat.Bytes(Chat.Request("""[{"role":"user","content":"hi"},{"role":"system","content":"Env"}]"""));
        asArray.ShouldBe(asString);
    }

    [Fact]
    public void H_030_an_instruction_between_a_call_and_its_result_comes_after_the_result()
    {
        const string Conversation = """
            [{"role":"user","content":"go"},
             {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Bash","input":{}}]},
             {"role":"system","content":"Note"},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"ok"}]}]
            """;
        Chat.Messages(Conversation, OpenAiChatProfile.Default).Select(message => message!["role"]!.ToString())
            .ShouldBe(["user", "assistant", "tool", "user"]);
        Chat.Messages(Conversation).Select(message => message!["role"]!.ToString()).ShouldBe(["user", "assistant", "tool", "developer"]);
    }

    [Fact]
    public void H_033_H_097_the_latest_effort_in_the_conversation_counts_and_is_sent_once()
    {
        var body = Chat.Write(Chat.Request(
            """[{"role":"user","content":"hi"},{"role":"system","content":[],"output_config":{"effort":"low"}}]""",
            "\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"high\"}"));
        body["reasoning_effort"]!.ToString().ShouldBe("low");
        body["messages"]!.AsArray().Count.ShouldBe(1);
        Encoding.UTF8.GetString(Chat.Bytes(Chat.Request("""[{"role":"user","content":"hi"}]""", "\"output_config\":{\"effort\":\"high\"}")))
            .ShouldNotContain("output_config");
    }

    [Fact]
    public void H_034_an_instruction_that_holds_until_the_next_prompt_is_left_out_behind_it()
    {
        const string System = """{"role":"system","content":"Only now","clear_at":"next_user_message"}""";
        var now = Chat.Messages($$"""[{"role":"user","content":"a"},{{System}}]""");
        now.ToJsonString().ShouldContain("Only now");
        Chat.Messages($$"""[{"role":"user","content":"a"},{{System}},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]""")
            .ToJsonString().ShouldNotContain("Only now");
    }

    [Fact]
    public void Losses_name_what_became_of_the_head()
    {
        Chat.Write(Chat.Request("""[{"role":"user","content":"hi"},{"role":"system","content":"Env"}]""",
            $$$$"""  "system":[{"type":"text","text":"{{{{Attribution}}}}x;"},{"type":"text","text":"A","cache_control":{"type":"ephemeral"}}]  """),
            out var losses, OpenAiChatProfile.Default);
        losses.Has(LossKind.Attribution).ShouldBeTrue();
        losses.Has(LossKind.MidSystem).ShouldBeTrue();
        losses.Has(LossKind.CacheHint).ShouldBeTrue();
        losses.ToString().ShouldContain("cache_hint:dropped");
    }
}
