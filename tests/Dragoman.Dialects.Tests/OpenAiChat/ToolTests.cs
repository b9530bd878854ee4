using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.OpenAiChat;
using Dragoman.Dialects.Schemas;

namespace Dragoman.Dialects.Tests.OpenAiChat;

/// <summary>Tool definitions, deferred tools, choices.</summary>
public sealed class ToolTests
{
    private const string Hi = """[{"role":"user","content":"hi"}]""";

    private static string Tool(string name, string schema = """{"type":"object","properties":{}}""", string more = "") =>
        $$"""{"name":"{{name}}","description":"d","input_schema":{{schema}}{{more}}}""";

    private static JsonObject Write(string tools, string more = "", OpenAiChatProfile? profile = null, string messages = Hi) =>
        Chat.Write(Chat.Request(messages, $"\"tools\":[{tools}]{(more.Length > 0 ? "," + more : more)}"), profile);

    private static JsonNode Schema(string schema, SchemaRule rule = SchemaRule.Repair) =>
        Write(Tool("T", schema), profile: new OpenAiChatProfile { Schemas = rule })["tools"]![0]!["function"]!["parameters"]!;

    private static IEnumerable<string> Names(JsonObject body) =>
        body["tools"]?.AsArray().Select(tool => tool!["function"]!["name"]!.ToString()) ?? [];

    [Fact]
    public void H_116_H_450_annotations_are_left_out_where_hosts_refuse_them()
    {
        const string Odd = """{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"$schema":{"type":"string","default":"x"},"n":{"type":["string","null"],"format":"uri"}},"additionalProperties":false}""";
        Schema(Odd).ShouldBeJson(Odd);
        Schema(Odd, SchemaRule.Plain).ShouldBeJson(
            """{"type":"object","properties":{"$schema":{"type":"string"},"n":{"type":["string","null"],"format":"uri"}},"additionalProperties":false}""");
    }

    [Fact]
    public void H_117_a_recursive_schema_stays_finite() =>
        Schema("""{"type":"object","properties":{"t":{"$ref":"#/$defs/T"}},"$defs":{"T":{"type":"object","properties":{"c":{"$ref":"#/$defs/T"}}}}}""", SchemaRule.Grammar)
            .ToJsonString().Length.ShouldBeLessThan(200);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"type":"object"}""")]
    public void H_118_the_root_is_an_object_with_properties(string schema) => Schema(schema).ShouldBeJson("""{"type":"object","properties":{}}""");

    [Fact]
    public void H_119_arrays_say_what_they_hold() =>
        Schema("""{"type":"object","properties":{"a":{"type":"array"},"b":{"type":"array","items":{"type":"array"}}}}""")
            .ShouldBeJson("""{"type":"object","properties":{"a":{"type":"array","items":{}},"b":{"type":"array","items":{"type":"array","items":{}}}}}""");

    [Theory]
    [InlineData("[\"a\",\"b\"]", "[\"a\"]")]
    [InlineData("[\"b\"]", null)]
    [InlineData("true", null)]
    public void H_120_only_properties_that_exist_are_required(string required, string? expected)
    {
        var schema = Schema($$$$"""{"type":"object","properties":{"a":{}},"required":{{{{required}}}}}""").AsObject();
        (schema["required"]?.ToJsonString()).ShouldBe(expected);
    }

    [Fact]
    public void H_121_alternatives_at_the_root_become_one_object()
    {
        var schema = Schema("""{"oneOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},{"type":"object","properties":{"b":{"type":"string"}}}],"description":"D"}""");
        schema.ShouldBeJson("""{"type":"object","description":"D","properties":{"a":{"type":"string"},"b":{"type":"string"}}}""");
        Schema("""{"allOf":[{"properties":{"a":{}},"required":["a"]},{"properties":{"b":{}}}]}""")
            .ShouldBeJson("""{"type":"object","properties":{"a":{},"b":{}},"required":["a"]}""");
    }

    [Fact]
    public void H_122_strict_is_said_only_of_schemas_that_can_be()
    {
        const string Closed = """{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""";
        const string Open = """{"type":"object","properties":{"a":{"type":"string"}}}""";
        Write(Tool("T", Closed, ",\"strict\":true"))["tools"]![0]!["function"]!["strict"]!.GetValue<bool>().ShouldBeTrue();
        Write(Tool("T", Open, ",\"strict\":true"))["tools"]![0]!["function"]!["strict"].ShouldBeNull();
        Write(Tool("T", Closed))["tools"]![0]!["function"]!["strict"].ShouldBeNull();
    }

    [Fact]
    public void H_123_H_124_H_135_a_function_has_name_description_and_parameters_only()
    {
        foreach (var type in new[] { string.Empty, ",\"type\":\"custom\"", ",\"type\":null" })
        {
            Write(Tool("T", more: type + """,  "eager_input_streaming":true,"input_examples":[{}],"allowed_callers":["direct"],"cache_control":{"type":"ephemeral"}"""))["tools"]
                .ShouldBeJson("""[{"type":"function","function":{"name":"T","description":"d","parameters":{"type":"object","properties":{}}}}]""");
        }
    }

    [Fact]
    public void H_126_an_empty_description_is_omitted_and_a_long_one_is_cut_only_where_there_is_a_cap()
    {
        Write("""{"name":"T","description":" ","input_schema":{"type":"object","properties":{}}}""")["tools"]![0]!["function"]!["description"].ShouldBeNull();
        var tool = $$$$"""{"name":"T","description":"{{{{new string('é', 3000)}}}}","input_schema":{"type":"object","properties":{}}}""";
        Write(tool)["tools"]![0]!["function"]!["description"]!.ToString().Length.ShouldBe(3000);
        Write(tool, profile: new OpenAiChatProfile { MaxToolDescription = 1025 })["tools"]![0]!["function"]!["description"]!.ToString().ShouldBe(new string('é', 512));
    }

    [Fact]
    public void H_127_H_142_H_144_without_tools_nothing_about_tools_is_sent()
    {
        foreach (var tools in new[] { string.Empty, Tool("Deep", more: ",\"defer_loading\":true") })
        {
            var body = Write(tools, "\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":true}");
            body.ContainsKey("tools").ShouldBeFalse();
            body.ContainsKey("tool_choice").ShouldBeFalse();
            body.ContainsKey("parallel_tool_calls").ShouldBeFalse();
        }
    }

    [Fact]
    public void H_128_tools_keep_their_order_and_their_bytes()
    {
        var body = Encoding.UTF8.GetString(Chat.Bytes(Chat.Request(Hi, $"\"tools\":[{Tool("Z")},{Tool("A", """{"type":"object","properties":{"b":{},"a":{}}}""")}]")));
        body.ShouldContain("""{"type":"object","properties":{"b":{},"a":{}}}""");
        body.IndexOf("\"Z\"", StringComparison.Ordinal).ShouldBeLessThan(body.IndexOf("\"A\"", StringComparison.Ordinal));
    }

    [Fact]
    public void H_129_above_the_cap_used_tools_stay()
    {
        var tools = string.Join(',', Enumerable.Range(0, 200).Select(i => Tool($"T{i}")));
        const string Used = """
            [{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"x","name":"T199","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"x","content":"r"}]}]
            """;
        var names = Names(Write(tools, messages: Used)).ToList();
        names.Count.ShouldBe(128);
        names.ShouldContain("T199");
        names.ShouldContain("T0");
        Chat.Refused(Chat.Request(Used, $"\"tools\":[{tools}]"), new OpenAiChatProfile { MaxTools = 0 }).Status.ShouldBe(400);
    }

    [Fact]
    public void H_130_H_493_numbers_in_schemas_keep_their_spelling() =>
        Encoding.UTF8.GetString(Chat.Bytes(Chat.Request(Hi, $$"""  "tools":[{{Tool("T", """{"type":"object","properties":{"n":{"type":"integer","maximum":9007199254740991,"minimum":-1e3}}}""")}}]  """)))
            .ShouldContain("\"maximum\":9007199254740991,\"minimum\":-1e3");

    [Fact]
    public void H_131_H_480_grammar_engines_get_no_pattern_format_or_length()
    {
        var schema = Schema("""{"type":"object","properties":{"pattern":{"type":"string","pattern":"\\d+","format":"uri","minLength":1,"maxLength":300},"l":{"type":"array","items":{},"maxItems":500}}}""", SchemaRule.Grammar);
        schema.ShouldBeJson("""{"type":"object","properties":{"pattern":{"type":"string"},"l":{"type":"array","items":{}}}}""");
    }

    [Fact]
    public void H_432_moonshot_gets_its_subset() =>
        Schema("""{"type":"object","properties":{"a":{"type":"string","anyOf":[{"type":"string"},{"type":"null"}]},"t":{"type":"array","items":[{"type":"string"}]}}}""", SchemaRule.Moonshot)
            .ShouldBeJson("""{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}]},"t":{"type":"array","prefixItems":[{"type":"string"}]}}}""");

    [Fact]
    public void H_133_anthropics_own_client_tools_become_functions_with_their_schema()
    {
        var body = Write("""{"type":"bash_20250124","name":"bash"},{"type":"text_editor_20250728","name":"str_replace_based_edit_tool"},{"type":"memory_20250818","name":"memory"},{"type":"zz_20991231","name":"zz"}""");
        Names(body).ShouldBe(["bash", "str_replace_based_edit_tool", "memory"]);
        body["tools"]![0]!["function"]!["parameters"]!["properties"]!.AsObject().Select(property => property.Key).ShouldBe(["command", "restart"]);
    }

    [Fact]
    public void H_134_the_first_of_two_tools_of_one_name_stays()
    {
        var body = Chat.Write(Chat.Request(Hi, $"\"tools\":[{Tool("X")},{Tool("X")},{Tool("Y")}]"), out var losses);
        Names(body).ShouldBe(["X", "Y"]);
        losses.Has(LossKind.Tool).ShouldBeTrue();
    }

    [Fact]
    public void H_136_H_137_H_138_deferred_tools_appear_at_the_end_once_they_are_named()
    {
        var tools = $"{Tool("A")},{Tool("D1", more: ",\"defer_loading\":true")},{Tool("DeferredToolPlaceholder", more: ",\"defer_loading\":true")},{Tool("D2", more: ",\"defer_loading\":true")},{Tool("B")}";
        Names(Write(tools)).ShouldBe(["A", "B"]);
        Names(Write(tools, messages: Loaded("D2"))).ShouldBe(["A", "B", "D2"]);
        Names(Write(tools, messages: Loaded("D2", "D1", "D2", "DeferredToolPlaceholder", "Nope"))).ShouldBe(["A", "B", "D2", "D1"]);

        static string Loaded(params string[] names) => $$$$"""
            [{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"s","name":"ToolSearch","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"s","content":[{{{{string.Join(',', names.Select(name => $"{{\"type\":\"tool_reference\",\"tool_name\":\"{name}\"}}"))}}}}]}]}]
            """;
    }

    [Fact]
    public void H_139_a_tool_that_is_not_loaded_cannot_be_forced() =>
        Write($"{Tool("A")},{Tool("D", more: ",\"defer_loading\":true")}", "\"tool_choice\":{\"type\":\"tool\",\"name\":\"D\"}")["tool_choice"]!.ToString().ShouldBe("auto");

    [Fact]
    public void H_140_tools_change_in_the_middle_of_a_conversation()
    {
        var body = Write($"{Tool("A")},{Tool("B")}", messages: """
            [{"role":"user","content":"go"},{"role":"system","content":[{"type":"tool_addition","tool":{"type":"tool_definition","definition":{"name":"C","description":"c","input_schema":{"type":"object"}}}},
                                                                        {"type":"tool_removal","tool":{"type":"tool_reference","name":"A"}}]}]
            """);
        Names(body).ShouldBe(["B", "C"]);
        body["messages"]!.ToJsonString().ShouldContain("Tool added: C");
        body["messages"]!.ToJsonString().ShouldContain("Tool removed: A");
    }

    [Theory]
    [InlineData("\"type\":\"auto\"", "\"auto\"")]
    [InlineData("\"type\":\"any\"", "\"required\"")]
    [InlineData("\"type\":\"tool\",\"name\":\"A\"", """{"type":"function","function":{"name":"A"}}""")]
    [InlineData("\"type\":\"none\"", "\"none\"")]
    public void H_143_choices_have_their_words(string choice, string expected) =>
        Write(Tool("A"), $"\"tool_choice\":{{{choice}}}")["tool_choice"].ShouldBeJson(expected);

    [Fact]
    public void H_143_mistral_says_any() =>
        Write(Tool("A"), "\"tool_choice\":{\"type\":\"any\"}", new OpenAiChatProfile { ForcedToolChoice = "any" })["tool_choice"]!.ToString().ShouldBe("any");

    [Fact]
    public void H_145_H_439_a_host_that_knows_only_auto_is_told_in_words()
    {
        var profile = new OpenAiChatProfile { ForcedToolChoice = string.Empty, ToolStream = true };
        var body = Write(Tool("A"), "\"tool_choice\":{\"type\":\"tool\",\"name\":\"A\"}", profile);
        body["tool_choice"]!.ToString().ShouldBe("auto");
        body["tool_stream"]!.GetValue<bool>().ShouldBeTrue();
        body["messages"]!.AsArray()[^1]!["content"]!.ToString().ShouldContain("Answer with a call of the tool A.");
    }

    [Fact]
    public void H_144_H_180_a_choice_of_a_tool_that_the_provider_runs_is_dropped_to_auto() =>
        Write($"{Tool("A")},{{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}}", "\"tool_choice\":{\"type\":\"tool\",\"name\":\"web_search\"}")["tool_choice"]!
            .ToString().ShouldBe("auto");

    [Fact]
    public void H_146_H_147_parallel_calls_are_switched_off_only_on_demand_and_only_where_it_is_taken()
    {
        const string Off = "\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}";
        Write(Tool("A"), Off)["parallel_tool_calls"]!.GetValue<bool>().ShouldBeFalse();
        Write(Tool("A"), "\"tool_choice\":{\"type\":\"auto\"}").ContainsKey("parallel_tool_calls").ShouldBeFalse();
        Write(Tool("A"), Off, OpenAiChatProfile.Default).ContainsKey("parallel_tool_calls").ShouldBeFalse();
    }

    [Fact]
    public void A19_a_model_that_cannot_call_in_parallel_is_told_so() =>
        Chat.Write(Chat.Request(Hi, $"\"tools\":[{Tool("A")}]"), Chat.OpenAi, Chat.Model with { ParallelTools = false })["parallel_tool_calls"]!.GetValue<bool>().ShouldBeFalse();

    [Fact]
    public void H_159_the_structured_output_tool_is_an_ordinary_function() => Names(Write(Tool("StructuredOutput"))).ShouldBe(["StructuredOutput"]);

    [Theory]
    [InlineData("web_search_20250305", "web_search")]
    [InlineData("web_search_20990101", "web_search")]
    [InlineData("advisor_20260301", "advisor")]
    [InlineData("code_execution_20260521", "code_execution")]
    public void H_179_H_184_H_186_a_tool_that_only_a_provider_can_run_is_refused_alone_and_dropped_beside_others(string type, string title)
    {
        var tool = $$"""{"type":"{{type}}","name":"{{title}}","max_uses":8}""";
        var failure = Chat.Refused(Chat.Request(Hi, $"\"tools\":[{tool}]"));
        failure.Status.ShouldBe(400);
        failure.Cause.ShouldBe(FailureCause.InvalidRequest);
        failure.Message.ShouldStartWith($"{title} is not supported by this model");
        failure.ShouldRetry.ShouldBe(false);
        var body = Chat.Write(Chat.Request(Hi, $"\"tools\":[{Tool("A")},{tool}]"), out var losses);
        Names(body).ShouldBe(["A"]);
        losses.Has(LossKind.ServerTool).ShouldBeTrue();
    }
}
