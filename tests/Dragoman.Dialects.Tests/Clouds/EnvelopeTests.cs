using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.AnthropicMessages.Envelopes;
using Dragoman.Dialects.AnthropicMessages.Hosts;
using Dragoman.Dialects.BedrockInvoke;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.VertexAnthropic;

namespace Dragoman.Dialects.Tests.Clouds;

public sealed class EnvelopeTests
{
    private const string Rest = "\"max_tokens\":9, \"x_future\" : {\"stream\":1,\"model\":2},\"messages\":[{\"role\":\"user\",\"content\":\"hi \\u00e9\"}]";

    private static readonly BedrockInvokeDialect Bedrock = new();
    private static readonly VertexAnthropicDialect Vertex = new();

    [Theory]
    [InlineData("""{"model":"m","stream":true,""" + Rest + "}", Rest + "}")]
    [InlineData("{ " + Rest + """ , "stream":false, "model":"m" }""", " " + Rest + " }")]
    [InlineData("""{"anthropic_version":"x","anthropic_beta":["old"],"model":"m",""" + Rest + "}", Rest + "}")]
    public void H_413_model_and_stream_leave_the_body_version_and_betas_come_into_it(string body, string left)
    {
        using var output = new ByteWriter();
        Bedrock.Wrap(Encoding.UTF8.GetBytes(body), ["a-1", "b-2"], output);
        Text(output).ShouldBe("""{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["a-1","b-2"],""" + left, "every other byte stays");
        JsonNode.Parse(output.Written).ShouldNotBeNull();
    }

    [Fact]
    public void H_008_a_configured_version_stands_in_place_of_the_clouds_own()
    {
        using var bedrock = new ByteWriter();
        Bedrock.Wrap("""{"model":"m","messages":[]}"""u8, [], bedrock, "bedrock-2026-10-21");
        Encoding.UTF8.GetString(bedrock.Written).ShouldBe("""{"anthropic_version":"bedrock-2026-10-21","messages":[]}""");
        using var vertex = new ByteWriter();
        Vertex.WrapCount("""{"model":"m","messages":[]}"""u8, "m", [], vertex, "vertex-2026-10-21");
        Encoding.UTF8.GetString(vertex.Written).ShouldStartWith("""{"anthropic_version":"vertex-2026-10-21",""");
    }

    [Fact]
    public void H_413_without_betas_there_is_no_empty_list_of_them()
    {
        using var output = new ByteWriter();
        Bedrock.Wrap(Encoding.UTF8.GetBytes("""{"model":"m",""" + Rest + "}"), [], output);
        Text(output).ShouldBe("""{"anthropic_version":"bedrock-2023-05-31",""" + Rest + "}");
    }

    [Fact]
    public void H_396_the_model_leaves_the_body_the_version_comes_in_and_stream_stays()
    {
        using var output = new ByteWriter();
        Vertex.Wrap(Encoding.UTF8.GetBytes("""{"model":"m","stream":true,""" + Rest + "}"), ["a-1"], output);
        Text(output).ShouldBe("""{"anthropic_version":"vertex-2023-10-16","stream":true,""" + Rest + "}");
        Vertex.HasBetasInBody.ShouldBeFalse();
    }

    [Fact]
    public void H_171_a_longer_form_of_the_conversation_begins_with_the_same_bytes()
    {
        var turn = """{"model":"m","stream":true,"system":"s","messages":[{"role":"user","content":"one"}""";
        using var first = new ByteWriter();
        using var second = new ByteWriter();
        Bedrock.Wrap(Encoding.UTF8.GetBytes(turn + "]}"), ["a-1"], first);
        Bedrock.Wrap(Encoding.UTF8.GetBytes(turn + ""","{"role":"assistant","content":"two"}]}"""), ["a-1"], second);
        Text(second).ShouldStartWith(Text(first)[..^2]);
    }

    [Theory]
    [InlineData("https://h", false, "https://h/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fm/invoke")]
    [InlineData("https://h/base/", true, "https://h/base/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fm/invoke-with-response-stream")]
    [InlineData("https://h/model/other/invoke", true, "https://h/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fm/invoke-with-response-stream")]
    public void H_411_a_model_id_is_encoded_once_in_the_path(string endpoint, bool stream, string expected) =>
        Bedrock.Address(new Uri(endpoint), "arn:aws:bedrock:us-east-1:1:inference-profile/m", stream).AbsoluteUri.ShouldBe(expected);

    [Theory]
    [InlineData("https://h/v1/projects/p/locations/l", false, "https://h/v1/projects/p/locations/l/publishers/anthropic/models/claude-x%4020251001:rawPredict")]
    [InlineData("https://h/v1/projects/p/locations/l/publishers/anthropic/models/y:rawPredict", true, "https://h/v1/projects/p/locations/l/publishers/anthropic/models/claude-x%4020251001:streamRawPredict")]
    public void H_398_the_date_of_a_model_id_is_encoded_in_the_path(string endpoint, bool stream, string expected) =>
        Vertex.Address(new Uri(endpoint), "claude-x@20251001", stream).AbsoluteUri.ShouldBe(expected);

    [Fact]
    public void H_399_tokens_are_counted_at_a_path_of_their_own_with_the_model_in_the_body()
    {
        Vertex.CountAddress(new Uri("https://h/v1/projects/p/locations/l"), "m").AbsoluteUri
            .ShouldBe("https://h/v1/projects/p/locations/l/publishers/anthropic/models/count-tokens:rawPredict");
        using var output = new ByteWriter();
        Vertex.WrapCount("""{"model":"m","messages":[]}"""u8, "m", [], output);
        Text(output).ShouldBe("""{"anthropic_version":"vertex-2023-10-16","model":"m","messages":[]}""");
        Vertex.ReadCount("""{"input_tokens":7}"""u8).ShouldBe(7);
        Vertex.ReadCount("""{"error":{}}"""u8).ShouldBeNull();
    }

    [Fact]
    public void H_418_bedrock_counts_a_body_that_could_be_invoked()
    {
        using var output = new ByteWriter();
        Bedrock.WrapCount("""{"model":"m","messages":[]}"""u8, "m", ["a-1"], output);
        var body = JsonNode.Parse(output.Written)!["input"]!["invokeModel"]!["body"]!.GetValue<string>();
        Encoding.UTF8.GetString(Convert.FromBase64String(body))
            .ShouldBe("""{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["a-1"],"max_tokens":1,"messages":[]}""");
        Bedrock.CountAddress(new Uri("https://h"), "a:0").AbsoluteUri.ShouldBe("https://h/model/a%3A0/count-tokens");
        Bedrock.ReadCount("""{"inputTokens":7}"""u8).ShouldBe(7);
    }

    [Theory]
    [InlineData("bedrock-invoke")]
    [InlineData("vertex-anthropic")]
    public void H_397_H_414_a_cloud_gets_only_the_betas_that_claude_code_sends_there_and_their_fields(string dialect)
    {
        var host = (MessagesHost)DialectRegistry.Find(dialect)!.DefaultProfile!;
        var plan = host.Plan(["claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27,effort-2025-11-24,advanced-tool-use-2025-11-20,prompt-caching-scope-2026-01-05,foo-2099-01-01"]);
        plan.Betas.ShouldBe(dialect == "bedrock-invoke"
            ? ["interleaved-thinking-2025-05-14", "tool-search-tool-2025-10-19"]
            : ["claude-code-20250219", "interleaved-thinking-2025-05-14", "effort-2025-11-24", "tool-search-tool-2025-10-19"]);

        using var output = new ByteWriter();
        plan.Edit(
            Encoding.UTF8.GetBytes("""{"context_management":{"edits":[]},"cache_control":{"type":"ephemeral"},"output_config":{"effort":"low"},"tools":[{"name":"a","defer_loading":true,"eager_input_streaming":true,"input_examples":[]}],"thinking":{"type":"adaptive","display":"omitted"},"messages":[]}"""),
            new Losses(),
            output);
        Text(output).ShouldBe("""{"output_config":{"effort":"low"},"tools":[{"name":"a","defer_loading":true}],"thinking":{"type":"adaptive","display":"omitted"},"messages":[]}""");
    }

    [Theory]
    [InlineData("""{"error":{"code":400,"message":"{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long: 5 tokens > 4 maximum\"}}","status":"INVALID_ARGUMENT"}}""", 400, FailureCause.PromptTooLong, "prompt is too long: 5 tokens > 4 maximum")]
    [InlineData("""[{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED"}}]""", 429, FailureCause.RateLimit, "Quota exceeded")]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", 529, FailureCause.Overloaded, "Overloaded")]
    [InlineData("""{"error":{"code":401,"message":"Request had invalid authentication credentials.","status":"UNAUTHENTICATED"}}""", 401, FailureCause.UpstreamCredential, "The provider refused the gateway's own credential: ask the administrator of the gateway to renew it.")]
    [InlineData("""{"error":{"code":404,"message":"Publisher Model `x` was not found","status":"NOT_FOUND"}}""", 404, FailureCause.NotFound, "Publisher Model `x` was not found")]
    public void H_400_the_error_inside_googles_is_the_one_that_counts(string body, int status, FailureCause cause, string message)
    {
        var failure = Vertex.ReadError(status, Encoding.UTF8.GetBytes(body), TimeSpan.FromSeconds(3));
        (failure.Cause, failure.Message, failure.RetryAfter).ShouldBe((cause, message, TimeSpan.FromSeconds(3)));
    }

    [Theory]
    [InlineData(400, "Input is too long for requested model.", FailureCause.PromptTooLong)]
    [InlineData(400, "messages.1: Extra inputs are not permitted", FailureCause.InvalidRequest)]
    [InlineData(403, "The security token included in the request is expired", FailureCause.UpstreamCredential)]
    [InlineData(403, "You don't have access to the model with the specified model ID.", FailureCause.Permission)]
    [InlineData(404, "Could not resolve the foundation model from the provided model identifier.", FailureCause.NotFound)]
    [InlineData(408, "The model timed out", FailureCause.Timeout)]
    [InlineData(424, "The model failed", FailureCause.Upstream)]
    [InlineData(429, "Too many tokens, please wait before trying again.", FailureCause.RateLimit)]
    [InlineData(503, "Bedrock is unable to process your request.", FailureCause.Overloaded)]
    public void H_410_errors_of_bedrock_are_told_as_what_they_are(int status, string message, FailureCause cause) =>
        Bedrock.ReadError(status, Encoding.UTF8.GetBytes($$"""{"message":"{{message}}"}"""), null).Cause.ShouldBe(cause);

    [Theory]
    [InlineData("bedrock-invoke")]
    [InlineData("vertex-anthropic")]
    public void Any_bytes_are_an_error_that_can_be_told(string dialect)
    {
        var random = new Random(417);
        var seeds = new[] { "{\"message\":\"x\"}", "{\"error\":{\"message\":\"{\\\"type\\\":\\\"error\\\"}\"}}", "[{\"error\":", "<html>", "" };
        for (var i = 0; i < 2000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(seeds[i % seeds.Length]);
            for (var j = random.Next(4); j > 0 && bytes.Length > 0; j--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            DialectRegistry.Find(dialect)!.ReadError(random.Next(400, 600), bytes, null).Message.ShouldNotBeNullOrEmpty();
        }
    }

    private static string Text(ByteWriter output) => Encoding.UTF8.GetString(output.Written);
}
