using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Fakes;

public sealed class AnthropicRefusals
{
    private const string Request = """
        {
          "model":"claude-opus-5-5","max_tokens":4096,"stream":true,"thinking":{"type":"adaptive","display":"omitted"},"x_future":{"a":1},
          "context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},
          "system":[{"type":"text","text":"x-anthropic-billing-header: a"},{"type":"text","text":"b","cache_control":{"type":"ephemeral"}}],
          "tools":[{"name":"Read","input_schema":{"type":"object","properties":{"cache_control":{"type":"string"}}}},{"name":"Late","defer_loading":true,"input_schema":{"type":"object"}}],
          "messages":[
            {"role":"user","content":"a"},
            {"role":"system","content":"environment"},
            {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"Read","input":{}},{"type":"tool_use","id":"t2","name":"Read","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t2","content":"x"},{"type":"tool_result","tool_use_id":"t1","content":[{"type":"tool_reference","tool_name":"Late"}]}]}
          ]
        }
        """;

    [Fact]
    public void A_correct_request_is_not_refused() => Check(Request).ShouldBeEmpty();

    [Theory]
    [InlineData("max_tokens", "null", "max_tokens: Field required")]
    [InlineData("model", "null", "model: Field required")]
    [InlineData("messages", "[]", "at least one message is required")]
    [InlineData("thinking", """{"type":"enabled","budget_tokens":5000}""", "`max_tokens` must be greater than `thinking.budget_tokens`")]
    [InlineData("thinking", """{"type":"enabled","budget_tokens":10}""", "greater than or equal to 1024")]
    [InlineData("thinking", """{"type":"disabled"}""", "strategy requires `thinking` to be enabled")]
    [InlineData("tools", """[{"name":"a b","input_schema":{"type":"object"}}]""", "tools.0.custom.name: String should match pattern")]
    [InlineData("tools", """[{"name":"a","input_schema":{"type":"object"}},{"name":"a","input_schema":{"type":"object"}}]""", "Tool names must be unique")]
    [InlineData("tools", """[{"name":"a","input_schema":{}}]""", "input_schema.type: Field required")]
    [InlineData("tools", """[{"name":"a","input_schema":{"type":"object","oneOf":[]}}]""", "does not support oneOf")]
    [InlineData("tools", """[{"name":"a","defer_loading":true,"input_schema":{"type":"object"}}]""", "All tools cannot be deferred")]
    [InlineData("tools", """[{"name":"Read","input_schema":{"type":"object"}}]""", "Tool reference 'Late' not found")]
    [InlineData("system", """[{"type":"text","text":""}]""", "text content blocks must be non-empty")]
    [InlineData("messages", """[{"role":"system","content":"a"},{"role":"user","content":"a"}]""", "use the top-level 'system' parameter")]
    [InlineData("messages", """[{"role":"user","content":[{"type":"text","text":" \n"}]}]""", "must contain non-whitespace text")]
    [InlineData("messages", """[{"role":"user","content":"a"},{"role":"assistant","content":"hi "}]""", "trailing whitespace")]
    [InlineData("messages", """[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"R","input":{}}]},{"role":"user","content":"b"}]""", "`tool_use` ids were found without `tool_result` blocks immediately after: t")]
    [InlineData("messages", """[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"}]}]""", "unexpected `tool_use_id` found in `tool_result` blocks: t")]
    [InlineData("messages", """[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"a:b","name":"R","input":"x"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a:b"}]}]""", "String should match pattern '^[a-zA-Z0-9_-]+$'")]
    [InlineData("messages", """[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"R","input":"x"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}]""", "Input should be a valid dictionary")]
    [InlineData("messages", """[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"dragoman:foreign"},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]""", "Invalid `signature` in `thinking` block")]
    [InlineData("messages", """[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"iVBORw0KGgo="}}]}]""", "appears to be a image/png image")]
    [InlineData("messages", """[{"role":"user","content":[{"type":"text","text":"a","cache_control":{}},{"type":"text","text":"a","cache_control":{}},{"type":"text","text":"a","cache_control":{}},{"type":"text","text":"a","cache_control":{}}]}]""", "A maximum of 4 blocks with cache_control may be provided. Found 5.")]
    public void A_request_that_breaks_a_rule_is_refused(string member, string value, string expected)
    {
        var body = JsonNode.Parse(Request)!.AsObject();
        body[member] = JsonNode.Parse(value);
        Check(body.ToJsonString()).ShouldContain(message => message.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_signature_is_good_only_where_it_was_minted_and_for_its_own_text()
    {
        await using var fake = await StrictAnthropic.StartAsync(Answer.Text("ok"));
        var signature = fake.Sign("a thought");

        (await SendAsync(fake, History("a thought", signature))).ShouldBe(200);
        (await SendAsync(fake, History("", signature))).ShouldBe(200);
        fake.Violations.ShouldBeEmpty();
        (await SendAsync(fake, History("another thought", signature))).ShouldBe(400);
        (await SendAsync(fake, History("a thought", "EqQBforeign"))).ShouldBe(400);
        fake.Violations.Count.ShouldBe(2);
        fake.Violations[0].ShouldContain("cannot be modified");
        fake.Violations[1].ShouldContain("Invalid `signature` in `thinking` block");
    }

    [Fact]
    public async Task An_attribution_block_that_was_moved_is_noted_though_the_api_would_let_it_pass()
    {
        await using var fake = await StrictAnthropic.StartAsync(Answer.Text("ok"));
        var body = """{"model":"m","max_tokens":1,"system":[{"type":"text","text":"mine"},{"type":"text","text":"x-anthropic-billing-header: a"}],"messages":[{"role":"user","content":"a"}]}""";
        (await SendAsync(fake, body)).ShouldBe(200);
        fake.Violations.ShouldHaveSingleItem().ShouldContain("attribution block");
    }

    [Theory]
    [InlineData(null, "2023-06-01", 401)]
    [InlineData("sk-bad", "2023-06-01", 401)]
    [InlineData("sk-good", null, 400)]
    [InlineData("sk-good", "2023-06-01", 200)]
    public async Task Key_and_version_are_asked_for(string? key, string? version, int status)
    {
        await using var fake = await StrictAnthropic.StartAsync(Answer.Text("ok"), new StrictAnthropicOptions { Keys = new HashSet<string> { "sk-good" } });
        (await SendAsync(fake, """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"a"}]}""", key, version)).ShouldBe(status);
    }

    private static string History(string thinking, string signature) =>
        $$"""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"{{thinking}}","signature":"{{signature}}"},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]}""";

    private static async Task<int> SendAsync(StrictAnthropic fake, string body, string? key = "sk-ant", string? version = "2023-06-01")
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, fake.Endpoint) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
        {
            request.Headers.Add("x-api-key", key);
        }

        if (version is not null)
        {
            request.Headers.Add("anthropic-version", version);
        }

        using var response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static List<string> Check(string body) => [.. StrictAnthropic.CheckBody(Encoding.UTF8.GetBytes(body)).Select(refusal => refusal.Message)];
}
