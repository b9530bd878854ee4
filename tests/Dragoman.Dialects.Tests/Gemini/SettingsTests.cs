using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Gemini;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.Gemini;

/// <summary>Tools, choices, thinking, bounds and addresses.</summary>
public sealed class SettingsTests
{
    private const string Hi = """[{"role":"user","content":"hi"}]""";

    private static string Tool(string name, string schema) => $$""" "tools":[{"name":"{{name}}","description":"d","input_schema":{{schema}}}] """;

    [Theory]
    [InlineData("gemini-3.1-pro-preview", "low", "LOW", null)]
    [InlineData("gemini-3.1-pro-preview", "medium", "MEDIUM", null)]
    [InlineData("gemini-3.1-pro-preview", "xhigh", "HIGH", null)]
    [InlineData("gemini-3.1-pro-preview", "max", "HIGH", null)]
    [InlineData("gemini-3-pro-preview", "medium", "LOW", null)]
    [InlineData("gemini-3.5-flash", "minimal", "MINIMAL", null)]
    [InlineData("models/gemini-3-flash-preview", "high", "HIGH", null)]
    [InlineData("gemini-flash-latest", "low", "LOW", null)]
    [InlineData("gemini-2.5-pro", "low", null, 2048)]
    [InlineData("gemini-2.5-pro", "high", null, -1)]
    [InlineData("gemini-2.5-pro", "max", null, 32768)]
    [InlineData("gemini-2.5-flash", "max", null, 24576)]
    [InlineData("gemini-2.5-flash-lite", "medium", null, 8192)]
    [InlineData("gemini-2.0-flash", "high", null, null)]
    public void H_382_H_096_effort_is_a_level_or_a_budget_by_generation(string model, string effort, string? level, int? budget)
    {
        var config = Gem.Write(Chat.Request(Hi, $$""" "thinking":{"type":"adaptive"},"output_config":{"effort":"{{effort}}"} """), model)["generationConfig"]!["thinkingConfig"];
        ((string?)config?["thinkingLevel"]).ShouldBe(level);
        ((int?)config?["thinkingBudget"]).ShouldBe(budget);
        (config is null).ShouldBe(level is null && budget is null);
    }

    [Theory]
    [InlineData("gemini-2.5-pro", """{"type":"disabled"}""", 128)]
    [InlineData("gemini-2.5-flash", """{"type":"disabled"}""", 0)]
    [InlineData("gemini-2.5-pro", """{"type":"enabled","budget_tokens":31999}""", 31999)]
    [InlineData("gemini-2.5-flash", """{"type":"enabled","budget_tokens":31999}""", 24576)]
    public void H_382_a_budget_keeps_to_the_models_limits(string model, string thinking, int budget) =>
        Gem.Write(Chat.Request(Hi, $"\"thinking\":{thinking}"), model)["generationConfig"]!["thinkingConfig"]!["thinkingBudget"]!.GetValue<int>().ShouldBe(budget);

    [Fact]
    public void H_093_summaries_are_asked_for_only_where_they_are_to_be_seen()
    {
        Gem.Write(Chat.Request(Hi, "\"thinking\":{\"type\":\"adaptive\"}"))["generationConfig"]!["thinkingConfig"]!["includeThoughts"]!.GetValue<bool>().ShouldBeTrue();
        Gem.Write(Chat.Request(Hi, "\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"}"))["generationConfig"]!["thinkingConfig"]!.AsObject().ContainsKey("includeThoughts").ShouldBeFalse();
    }

    [Fact]
    public void H_387_H_125_names_begin_with_a_letter_and_find_their_way_back()
    {
        var request = Chat.Request(Hi, Tool("1tool", """{"type":"object","properties":{"a":{"type":"string"}}}"""));
        Gem.Write(request)["tools"]![0]!["functionDeclarations"]![0]!["name"]!.GetValue<string>().ShouldBe("_1tool");
        using var conversation = Chat.Read(request);
        var attempt = Gem.Attempt(conversation);
        using var output = new Dragoman.Dialects.Json.ByteWriter();
        Gem.Dialect.WriteRequest(attempt, output).ShouldBeNull();
        var told = new Told();
        Gem.Dialect.ReadAnswer(System.Text.Encoding.UTF8.GetBytes(Gem.Chunk(Gem.Call("_1tool", "{}"), "STOP")), attempt, told).ShouldBeNull();
        told.Calls.Single().Name.ShouldBe("1tool");
        var longName = new string('a', 129);
        Gem.Write(Chat.Request(Hi, Tool(longName, """{"type":"object","properties":{"a":{}}}""")))["tools"]![0]!["functionDeclarations"]![0]!["name"]!.GetValue<string>().Length.ShouldBe(128);
    }

    [Fact]
    public void H_118_a_tool_without_properties_has_no_parameters_and_one_without_a_description_its_name()
    {
        Gem.Write(Chat.Request(Hi, """ "tools":[{"name":"err","input_schema":{"type":"object"}}] """))["tools"]![0]!["functionDeclarations"]![0]
            .ShouldBeJson("""{"name":"err","description":"err"}""");
    }

    [Fact]
    public void H_116_H_117_schemas_keep_what_parametersJsonSchema_knows()
    {
        var schema = """
            {"$schema":"x","type":"object","required":["a","gone"],"additionalProperties":false,"definitions":{"T":{"type":"object","properties":{"t":{"$ref":"#/definitions/T","description":"x"}}}},
             "properties":{"a":{"const":"k"},"b":{"type":["string","null"],"pattern":"^x","minLength":2,"format":"uri","default":"y"},"c":{"type":"array"},
             "d":{"type":"number","exclusiveMinimum":3},"e":{"oneOf":[{"type":"string"},{"$ref":"#/definitions/T"}]},"f":{"type":"array","prefixItems":[{"type":"string"}]},"pattern":{"type":"string"}}}
            """;
        Gem.Write(Chat.Request(Hi, Tool("t", schema)))["tools"]![0]!["functionDeclarations"]![0]!["parametersJsonSchema"].ShouldBeJson("""
            {"type":"object","required":["a"],"additionalProperties":false,"$defs":{"T":{"type":"object","properties":{"t":{"$ref":"#/$defs/T"}}}},
             "properties":{"a":{"enum":["k"]},"b":{"type":["string","null"]},"c":{"type":"array","items":{}},
             "d":{"type":"number","minimum":3},"e":{"oneOf":[{"type":"string"},{"$ref":"#/$defs/T"}]},"f":{"type":"array","prefixItems":[{"type":"string"}]},"pattern":{"type":"string"}}}
            """);
    }

    [Fact]
    public void H_116_H_117_H_119_H_120_H_132_H_394_the_older_subset_is_written_where_the_host_takes_no_JSON_Schema()
    {
        var schema = """
            {"type":"object","required":["a","gone"],"$defs":{"T":{"type":"object","properties":{"t":{"$ref":"#/$defs/T"}}}},
             "properties":{"a":{"const":1},"b":{"type":["string","null"],"pattern":"^x","maxLength":9},"c":{"type":"array","maxItems":3},"e":{"oneOf":[{"type":"string"},{"type":"integer"}]},"g":{"enum":[1,2,""]},"t":{"$ref":"#/$defs/T"}}}
            """;
        var parameters = Gem.Write(Chat.Request(Hi, Tool("t", schema)), Gem.Three, new GeminiProfile { JsonSchema = false })["tools"]![0]!["functionDeclarations"]![0]!["parameters"]!;
        parameters["required"].ShouldBeJson("""["a"]""");
        parameters["properties"]!["a"].ShouldBeJson("""{"type":"STRING","enum":["1"]}""");
        parameters["properties"]!["b"].ShouldBeJson("""{"type":"STRING","nullable":true,"maxLength":"9"}""");
        parameters["properties"]!["c"].ShouldBeJson("""{"type":"ARRAY","maxItems":"3","items":{"type":"STRING"}}""");
        parameters["properties"]!["e"].ShouldBeJson("""{"anyOf":[{"type":"STRING"},{"type":"INTEGER"}]}""");
        parameters["properties"]!["g"].ShouldBeJson("""{"type":"STRING","enum":["1","2"]}""");
        parameters["properties"]!["t"]!.ToJsonString().Length.ShouldBeLessThan(600);
        var remedy = Gem.Dialect.ReadError(400, """{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"parametersJsonSchema\" at 'tools[0].function_declarations[0]': Cannot find field.","status":"INVALID_ARGUMENT"}}"""u8, null).Remedy!;
        Gem.Write(Chat.Request(Hi, Tool("t", schema)), Gem.Three, null, remedy)["tools"]![0]!["functionDeclarations"]![0]!.AsObject().ContainsKey("parameters").ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"type":"auto"}""", """{"functionCallingConfig":{"mode":"AUTO"}}""")]
    [InlineData("""{"type":"any"}""", """{"functionCallingConfig":{"mode":"ANY"}}""")]
    [InlineData("""{"type":"none"}""", """{"functionCallingConfig":{"mode":"NONE"}}""")]
    [InlineData("""{"type":"tool","name":"Bash"}""", """{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["Bash"]}}""")]
    [InlineData("""{"type":"tool","name":"Unknown"}""", """{"functionCallingConfig":{"mode":"AUTO"}}""")]
    public void H_143_H_144_the_tool_choice_is_told(string choice, string config) =>
        Gem.Write(Chat.Request(Hi, Gem.Tools + $",\"tool_choice\":{choice}"))["toolConfig"].ShouldBeJson(config);

    [Fact]
    public void H_388_safety_is_the_providers_unless_it_is_configured()
    {
        Gem.Write(Gem.Plain).ContainsKey("safetySettings").ShouldBeFalse();
        Gem.Write(Gem.Plain, Gem.Three, new GeminiProfile { SafetySettings = [new("HARM_CATEGORY_DANGEROUS_CONTENT", "OFF")] })["safetySettings"]
            .ShouldBeJson("""[{"category":"HARM_CATEGORY_DANGEROUS_CONTENT","threshold":"OFF"}]""");
    }

    [Fact]
    public void H_389_H_179_a_search_is_Googles_own_and_stands_alone()
    {
        var body = Gem.Write(Chat.Request(Hi, """ "tools":[{"type":"web_search_20250305","name":"web_search","max_uses":8}],"tool_choice":{"type":"auto"} """), Gem.Two);
        body["tools"].ShouldBeJson("""[{"googleSearch":{}}]""");
        body.ContainsKey("toolConfig").ShouldBeFalse();
        var both = """ "tools":[{"type":"web_search_20990101","name":"web_search"},{"name":"Bash","description":"d","input_schema":{"type":"object","properties":{"a":{"type":"string"}}}}] """;
        var three = Gem.Write(Chat.Request(Hi, both));
        three["tools"]!.AsArray().Count.ShouldBe(2);
        three["toolConfig"].ShouldBeJson("""{"includeServerSideToolInvocations":true}""");
        Gem.Write(Chat.Request(Hi, both), Gem.Two)["tools"]!.ToJsonString().ShouldNotContain("googleSearch");
    }

    [Fact]
    public void H_390_H_158_a_schema_for_the_answer_goes_with_tools_only_from_generation_3_on()
    {
        const string Format = """ "output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"title":{"type":"string"}}}}} """;
        Gem.Write(Chat.Request(Hi, Format), Gem.Two)["generationConfig"]!["responseMimeType"]!.GetValue<string>().ShouldBe("application/json");
        var told = Gem.Write(Chat.Request(Hi, Format + "," + Gem.Tools), Gem.Two);
        told["generationConfig"]!.AsObject().ContainsKey("responseMimeType").ShouldBeFalse();
        told["systemInstruction"]!.ToJsonString().ShouldContain("JSON Schema");
        Gem.Write(Chat.Request(Hi, Format + "," + Gem.Tools))["generationConfig"]!.AsObject().ContainsKey("responseJsonSchema").ShouldBeTrue();
    }

    [Fact]
    public void H_150_H_155_bounds_and_stops_have_their_own_names()
    {
        var config = Gem.Write(Chat.Request(Hi, """ "stop_sequences":["a","b","c","d","e","f"],"temperature":0.5,"top_p":0.9,"top_k":5 """))["generationConfig"]!;
        config["maxOutputTokens"]!.GetValue<int>().ShouldBe(32000);
        config["stopSequences"]!.AsArray().Count.ShouldBe(5);
        config["topK"]!.GetValue<int>().ShouldBe(5);
        config["temperature"]!.GetValue<double>().ShouldBe(0.5);
    }

    [Theory]
    [InlineData("https://generativelanguage.googleapis.com/v1beta", "gemini-3-pro", true, "https://generativelanguage.googleapis.com/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse")]
    [InlineData("https://generativelanguage.googleapis.com", "models/gemini-3-pro", false, "https://generativelanguage.googleapis.com/v1beta/models/gemini-3-pro:generateContent")]
    [InlineData("https://h/v1beta/models/other:generateContent?key=1", "gemini-3-pro", true, "https://h/v1beta/models/gemini-3-pro:streamGenerateContent?key=1&alt=sse")]
    [InlineData("https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google", "gemini-3-pro", true, "https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google/models/gemini-3-pro:streamGenerateContent?alt=sse")]
    [InlineData("https://h/v1beta", "tunedModels/mine", false, "https://h/v1beta/tunedModels/mine:generateContent")]
    public void H_303_H_394_model_and_stream_stand_in_the_address(string endpoint, string model, bool stream, string expected) =>
        Gem.Dialect.Address(new Uri(endpoint), model, stream).AbsoluteUri.ShouldBe(expected);
}
