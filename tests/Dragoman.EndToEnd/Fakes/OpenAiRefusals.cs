using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Fakes;

/// <summary>A validator that cannot fail is a defect: each rule of the strict fake is seen to refuse.</summary>
public sealed class OpenAiRefusals
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private const string Call = """{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"Read","arguments":"{}"}}]}""";

    private static readonly string Conversation = """
        {
          "model": "gpt-5", "stream": true, "stream_options": {"include_usage": true}, "max_completion_tokens": 1000, "reasoning_effort": "low",
          "tools": [{"type":"function","function":{"name":"Read","description":"reads","parameters":{"type":"object","properties":{"a":{"type":"array","items":{}}}}}}],
          "messages": [
            {"role":"system","content":"be good"},
            {"role":"user","content":[{"type":"text","text":"see"},{"type":"image_url","image_url":{"url":"data:image/png;base64,PIXEL"}},
              {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}}]},
            CALL,
            {"role":"tool","tool_call_id":"call_1","content":"text"}
          ]
        }
        """.Replace("PIXEL", Pixel, StringComparison.Ordinal).Replace("CALL", Call, StringComparison.Ordinal);

    [Fact]
    public void A_correct_request_is_not_refused() => Check(Conversation).ShouldBeEmpty();

    [Theory]
    // members
    [InlineData("top_k", "5", "Unrecognized request argument supplied: top_k")]
    [InlineData("thinking", """{"type":"adaptive"}""", "Unrecognized request argument supplied: thinking")]
    [InlineData("cache_control", """{"type":"ephemeral"}""", "Unknown parameter: 'cache_control'.")]
    [InlineData("messages", """[{"role":"user","content":"a","cache_control":{}}]""", "Unknown parameter: 'messages[0].cache_control'.")]
    [InlineData("messages", """[{"role":"user","content":[{"type":"text","text":"a","cache_control":{}}]}]""", "Unknown parameter: 'messages[0].content[0].cache_control'.")]
    [InlineData("messages", """[{"role":"assistant","content":"a","reasoning_content":"b"}]""", "Unknown parameter: 'messages[0].reasoning_content'.")]
    [InlineData("tools", """[{"type":"function","defer_loading":true,"function":{"name":"a"}}]""", "Unknown parameter: 'tools[0].defer_loading'.")]
    [InlineData("tools", """[{"type":"function","function":{"name":"a","input_schema":{}}}]""", "Unknown parameter: 'tools[0].function.input_schema'.")]
    // the published schema
    [InlineData("temperature", "3", "published schema")]
    [InlineData("stream", "\"yes\"", "published schema")]
    [InlineData("n", "0", "published schema")]
    // reasoning models
    [InlineData("max_tokens", "10", "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.")]
    [InlineData("temperature", "0.2", "Unsupported value: 'temperature' does not support 0.2 with this model.")]
    [InlineData("top_p", "0.5", "Unsupported parameter: 'top_p' is not supported with this model.")]
    [InlineData("presence_penalty", "1", "Unsupported parameter: 'presence_penalty'")]
    [InlineData("stop", "[\"a\"]", "Unsupported parameter: 'stop' is not supported with this model.")]
    [InlineData("reasoning_effort", "\"xhigh\"", "Unsupported value: 'reasoning_effort' does not support 'xhigh' with this model.")]
    [InlineData("model", "\"gpt-5.6-sol\"", "Function tools with reasoning_effort are not supported for gpt-5.6-sol")]
    [InlineData("model", "\"gpt-5.4\"", "Function tools with reasoning_effort are not supported for gpt-5.4")]
    [InlineData("model", "\"gpt-4.1\"", "Unrecognized request argument supplied: reasoning_effort")]
    [InlineData("max_completion_tokens", "200000", "max_completion_tokens is too large: 200000. This model supports at most 128000")]
    [InlineData("max_completion_tokens", "0", "integer below minimum value")]
    [InlineData("stop", """["a","b","c","d","e"]""", "array too long. Expected an array with maximum length 4")]
    [InlineData("stream", "false", "The 'stream_options' parameter is only allowed when 'stream' is enabled.")]
    [InlineData("metadata", """{"a":"b"}""", "The 'metadata' parameter is only allowed when 'store' is enabled.")]
    [InlineData("prompt_cache_key", "\"0123456789012345678901234567890123456789012345678901234567890123456789\"", "string too long")]
    [InlineData("response_format", """{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":{"type":"object","properties":{}}}}""", "'additionalProperties' is required")]
    // tools
    [InlineData("tools", "[]", "Invalid 'tools': empty array.")]
    [InlineData("tools", """[{"type":"function","function":{"name":"a.b"}}]""", "string does not match pattern")]
    [InlineData("tools", """[{"type":"function","function":{"name":"a123456789a123456789a123456789a123456789a123456789a123456789abcde"}}]""", "maximum length 64")]
    [InlineData("tools", """[{"type":"function","function":{"name":"a"}},{"type":"function","function":{"name":"a"}}]""", "Function names must be unique")]
    [InlineData("tools", """[{"type":"function","function":{"name":"a","parameters":{}}}]""", "schema must be a JSON Schema of 'type: \"object\"'")]
    [InlineData("tools", """[{"type":"function","function":{"name":"a","parameters":{"type":"object"}}}]""", "object schema missing properties")]
    [InlineData("tools", """[{"type":"function","function":{"name":"a","parameters":{"type":"object","properties":{"b":{"type":"array"}}}}}]""", "array schema missing items")]
    [InlineData("tools", """[{"type":"function","function":{"name":"a","parameters":{"type":"object","properties":{},"anyOf":[]}}}]""", "at the top level")]
    [InlineData("tool_choice", """{"type":"function","function":{"name":"Nope"}}""", "not found in 'tools'")]
    [InlineData("tools", "null", "", "tool_choice", "\"auto\"", "'tool_choice' is only allowed when 'tools' are specified.")]
    // messages
    [InlineData("messages", "[]", "Invalid 'messages': empty array.")]
    [InlineData("messages", """[{"role":"user","content":""},{"role":"model","content":"a"}]""", "Invalid value: 'model'.")]
    [InlineData("messages", """[{"role":"user","content":null}]""", "expected a string, got null")]
    [InlineData("messages", """[{"role":"assistant","content":null}]""", "expected a string, got null")]
    [InlineData("messages", """[{"role":"user","content":[{"type":"text","text":""}]}]""", "empty string")]
    [InlineData("messages", """[{"role":"user","name":"a b","content":"a"}]""", "Invalid 'messages[0].name'")]
    [InlineData("messages", """[{"role":"tool","tool_call_id":"call_1","content":"a"}]""", "must be a response to a preceeding message with 'tool_calls'")]
    [InlineData("messages", """[{"role":"assistant","content":[{"type":"image_url","image_url":{"url":"https://a/b.png"}}]}]""", "Image URLs are only allowed for messages with role 'user'")]
    [InlineData("messages", """[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/tiff;base64,AAAA"}}]}]""", "unsupported image")]
    [InlineData("messages", """[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,%%"}}]}]""", "base64-encoded data URL")]
    [InlineData("messages", """[{"role":"user","content":[{"type":"file","file":{"filename":"a","file_data":"JVBERi0="}}]}]""", "application/pdf MIME type")]
    [InlineData("messages", """[{"role":"user","content":[{"type":"document"}]}]""", "Invalid value: 'document'.")]
    public void A_request_that_breaks_a_rule_is_refused(
        string member, string value, string expected, string? member2 = null, string? value2 = null, string? expected2 = null)
    {
        if (expected == "published schema" && !StrictOpenAi.HasPublishedSchema)
        {
            Assert.Skip(SharedData.Missing);
        }

        var body = JsonNode.Parse(Conversation)!.AsObject();
        Set(body, member, value);
        if (member2 is not null)
        {
            Set(body, member2, value2!);
        }

        Check(body.ToJsonString()).ShouldContain(message => message.Contains(expected2 ?? expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("CALL,user", "must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: call_1")]
    [InlineData("CALL", "did not have response messages: call_1")]
    [InlineData("CALL,user,result", "must be a response to a preceeding message")]
    [InlineData("CALL,result,result", "must be a response to a preceeding message")]
    [InlineData("CALL,result,CALL,result", "duplicate tool call id 'call_1'")]
    public void Calls_and_results_must_be_complete_adjacent_and_single(string order, string expected)
    {
        var messages = order.Split(',').Select(word => word switch
        {
            "CALL" => Call,
            "user" => """{"role":"user","content":"hm"}""",
            _ => """{"role":"tool","tool_call_id":"call_1","content":"r"}""",
        });
        Check(With("messages", $"[{string.Join(',', messages)}]")).ShouldContain(message => message.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"name":"Read","arguments":{}}""", "expected a string")]
    [InlineData("""{"name":"Read","arguments":"{\"a\":"}""", "expected a JSON object as text")]
    [InlineData("""{"name":"Re ad","arguments":"{}"}""", "string does not match pattern")]
    [InlineData("""{"name":"Read","arguments":"{}","index":0}""", "Unknown parameter: 'messages[0].tool_calls[0].function.index'.")]
    public void A_call_in_the_history_must_be_well_formed(string function, string expected) =>
        Check(With("messages", $$"""[{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{{function}}}]},{"role":"tool","tool_call_id":"c","content":""}]"""))
            .ShouldContain(message => message.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void More_than_128_tools_are_refused()
    {
        var tools = string.Join(',', Enumerable.Range(0, 129).Select(i => $$"""{"type":"function","function":{"name":"t{{i}}"} }"""));
        Check(With("tools", $"[{tools}]")).ShouldContain(message => message.Contains("maximum length 128", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_inside_a_function_schema_are_free()
    {
        var tools = """[{"type":"function","function":{"name":"a","parameters":{"type":"object","properties":{"cache_control":{"type":"string"}}}}}]""";
        Check(With("tools", tools)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{\"model\":", "could not parse the JSON body")]
    [InlineData("[]", "could not parse the JSON body")]
    [InlineData("""{"model":"gpt-5","model":"gpt-5","messages":[{"role":"user","content":"a"}]}""", "Duplicate member 'model'")]
    public void A_body_that_is_no_good_json_is_refused(string body, string expected) =>
        Check(body).ShouldContain(message => message.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void Invalid_utf8_is_refused() =>
        StrictOpenAi.CheckBody([(byte)'"', 0xC3, (byte)'"']).ShouldContain(refusal => refusal.Message.Contains("not valid UTF-8"));

    private static string With(string member, string value)
    {
        var body = JsonNode.Parse(Conversation)!.AsObject();
        Set(body, member, value);
        return body.ToJsonString();
    }

    private static void Set(JsonObject body, string member, string value) => body[member] = JsonNode.Parse(value);

    private static List<string> Check(string body) => [.. StrictOpenAi.CheckBody(Encoding.UTF8.GetBytes(body)).Select(refusal => refusal.Message)];
}
