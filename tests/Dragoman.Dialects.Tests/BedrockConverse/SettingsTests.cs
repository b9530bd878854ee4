using Dragoman.Dialects.BedrockConverse;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Tests.OpenAiChat;
using static Dragoman.Dialects.Tests.BedrockConverse.Histories;

namespace Dragoman.Dialects.Tests.BedrockConverse;

/// <summary>What stands beside the messages: tools, cache points, thinking, sampling.</summary>
public sealed class SettingsTests
{
    private const string Tools = Streams.SomeTools;

    [Theory]
    [InlineData("auto", """{"auto":{}}""")]
    [InlineData("any", """{"any":{}}""")]
    [InlineData("tool", """{"tool":{"name":"Read"}}""")]
    public void H_143_a_forced_choice_is_told_where_it_is_taken_and_in_words_elsewhere(string kind, string expected)
    {
        var choice = $$"""{{Tools}},"tool_choice":{"type":"{{kind}}"{{(kind == "tool" ? ",\"name\":\"Read\"" : "")}}}""";
        var body = Bedrock.Write(Chat.Request("""[{"role":"user","content":"hi"}]""", choice));
        body["toolConfig"]!["toolChoice"].ShouldBeJson(expected);
        var plain = Bedrock.Write(Chat.Request("""[{"role":"user","content":"hi"}]""", choice), BedrockConverseProfile.Default);
        if (kind != "auto")
        {
            plain["toolConfig"]!["toolChoice"].ShouldBeNull();
            plain["messages"]![0]!["content"]![1]!["text"]!.GetValue<string>().ShouldContain(kind == "any" ? "Answer with a tool call." : "the tool Read.");
        }
    }

    [Fact]
    public void H_409_no_tools_are_offered_where_none_may_be_called_unless_the_history_needs_them()
    {
        const string None = Tools + ",\"tool_choice\":{\"type\":\"none\"}";
        Bedrock.Write(Chat.Request("""[{"role":"user","content":"hi"}]""", None))["toolConfig"].ShouldBeNull();
        var body = Bedrock.Write(Chat.Request(CallAndResult, None));
        body["toolConfig"]!["tools"]!.AsArray().Count.ShouldBe(2);
        body["toolConfig"]!["toolChoice"].ShouldBeNull();
        body["messages"]![2]!["content"]!.AsArray()[^1]!["text"]!.GetValue<string>().ShouldContain("Do not call a tool");
    }

    [Fact]
    public void H_118_H_125_H_126_tools_have_a_name_a_description_and_a_schema()
    {
        var name = "mcp__server__" + new string('x', 90);
        var tools = $$$"""
            "tools":[{"name":"{{{name}}}","description":"","input_schema":{"type":"object","$schema":"x"}},
                     {"name":"strict","description":"d","strict":true,"input_schema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}}]
            """;
        var written = Bedrock.Write(Chat.Request("""[{"role":"user","content":"hi"}]""", tools))["toolConfig"]!["tools"]!.AsArray();
        var first = written[0]!["toolSpec"]!;
        ((string?)first["name"])!.Length.ShouldBe(64);
        ((string?)first["description"]).ShouldBe((string?)first["name"]);
        first["inputSchema"].ShouldBeJson("""{"json":{"type":"object","properties":{}}}""");
        ((bool?)written[1]!["toolSpec"]!["strict"]).ShouldBe(true);
        Bedrock.Write(Chat.Request("""[{"role":"user","content":"hi"}]""", tools), Bedrock.Nova)["toolConfig"]!["tools"]![1]!["toolSpec"]!["strict"].ShouldBeNull();
    }

    [Fact]
    public void H_141_a_deferred_tool_is_shown_once_it_was_found()
    {
        const string Deferred = """
            "tools":[{"name":"ToolSearch","description":"s","input_schema":{"type":"object","properties":{}}},
                     {"name":"Later","description":"l","defer_loading":true,"input_schema":{"type":"object","properties":{}}}]
            """;
        string[] Names(string messages) => [.. Bedrock.Write(Chat.Request(messages, Deferred))["toolConfig"]!["tools"]!.AsArray().Select(tool => (string?)tool!["toolSpec"]!["name"] ?? "")];
        Names("""[{"role":"user","content":"hi"}]""").ShouldBe(["ToolSearch"]);
        Names(Of(Use("a", "ToolSearch"), Result("a", """[{"type":"tool_reference","tool_name":"Later"}]"""))).ShouldBe(["ToolSearch", "Later"]);
    }

    [Fact]
    public void A_model_without_tools_reads_of_calls()
    {
        var model = Bedrock.Model with { Tools = false };
        var body = Bedrock.Write(Chat.Request(CallAndResult, Tools), model: model);
        body["toolConfig"].ShouldBeNull();
        body["messages"]![1]!["content"]![0]!["text"]!.GetValue<string>().ShouldBe("""[called the tool Bash with {"command":"ls"}]""");
        body["messages"]![2]!["content"]![0]!["text"]!.GetValue<string>().ShouldContain("a.txt");
    }

    [Fact]
    public void H_165_H_407_cache_points_stand_behind_what_is_marked_where_the_model_takes_them()
    {
        const string Mark = ",\"cache_control\":{\"type\":\"ephemeral\"}";
        var body = Chat.Request(
            Of(Use("a"), $$$"""{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"r"{{{Mark}}}}]}"""),
            $$$"""
            "system":[{"type":"text","text":"s"{{{Mark}}}}],"tools":[{"name":"Bash","description":"d","input_schema":{"type":"object","properties":{}}{{{Mark}}}}]
            """);
        var claude = Bedrock.Write(body);
        claude["system"].ShouldBeJson("""[{"text":"s"},{"cachePoint":{"type":"default"}}]""");
        claude["toolConfig"]!["tools"]!.AsArray()[1].ShouldBeJson("""{"cachePoint":{"type":"default"}}""");
        claude["messages"]![2]!["content"].ShouldBeJson("""[{"toolResult":{"toolUseId":"a","content":[{"text":"r"}]}},{"cachePoint":{"type":"default"}}]""");
        var nova = Bedrock.Write(body, Bedrock.Nova);
        nova["toolConfig"]!["tools"]!.AsArray().Count.ShouldBe(1);
        nova["system"]!.AsArray().Count.ShouldBe(2);
        Bedrock.Bytes(body, out var losses, BedrockConverseProfile.Default).AsSpan().IndexOf("cachePoint"u8).ShouldBe(-1);
        losses.ToString().ShouldContain("cache_hint:droppedx3");
        Bedrock.Bytes(body, out _, Bedrock.Claude, null, new Remedy(RemedyKind.DropMember, "cachePoint")).AsSpan().IndexOf("cachePoint"u8).ShouldBe(-1);
    }

    [Fact]
    public void H_164_H_168_H_407_four_points_at_most_the_last_ones_and_an_hour_where_it_is_asked_for()
    {
        var blocks = string.Join(',', Enumerable.Range(0, 6).Select(i => $$$"""{"type":"text","text":"{{{i}}}","cache_control":{"type":"ephemeral","ttl":"1h","scope":"global"}}"""));
        var content = Bedrock.Messages($$"""[{"role":"user","content":[{{blocks}}]}]""")[0]!["content"]!.AsArray();
        content.Count(part => part!["cachePoint"] is not null).ShouldBe(4);
        content[0]!["text"]!.GetValue<string>().ShouldBe("0");
        content[1]!["text"]!.GetValue<string>().ShouldBe("1");
        content[^1].ShouldBeJson("""{"cachePoint":{"type":"default","ttl":"1h"}}""");
    }

    [Fact]
    public void H_165_in_front_of_a_document_as_none_is_taken_behind_it() =>
        Bedrock.Messages("""[{"role":"user","content":[{"type":"text","text":"x"},{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="},"cache_control":{"type":"ephemeral"}}]}]""")[0]!["content"]![1]
            .ShouldBeJson("""{"cachePoint":{"type":"default"}}""");

    [Theory]
    [InlineData("\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"medium\"}", "{\"type\":\"adaptive\",\"display\":\"summarized\"}", "medium")]
    [InlineData("\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"},\"output_config\":{\"effort\":\"xhigh\"}", "{\"type\":\"adaptive\"}", "high")]
    [InlineData("\"thinking\":{\"type\":\"disabled\"}", "{\"type\":\"disabled\"}", null)]
    public void H_093_H_096_claude_is_told_to_think_and_how_hard(string thinking, string expected, string? effort)
    {
        var body = Bedrock.Write(Chat.Request("""[{"role":"user","content":"hi"}]""", thinking + ",\"temperature\":0.5"));
        body["additionalModelRequestFields"]!["thinking"].ShouldBeJson(expected);
        ((string?)body["outputConfig"]?["effort"]).ShouldBe(effort);
        (body["inferenceConfig"]!["temperature"] is null).ShouldBe(effort is not null);
    }

    [Theory]
    [InlineData(32000, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":31999}", 31999L)]
    [InlineData(2000, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":5000}", 1999L)]
    [InlineData(32000, "\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"low\"}", 4096L)]
    [InlineData(32000, "\"thinking\":{\"type\":\"disabled\"}", null)]
    public void H_094_older_claude_gets_a_budget_below_its_bound(int max, string thinking, long? budget)
    {
        var body = Chat.Request("""[{"role":"user","content":"hi"}]""", thinking).Replace("32000", max.ToString(), StringComparison.Ordinal);
        ((long?)Bedrock.Write(body, Bedrock.OldClaude)["additionalModelRequestFields"]?["thinking"]?["budget_tokens"]).ShouldBe(budget);
    }

    [Fact]
    public void H_107_older_claude_does_not_think_where_the_thinking_of_a_call_is_missing()
    {
        const string Think = "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":4000}," + Tools;
        Bedrock.Write(Chat.Request(CallAndResult, Think), Bedrock.OldClaude)["additionalModelRequestFields"]!["thinking"].ShouldBeNull();
        Bedrock.Write(Chat.Request("""[{"role":"user","content":"hi"}]""", Think), Bedrock.OldClaude)["additionalModelRequestFields"]!["thinking"].ShouldNotBeNull();
    }

    [Fact]
    public void H_408_gpt_has_its_own_effort_no_thinking_and_a_least_bound()
    {
        var body = Chat.Request("""[{"role":"user","content":"hi"}]""", "\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"low\"}");
        var written = Bedrock.Write(body.Replace("32000", "8", StringComparison.Ordinal), Bedrock.Gpt, new ModelTraits { Id = "us.openai.gpt-6-astra" });
        ((long)written["inferenceConfig"]!["maxTokens"]!).ShouldBe(16);
        Bedrock.Write(body, Bedrock.Gpt)["additionalModelRequestFields"].ShouldBeJson("""{"reasoning":{"effort":"low"}}""");
        Bedrock.Write(body, new BedrockConverseProfile { Reasoning = ConverseReasoning.ReasoningEffort, Efforts = ["low", "high"] })["additionalModelRequestFields"]
            .ShouldBeJson("""{"reasoning_effort":"low"}""");
        Bedrock.Write(body, new BedrockConverseProfile { Reasoning = ConverseReasoning.Nova, Efforts = ["low", "medium"] })["additionalModelRequestFields"]
            .ShouldBeJson("""{"reasoningConfig":{"type":"enabled","maxReasoningEffort":"low"}}""");
    }

    [Fact]
    public void H_005_of_the_betas_only_those_that_the_model_knows_are_sent() =>
        Bedrock.Write(Chat.Request("""[{"role":"user","content":"hi"}]"""))["additionalModelRequestFields"]!["anthropic_beta"].ShouldBeJson("""["context-1m-2025-08-07"]""");

    [Fact]
    public void H_154_H_155_sampling_and_stop_sequences_go_where_they_are_taken()
    {
        var body = Bedrock.Write(Chat.Request("""[{"role":"user","content":"hi"}]""", "\"temperature\":0.2,\"top_p\":0.9,\"top_k\":5,\"stop_sequences\":[\"</a>\",\" \"]"));
        body["inferenceConfig"].ShouldBeJson("""{"maxTokens":32000,"temperature":0.2,"stopSequences":["</a>"]}""");
        body["additionalModelRequestFields"]!["top_k"].ShouldBeJson("5");
        body["additionalModelResponseFieldPaths"].ShouldBeJson("""["/stop_sequence"]""");
    }

    [Fact]
    public void H_158_a_schema_for_the_answer_is_a_text_or_told_in_words()
    {
        const string Format = """ "output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"a":{"type":"string"}}}}} """;
        var body = Chat.Request("""[{"role":"user","content":"hi"}]""", Format);
        ((string?)Bedrock.Write(body)["outputConfig"]!["textFormat"]!["structure"]!["jsonSchema"]!["schema"]).ShouldBe("""{"type":"object","properties":{"a":{"type":"string"}}}""");
        var words = Bedrock.Write(body, Bedrock.Nova);
        words["outputConfig"].ShouldBeNull();
        words["system"]![0]!["text"]!.GetValue<string>().ShouldContain("JSON Schema");
    }
}
