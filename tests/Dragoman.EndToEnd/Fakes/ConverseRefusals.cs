using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Fakes;

/// <summary>The strict Bedrock refuses what the real one refuses.</summary>
public sealed class ConverseRefusals
{
    private const string Claude = "us.anthropic.claude-opus-5";

    private const string Good = """
        {"inferenceConfig":{"maxTokens":100},"system":[{"text":"s"},{"cachePoint":{"type":"default"}}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"Bash","description":"d","inputSchema":{"json":{"type":"object","properties":{}}}}}]},
         "messages":[{"role":"user","content":[{"text":"a"}]},
          {"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"Bash","input":{}}}]},
          {"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"text":"ok"}]}}]}]}
        """;

    [Fact]
    public void A_good_request_is_taken() => Check(Good).ShouldBeEmpty();

    [Theory]
    [InlineData("model", "\"x\"", "extraneous key [model]")]
    [InlineData("stream", "true", "extraneous key [stream]")]
    [InlineData("inferenceConfig", """{"maxTokens":0}""", "is less than 1")]
    [InlineData("inferenceConfig", """{"max_tokens":5}""", "extraneous key [max_tokens]")]
    [InlineData("toolConfig", """{"tools":[]}""", "is less than 1")]
    [InlineData("toolConfig", """{"tools":[{"toolSpec":{"name":"a.b","inputSchema":{"json":{"type":"object"}}}}]}""", "failed to satisfy the pattern")]
    [InlineData("toolConfig", """{"tools":[{"toolSpec":{"name":"a","description":"","inputSchema":{"json":{"type":"object"}}}}]}""", "is less than 1")]
    [InlineData("system", """[{"text":""}]""", "is less than 1")]
    [InlineData("messages", """[{"role":"user","content":[{"text":"a","cache_control":{}}]}]""", "extraneous key [cache_control]")]
    [InlineData("messages", """[{"role":"user","content":[{"image":{"format":"tiff","source":{"bytes":"AAAA"}}}]}]""", "is not one of")]
    [InlineData("messages", """[{"role":"user","content":[{"image":{"format":"png","source":{"bytes":"%%"}}}]}]""", "expected base64")]
    [InlineData("messages", """[{"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[{"cachePoint":{"type":"default"}}]}}]}]""", "extraneous key [cachePoint]")]
    public void What_does_not_fit_the_service_model_is_refused(string member, string value, string expected)
    {
        Assert.SkipUnless(StrictConverse.HasPublishedModel, SharedData.Missing);
        Check(With(member, value)).ShouldContain(message => message.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("toolConfig", "null", "The toolConfig field must be defined")]
    [InlineData("messages", """[{"role":"assistant","content":[{"text":"a"}]}]""", "must start with a user message")]
    [InlineData("messages", """[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"text":"a"}]}]""", "must end with a user message")]
    [InlineData("messages", """[{"role":"user","content":[{"text":"a"}]},{"role":"user","content":[{"text":"a"}]}]""", "must alternate")]
    [InlineData("messages", """[{"role":"user","content":[]}]""", "is empty")]
    [InlineData("messages", """[{"role":"user","content":[{"text":" "}]}]""", "is blank")]
    [InlineData("messages", """[{"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[{"text":"a"}]}}]}]""", "exceeds the number of toolUse blocks")]
    [InlineData("messages", """[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"Bash","input":{}}}]},{"role":"user","content":[{"text":"a"}]}]""", "for the following Ids: t")]
    [InlineData("messages", """[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"image":{"format":"png","source":{"bytes":"AAAA"}}}]},{"role":"user","content":[{"text":"a"}]}]""", "only allowed in messages of the user")]
    [InlineData("messages", """[{"role":"user","content":[{"document":{"format":"pdf","name":"a","source":{"bytes":"AAAA"}}}]}]""", "must have a text")]
    [InlineData("messages", """[{"role":"user","content":[{"text":"a"},{"document":{"format":"pdf","name":"a_b","source":{"bytes":"AAAA"}}}]}]""", "can only contain alphanumeric")]
    [InlineData("messages", """[{"role":"user","content":[{"text":"a"},{"document":{"format":"pdf","name":"a","source":{"bytes":"AAAA"}}},{"document":{"format":"pdf","name":"a","source":{"bytes":"AAAA"}}}]}]""", "the same name")]
    [InlineData("messages", """[{"role":"user","content":[{"image":{"format":"jpeg","source":{"bytes":"iVBORw0KGgo="}}}]}]""", "is png, not jpeg")]
    [InlineData("messages", """[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"a","signature":"x"}}},{"text":"b"}]},{"role":"user","content":[{"text":"a"}]}]""", "Invalid `signature`")]
    [InlineData("messages", """[{"role":"user","content":[{"cachePoint":{"type":"default"}},{"text":"a"}]}]""", "cannot follow nothing")]
    [InlineData("additionalModelRequestFields", """{"reasoning":{"effort":"low"}}""", "extraneous key [reasoning]")]
    [InlineData("additionalModelRequestFields", """{"thinking":{"type":"enabled","budget_tokens":500}}""", "must be greater than")]
    [InlineData("inferenceConfig", """{"temperature":0.5,"topP":0.5}""", "cannot both be specified")]
    public void What_breaks_a_rule_is_refused(string member, string value, string expected) =>
        Check(With(member, value)).ShouldContain(message => message.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("us.meta.llama3-3-70b-instruct-v1:0", "did not allow prompt caching")]
    [InlineData("us.openai.gpt-6-astra", "did not allow prompt caching")]
    public void H_407_a_model_without_prompt_caching_refuses_cache_points(string model, string expected) =>
        Check(Good, model).ShouldContain(message => message.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void H_408_gpt_refuses_a_bound_below_sixteen() =>
        Check(With("inferenceConfig", """{"maxTokens":8}"""), "openai.gpt-5.6-sol").ShouldContain(message => message.Contains(">= 16", StringComparison.Ordinal));

    private static string With(string member, string value)
    {
        var body = JsonNode.Parse(Good)!.AsObject();
        body.Remove(member);
        if (value != "null")
        {
            body[member] = JsonNode.Parse(value);
        }

        return body.ToJsonString();
    }

    private static List<string> Check(string body, string model = Claude) => [.. StrictConverse.CheckBody(Encoding.UTF8.GetBytes(body), model).Select(refusal => refusal.Message)];
}
