using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Testing;

namespace Dragoman.EndToEnd.Fakes;

/// <summary>A validator that cannot fail is a defect: each rule of the strict fake is seen to refuse.</summary>
public sealed class GeminiRefusals
{
    private const string Conversation = """
        {
          "systemInstruction": {"parts":[{"text":"be good"}]},
          "tools": [{"functionDeclarations":[{"name":"Read","description":"reads","parametersJsonSchema":{"type":"object","properties":{"a":{"type":"string"}}}}]}],
          "toolConfig": {"functionCallingConfig":{"mode":"AUTO"}},
          "generationConfig": {"maxOutputTokens":1000,"thinkingConfig":{"thinkingLevel":"LOW"}},
          "contents": [
            {"role":"user","parts":[{"text":"see"},{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}}]},
            {"role":"model","parts":[{"functionCall":{"id":"a","name":"Read","args":{}},"thoughtSignature":"skip_thought_signature_validator"},{"functionCall":{"id":"b","name":"Read","args":{}}}]},
            {"role":"user","parts":[{"functionResponse":{"id":"a","name":"Read","response":{"output":"1"}}},{"functionResponse":{"id":"b","name":"Read","response":{"output":"2"}}}]}
          ]
        }
        """;

    [Fact]
    public void A_correct_request_is_not_refused() => Check(Conversation).ShouldBeEmpty();

    [Theory]
    [InlineData("top_k", "5", "Unknown name \"top_k\"")]
    [InlineData("contents", "[]", "contents is not specified")]
    [InlineData("contents", """[{"role":"assistant","parts":[{"text":"a"}]}]""", "Please use a valid role")]
    [InlineData("contents", """[{"role":"user","parts":[]}]""", "must not be empty")]
    [InlineData("contents", """[{"role":"user","parts":[{"text":""}]}]""", "text parameter")]
    [InlineData("contents", """[{"role":"user","parts":[{"text":"a","cache_control":{}}]}]""", "Unknown name \"cache_control\"")]
    [InlineData("contents", """[{"role":"model","parts":[{"text":"a"}]}]""", "beginning with user")]
    [InlineData("contents", """[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"text":"a"}]}]""", "end with a user role")]
    [InlineData("contents", """[{"role":"user","parts":[{"inlineData":{"mimeType":"image/gif","data":"AAAA"}}]}]""", "Unsupported MIME type")]
    [InlineData("contents", """[{"role":"user","parts":[{"functionResponse":{"name":"Read","response":{"output":"x"}}}]}]""", "immediately after a function call")]
    [InlineData("contents", """[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"functionCall":{"name":"Read","args":{}},"thoughtSignature":"skip_thought_signature_validator"}]},{"role":"user","parts":[{"text":"a"}]}]""", "number of function response parts")]
    [InlineData("contents", """[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"functionCall":{"name":"Read","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"name":"Read","response":{"output":"x"}}}]}]""", "missing a thought_signature")]
    [InlineData("contents", """[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"functionCall":{"name":"Read","args":{}},"thoughtSignature":"Zm9yZWlnbg=="}]},{"role":"user","parts":[{"functionResponse":{"name":"Read","response":{"output":"x"}}}]}]""", "Corrupted thought signature")]
    [InlineData("contents", """[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"functionCall":{"name":"Read","args":{}},"thoughtSignature":"skip_thought_signature_validator"}]},{"role":"user","parts":[{"functionResponse":{"name":"Read","response":["x"]}}]}]""", "Struct")]
    [InlineData("tools", """[{"functionDeclarations":[{"name":"1a","description":"x"}]}]""", "Invalid function name")]
    [InlineData("tools", """[{"functionDeclarations":[{"name":"a","description":"x"},{"name":"a","description":"x"}]}]""", "Duplicate function declaration")]
    [InlineData("tools", """[{"functionDeclarations":[{"name":"a"}]}]""", "needs a description")]
    [InlineData("tools", """[{"functionDeclarations":[{"name":"a","description":"x","parametersJsonSchema":{"type":"object","properties":{}}}]}]""", "should be non-empty for OBJECT")]
    [InlineData("tools", """[{"functionDeclarations":[{"name":"a","description":"x","parametersJsonSchema":{"type":"object","properties":{"a":{"type":"string","pattern":"x"}}}}]}]""", "Unknown name \"pattern\"")]
    [InlineData("tools", """[{"functionDeclarations":[{"name":"a","description":"x"}]},{"googleSearch":{}}]""", "cannot be combined")]
    [InlineData("toolConfig", """{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["Write"]}}""", "allowed_function_names")]
    [InlineData("generationConfig", """{"maxOutputTokens":0}""", "maxOutputTokens")]
    [InlineData("generationConfig", """{"stopSequences":["1","2","3","4","5","6"]}""", "more than 5")]
    [InlineData("generationConfig", """{"thinkingConfig":{"thinkingLevel":"LOW","thinkingBudget":1}}""", "only one of thinking budget")]
    [InlineData("generationConfig", """{"thinkingConfig":{"thinkingLevel":"MINIMAL"}}""", "not supported")]
    public void A_request_that_breaks_a_rule_is_refused(string member, string value, string expected)
    {
        var body = JsonNode.Parse(Conversation)!.AsObject();
        body[member] = JsonNode.Parse(value);
        Check(body.ToJsonString()).ShouldContain(message => message.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_stands_in_a_cache_must_not_stand_beside_it()
    {
        const string Model = "gemini-3.1-pro-preview";
        await using var gemini = await StrictGemini.StartAsync(Answer.Text("never"));
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("x-goog-api-key", "any");
        var text = string.Concat(Enumerable.Repeat("long enough to be worth a cache ", 3000));
        using var made = await http.PostAsync(
            $"{gemini.Endpoint}/cachedContents", Json($$"""{"model":"models/{{Model}}","ttl":"300s","contents":[{"role":"user","parts":[{"text":"{{text}}"}]}]}"""));
        var cache = JsonNode.Parse(await made.Content.ReadAsStringAsync())!["name"]!.GetValue<string>();
        var body = JsonNode.Parse(Conversation)!.AsObject();
        body["cachedContent"] = cache;
        using var refused = await http.PostAsync($"{gemini.Endpoint}/models/{Model}:generateContent", Json(body.ToJsonString()));
        (await refused.Content.ReadAsStringAsync()).ShouldContain("CachedContent can not be used");

        static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
    }

    [Theory]
    [InlineData("""{"thinkingConfig":{"thinkingLevel":"LOW"}}""", "Thinking level is not supported")]
    [InlineData("""{"thinkingConfig":{"thinkingBudget":0}}""", "thinking budget 0 is invalid")]
    [InlineData("""{"responseMimeType":"application/json"}""", "response mime type")]
    public void Generation_2_has_rules_of_its_own(string config, string expected)
    {
        var body = JsonNode.Parse(Conversation)!.AsObject();
        body["generationConfig"] = JsonNode.Parse(config);
        Check(body.ToJsonString(), "gemini-2.5-pro").ShouldContain(message => message.Contains(expected, StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Check(string body, string model = "gemini-3.1-pro-preview") =>
        [.. StrictGemini.CheckBody(Encoding.UTF8.GetBytes(body), model).Select(refusal => refusal.Message)];
}
