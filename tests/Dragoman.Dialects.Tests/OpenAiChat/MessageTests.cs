using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiChat;
using FsCheck;
using FsCheck.Fluent;

namespace Dragoman.Dialects.Tests.OpenAiChat;

public sealed class MessageTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Fact]
    public void H_035_same_roles_are_merged_where_a_host_demands_it_and_only_there()
    {
        const string Conversation = """
            [{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"assistant","content":"c"},
             {"role":"assistant","content":[{"type":"text","text":"d"},{"type":"tool_use","id":"t","name":"Bash","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"r"},{"type":"text","text":"e"}]},{"role":"user","content":"f"}]
            """;
        Chat.Messages(Conversation, OpenAiChatProfile.Default).Select(message => message!["role"]!.ToString())
            .ShouldBe(["user", "user", "assistant", "assistant", "tool", "user", "user"]);
        var merged = Chat.Messages(Conversation, new OpenAiChatProfile { MergeSameRole = true });
        merged.Select(message => message!["role"]!.ToString()).ShouldBe(["user", "assistant", "tool", "user"]);
        merged[0]!["content"]!.ToString().ShouldBe("a\n\nb");
        merged[1]!["content"]!.ToString().ShouldBe("cd");
        merged[3]!["content"]!.ToString().ShouldBe("e\n\nf");
    }

    [Fact]
    public void H_036_H_421_a_conversation_that_ends_with_the_assistant_follows_the_host()
    {
        const string Conversation = """[{"role":"user","content":"a"},{"role":"assistant","content":"{"}]""";
        Chat.Messages(Conversation, OpenAiChatProfile.Default)[2].ShouldBeJson("""{"role":"user","content":"Continue."}""");
        Chat.Messages(Conversation, new OpenAiChatProfile { Prefill = PrefillRule.Keep }).Count.ShouldBe(2);
        Chat.Messages(Conversation, new OpenAiChatProfile { Prefill = PrefillRule.PrefixFlag })[1]
            .ShouldBeJson("""{"role":"assistant","content":"{","prefix":true}""");
    }

    [Fact]
    public void H_037_H_440_an_assistant_at_the_head_gets_a_user_in_front_where_needed()
    {
        const string Conversation = """[{"role":"assistant","content":"a"},{"role":"user","content":"b"}]""";
        var messages = Chat.Messages(Conversation, new OpenAiChatProfile { NeedsLeadingUser = true }, more: "\"system\":\"S\"");
        messages.Select(message => message!["role"]!.ToString()).ShouldBe(["system", "user", "assistant", "user"]);
        messages[2]!["content"]!.ToString().ShouldBe("a");
        Chat.Messages(Conversation, OpenAiChatProfile.Default)[0]!["role"]!.ToString().ShouldBe("assistant");
    }

    [Fact]
    public void H_038_a_string_is_a_list_of_one_text_everywhere()
    {
        var asStrings = Chat.Bytes(Chat.Request("""
            [{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"},
             {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"Bash","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"r"}]}]
            """));
        var asLists = Chat.Bytes(Chat.Request("""
            [{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{"type":"text","text":"b"}]},
             {"role":"user","content":[{"type":"text","text":"c"}]},
             {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"Bash","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"r"}]}]}]
            """));
        asStrings.ShouldBe(asLists);
    }

    [Fact]
    public void H_039_nothing_is_cut_from_a_long_conversation()
    {
        var messages = string.Join(',', Enumerable.Range(0, 300).Select(i => $$"""{"role":"{{(i % 2 == 0 ? "user" : "assistant")}}","content":"m{{i}}"}"""));
        Chat.Messages($"[{messages}]", new OpenAiChatProfile { Prefill = PrefillRule.Keep }).Count.ShouldBe(300);
    }

    [Fact]
    public void H_040_H_090_a_block_of_the_future_is_text_or_gone_but_never_a_crash()
    {
        const string Zz = """{"type":"zz","foo":1}""";
        var messages = Chat.Messages($$$$"""
            [{"role":"user","content":[{{{{Zz}}}},{"type":"text","text":"a"}]},
             {"role":"assistant","content":[{{{{Zz}}}},{"type":"tool_use","id":"t","name":"Bash","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{{{{Zz}}}},{"type":"tool_result","tool_use_id":"x","content":"deep"}]}]}]
            """);
        messages[0]!["content"]![0]!["text"]!.ToString().ShouldBe("""{"type":"zz","foo":1}""");
        messages[1]!["content"].ShouldBeNull();
        messages[2]!["content"]!.ToString().ShouldContain("\"zz\"");
        messages[2]!["content"]!.ToString().ShouldContain("deep");
    }

    [Fact]
    public void H_041_blank_texts_are_dropped_and_empty_messages_with_them()
    {
        var messages = Chat.Messages("""
            [{"role":"user","content":[{"type":"text","text":" "},{"type":"text","text":"a"}]},
             {"role":"assistant","content":[{"type":"text","text":""},{"type":"tool_use","id":"t","name":"Bash","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"r"}]},
             {"role":"assistant","content":[{"type":"text","text":"\n\t "}]},{"role":"user","content":"b"}]
            """);
        messages.ShouldBeJson("""
            [{"role":"user","content":"a"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"t","type":"function","function":{"name":"Bash","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"t","content":"r"},{"role":"user","content":"b"}]
            """);
    }

    [Fact]
    public void H_043_H_061_citations_are_never_copied() =>
        Chat.Messages("""[{"role":"user","content":[{"type":"text","text":"a","citations":[{"type":"char_location"}]}]}]""")
            .ToJsonString().ShouldNotContain("citations");

    [Fact]
    public void H_044_H_499_half_a_character_is_mended_and_whole_ones_stay()
    {
        var messages = Chat.Messages("""
            [{"role":"user","content":"a\ud83d b \ud83d\ude00 \\ud83d \udc00"},
             {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"Bash","input":{"c":"\ud83d"}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"x\ude00"}]}]
            """);
        messages[0]!["content"]!.ToString().ShouldBe("a\uFFFD b \U0001F600 \\ud83d \uFFFD");
        messages[1]!["tool_calls"]![0]!["function"]!["arguments"]!.ToString().ShouldBe("""{"c":"\ufffd"}""");
        messages[2]!["content"]!.ToString().ShouldBe("x\uFFFD");
    }

    [Fact]
    public void H_045_nul_is_stripped_only_where_a_host_cannot_hold_it()
    {
        const string Conversation = """[{"role":"user","content":"a\u0000b\u001b[0m"}]""";
        Chat.Messages(Conversation)[0]!["content"]!.ToString().ShouldBe("a\0b\u001b[0m");
        Chat.Messages(Conversation, new OpenAiChatProfile { StripNul = true })[0]!["content"]!.ToString().ShouldBe("ab\u001b[0m");
    }

    [Fact]
    public void H_046_assistant_text_is_one_string_without_a_separator() =>
        Chat.Messages("""[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"text","text":"A"},{"type":"text","text":"B"}]},{"role":"user","content":"r"}]""")[1]
            .ShouldBeJson("""{"role":"assistant","content":"AB"}""");

    [Fact]
    public void H_047_user_text_is_a_string_where_a_host_takes_only_strings()
    {
        var conversation = $$$$"""[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"role":"user","content":[{"type":"text","text":"c"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{{Png}}}}"}}]}]""";
        Chat.Messages(conversation, OpenAiChatProfile.Default)[0]!["content"]!.ToString().ShouldBe("a\n\nb");
        Chat.Messages(conversation)[0].ShouldBeJson("""{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}""");
        Chat.Messages(conversation, OpenAiChatProfile.Default)[1]!["content"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public void H_350_no_message_has_a_name() =>
        Chat.Messages("""[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"Bash","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"r"}]}]""")
            .ShouldAllBe(message => message!["name"] == null);

    /// <summary>Any conversation that grows by whole exchanges: what was sent is a prefix of what is sent next.</summary>
    [Fact]
    public void H_066_H_128_H_171_a_growing_conversation_is_translated_to_a_growing_body()
    {
        foreach (var profile in new[] { Chat.OpenAi, OpenAiChatProfile.Default, Chat.OpenAi with { ToolIds = ToolIdRule.Alphanumeric9 } })
        {
            Prop.ForAll(Arb.From(Conversations()), messages => Grows(messages, profile)).Check(Config.QuickThrowOnFailure.WithMaxTest(120));
        }
    }

    private static bool Grows(string[] exchanges, OpenAiChatProfile profile)
    {
        byte[]? before = null;
        for (var count = 1; count <= exchanges.Length; count++)
        {
            var now = Chat.Bytes(Chat.Request($"[{string.Join(',', exchanges.Take(count))}]", "\"system\":\"S\"," + Streams.SomeTools), profile);
            Chat.Parse(now);
            if (before is not null && !now.AsSpan().StartsWith(before.AsSpan(0, before.Length - 2)))
            {
                throw new InvalidOperationException($"{Encoding.UTF8.GetString(before)}\nbecame\n{Encoding.UTF8.GetString(now)}");
            }

            before = now;
        }

        return true;
    }

    // Each element ends where the model is to speak: a prompt, or an assistant turn and what answers it.
    private static Gen<string[]> Conversations()
    {
        var text = Gen.Elements("hi", "", " ", "\\n", "é \\\"x\\\" \\\\", "\\ud83d\\ude00", "\\ud83d");
        var user = text.Select(t => $$"""{"role":"user","content":[{"type":"text","text":"{{t}}"}]}""");
        var systems = Gen.Elements(string.Empty, string.Empty, ",{\"role\":\"system\",\"content\":\"note\"}", ",{\"role\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}],\"output_config\":{}}");
        var calls = Gen.Choose(0, 3);
        var exchange = from t in text
                       from u in text
                       from n in calls
                       from seed in Gen.Choose(0, 5)
                       from reverse in Gen.Elements(true, false)
                       from image in Gen.Elements(true, false)
                       from s in systems
                       select Exchange(t, u, n, seed, reverse, image) + s;
        return from first in user
               from s in systems
               from rest in exchange.ArrayOf()
               select (string[])[first + s, .. rest];
    }

    private static string Exchange(string text, string said, int calls, int seed, bool reverse, bool image)
    {
        var uses = Enumerable.Range(0, calls).Select(i => $$$$"""{"type":"tool_use","id":"toolu_{{{{(seed + i) % 4}}}}","name":"Bash","input":{"b":"{{{{said}}}}", "a":{{{{i}}}}}}""");
        var results = Enumerable.Range(0, calls).Select(i => $$"""{"type":"tool_result","tool_use_id":"toolu_{{(seed + i) % 4}}","content":[{"type":"text","text":"{{said}}"}{{(image ? $",{{\"type\":\"image\",\"source\":{{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"{Png}\"}}}}" : string.Empty)}}]}""");
        results = reverse ? results.Reverse() : results;
        string[] assistant = ["""{"type":"thinking","thinking":"t","signature":"s"}""", $$"""{"type":"text","text":"{{text}}"}""", .. uses];
        string[] user = [.. results, $$"""{"type":"text","text":"{{said}}"}"""];
        return $$"""{"role":"assistant","content":[{{string.Join(',', assistant)}}]},{"role":"user","content":[{{string.Join(',', user)}}]}""";
    }
}
