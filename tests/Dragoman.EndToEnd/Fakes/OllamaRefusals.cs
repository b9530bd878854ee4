using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Fakes;

/// <summary>The strict Ollama refuses what the real one refuses, and what it would silently lose.</summary>
public sealed class OllamaRefusals
{
    private const string Good = """
        {"model":"qwen3:14b","stream":true,"truncate":false,"shift":false,"think":true,"options":{"num_ctx":65536,"num_predict":100},
         "tools":[{"type":"function","function":{"name":"Bash","description":"d","parameters":{"type":"object","properties":{}}}}],
         "messages":[{"role":"user","content":"a"},{"role":"assistant","content":"","tool_calls":[{"id":"t","function":{"index":0,"name":"Bash","arguments":{}}}]},
          {"role":"tool","tool_name":"Bash","tool_call_id":"t","content":"ok"}]}
        """;

    [Fact]
    public void A_good_request_is_taken() => Check(Good).ShouldBeEmpty();

    [Theory]
    [InlineData("model", "\"nobody\"", "model 'nobody' not found")]
    [InlineData("max_tokens", "5", "unknown member max_tokens")]
    [InlineData("options", "{}", "num_ctx is not set")]
    [InlineData("options", """{"num_ctx":4096}""", "num_ctx is not set, or too small")]
    [InlineData("truncate", "true", "truncate is not false")]
    [InlineData("think", "\"xhigh\"", "invalid think value")]
    [InlineData("messages", "[]", "messages is empty")]
    [InlineData("messages", """[{"role":"user","content":[{"type":"text","text":"a"}]}]""", "cannot unmarshal")]
    [InlineData("messages", """[{"role":"user","content":"a","cache_control":{}}]""", "unknown member cache_control")]
    [InlineData("messages", """[{"role":"user","content":"a","images":["%%"]}]""", "illegal base64")]
    [InlineData("messages", """[{"role":"developer","content":"a"}]""", "invalid role")]
    [InlineData("messages", """[{"role":"assistant","content":"","tool_calls":[{"id":"t","function":{"name":"Bash","arguments":"{}"}}]},{"role":"tool","tool_call_id":"t","content":""}]""", "cannot unmarshal string")]
    [InlineData("messages", """[{"role":"assistant","content":"","tool_calls":[{"id":"t","function":{"name":"Bash","arguments":{}}}]},{"role":"user","content":"a"}]""", "has no tool message")]
    [InlineData("messages", """[{"role":"tool","tool_call_id":"t","content":"a"}]""", "answers no call")]
    public void What_breaks_a_rule_is_refused(string member, string value, string expected)
    {
        var body = JsonNode.Parse(Good)!.AsObject();
        body[member] = JsonNode.Parse(value);
        Check(body.ToJsonString()).ShouldContain(message => message.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void H_470_a_model_that_does_not_think_refuses_to() =>
        Check(Good, new StrictOllamaOptions { Capabilities = ["completion"] }).ShouldBe(
            ["\"qwen3:14b\" does not support thinking", "registry.ollama.ai/library/qwen3:14b does not support tools"]);

    private static List<string> Check(string body, StrictOllamaOptions? options = null) =>
        [.. StrictOllama.CheckBody(Encoding.UTF8.GetBytes(body), options).Select(refusal => refusal.Message)];
}
