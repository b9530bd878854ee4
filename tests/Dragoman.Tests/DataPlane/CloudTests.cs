using System.Net;
using System.Text;
using System.Text.Json;
using Dragoman.Testing;
using Dragoman.Tests.Commands;
using Dragoman.Tests.Conformance;

namespace Dragoman.Tests.DataPlane;

/// <summary>Claude in the envelopes of Bedrock and Vertex: bytes pass, only the envelope is put on and taken off.</summary>
public sealed class CloudTests : IAsyncLifetime
{
    private const string Token = "test-token";
    private const string Tail = "\"max_tokens\":100,\"system\":[{\"type\":\"text\",\"text\":\"Be brief.\"}], \"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private const string Betas = "claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27,advanced-tool-use-2025-11-20,effort-2025-11-24";

    private StrictBedrockInvoke _bedrock = null!;
    private StrictVertexAnthropic _vertex = null!;
    private Func<RecordedRequest, Answer> _script = _ => Answer.New().Say("Hel", "lo").Using(10, 5);

    public async ValueTask InitializeAsync()
    {
        _bedrock = await StrictBedrockInvoke.StartAsync(request => _script(request));
        _vertex = await StrictVertexAnthropic.StartAsync(request => _script(request), Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _bedrock.DisposeAsync();
        await _vertex.DisposeAsync();
    }

    [Theory]
    [InlineData("bedrock")]
    [InlineData("vertex")]
    public async Task H_008_the_version_of_a_cloud_is_what_the_configuration_says(string cloud)
    {
        await using var gateway = await StartAsync(cloud, upstream: ", anthropic_version: future-2027-01-01");
        using var response = await SendAsync(gateway, """{"model":"m",""" + Tail);
        Fake(cloud).Requests[0].Json.GetProperty("anthropic_version").GetString().ShouldBe("future-2027-01-01");
    }

    [Theory]
    [InlineData("bedrock", false)]
    [InlineData("bedrock", true)]
    [InlineData("vertex", false)]
    [InlineData("vertex", true)]
    public async Task H_396_H_413_the_body_passes_but_for_what_the_envelope_changes(string cloud, bool stream)
    {
        await using var gateway = await StartAsync(cloud);
        var head = stream ? """{"model":"m","stream":true,""" : """{"model":"m",""";
        using var response = await SendAsync(gateway, head + "\"context_management\":{\"edits\":[]},\"output_config\":{\"effort\":\"low\"},\"x_future\":{\"a\" : 1}," + Tail);
        var text = await response.Content.ReadAsStringAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        Fake(cloud).Violations.ShouldBeEmpty();
        var sent = Fake(cloud).Requests.Single();
        var rest = "\"output_config\":{\"effort\":\"low\"},\"x_future\":{\"a\" : 1}," + Tail;
        var streams = stream && cloud == "vertex" ? "\"stream\":true," : "";
        Encoding.UTF8.GetString(sent.Body).ShouldBe(cloud == "bedrock"
            ? """{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["interleaved-thinking-2025-05-14","tool-search-tool-2025-10-19"],""" + rest
            : """{"anthropic_version":"vertex-2023-10-16",""" + streams + rest);
        sent.Header("anthropic-beta").ShouldBe(cloud == "bedrock"
            ? null
            : "claude-code-20250219,interleaved-thinking-2025-05-14,tool-search-tool-2025-10-19,effort-2025-11-24");
        sent.Query.ShouldBeEmpty("?beta=true means nothing to a cloud");
        sent.Header("x-api-key").ShouldBeNull();
        sent.RawTarget.ShouldContain("claude-x%4020251001");
        var turn = await gateway.TurnAsync(response);
        turn.Losses.ShouldBe("beta:dropped" + (cloud == "bedrock" ? "x3" : "") + ", beta_field:dropped");
        (turn.Usage.OutputTokens, turn.Usage.InputTokens).ShouldBe((5L, 10L));
    }

    [Theory]
    [InlineData("bedrock", null)]
    [InlineData("bedrock", 1)]
    [InlineData("bedrock", 7)]
    [InlineData("vertex", 3)]
    public async Task H_415_the_client_gets_the_events_of_the_messages_api_however_the_frames_are_cut(string cloud, int? size)
    {
        _script = _ => size is { } bytes ? Calls().InWritesOf(bytes) : Calls();
        await using var gateway = await StartAsync(cloud);
        using var response = await SendAsync(gateway, """{"model":"m","stream":true,""" + Tail);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var text = await response.Content.ReadAsStringAsync();

        text.ShouldStartWith("event: message_start\ndata: {");
        text.ShouldEndWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        text.ShouldNotContain("amazon-bedrock");
        text.ShouldContain("\"model\":\"m\"", customMessage: "the client finds the model that it asked for");
        text.Split("\"type\":\"tool_use\"").Length.ShouldBe(3);
        (await gateway.TurnAsync(response)).ToolCalls.ShouldBe(2);

        static Answer Calls() => Answer.New().Say("Two ", "calls.").Call("Read", """{"file_path":"a"}""").Call("Read", "{}");
    }

    [Theory]
    [InlineData("bedrock", 429, "rate_limit_error")]
    [InlineData("bedrock", 503, "overloaded_error")]
    [InlineData("bedrock", 400, "invalid_request_error")]
    [InlineData("vertex", 429, "rate_limit_error")]
    [InlineData("vertex", 400, "invalid_request_error")]
    public async Task H_400_H_410_an_error_of_the_cloud_is_told_in_the_envelope_that_the_client_knows(string cloud, int status, string type)
    {
        const string Message = "messages.3.content: Input is too \"long\" for requested model.";
        _script = _ => cloud == "bedrock"
            ? StrictBedrockInvoke.Refused(status, "SomeException", Message)
            : StrictVertexAnthropic.Wrapped(status, type, Message);
        await using var gateway = await StartAsync(cloud);
        using var response = await SendAsync(gateway, """{"model":"m","stream":true,""" + Tail);

        ((int)response.StatusCode).ShouldBe(status == 503 ? 529 : status);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        body.RootElement.GetProperty("error").GetProperty("type").GetString().ShouldBe(type);
        body.RootElement.GetProperty("error").GetProperty("message").GetString()!.ShouldContain(Message);
    }

    [Fact]
    public async Task H_255_a_credential_that_aws_refuses_is_the_gateways_and_not_the_clients()
    {
        _script = _ => StrictBedrockInvoke.Refused(403, "ExpiredTokenException", "The security token included in the request is expired");
        await using var gateway = await StartAsync("bedrock");
        using var response = await SendAsync(gateway, """{"model":"m",""" + Tail);
        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("security token");
        _bedrock.Requests.Count.ShouldBe(2, "keys that ran out are looked up again, once");
    }

    [Fact]
    public async Task H_410_an_exception_in_front_of_everything_is_a_status_and_behind_content_an_error_event()
    {
        _script = _ => Answer.Frames(StrictBedrockInvoke.Exception("throttlingException", "Slow down."));
        await using var gateway = await StartAsync("bedrock");
        using var early = await SendAsync(gateway, """{"model":"m","stream":true,""" + Tail);
        ((int)early.StatusCode).ShouldBe(429);

        _script = _ => Answer.New().Say("Half").Frame(StrictBedrockInvoke.Exception("modelStreamErrorException", "It broke."));
        using var late = await SendAsync(gateway, """{"model":"m","stream":true,""" + Tail);
        var text = await late.Content.ReadAsStringAsync();
        text.ShouldContain("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"It broke.\"}}");
    }

    [Theory]
    [InlineData("bedrock")]
    [InlineData("vertex")]
    public async Task H_324_a_stream_that_ends_too_early_ends_in_an_error(string cloud)
    {
        _script = _ => Answer.New().Say("Half", " of it").EndAfter(4);
        await using var gateway = await StartAsync(cloud);
        using var response = await SendAsync(gateway, """{"model":"m","stream":true,""" + Tail);
        (await response.Content.ReadAsStringAsync()).ShouldContain("event: error");
        (await gateway.TurnAsync(response)).Outcome.ShouldNotBe(Store.Turns.TurnOutcome.Completed);
    }

    [Theory]
    [InlineData("bedrock")]
    [InlineData("vertex")]
    public async Task H_335_H_399_H_418_tokens_are_counted_by_the_cloud_and_nothing_is_generated(string cloud)
    {
        await using var gateway = await StartAsync(cloud);
        using var response = await SendAsync(gateway, """{"model":"m","messages":[{"role":"user","content":"hi"}]}""", "/v1/messages/count_tokens?beta=true");
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"input_tokens":4242}""");
        Fake(cloud).Violations.ShouldBeEmpty();
        Fake(cloud).Requests.Single().RawTarget.ShouldEndWith(cloud == "bedrock" ? "/model/claude-x%4020251001/count-tokens" : "/models/count-tokens:rawPredict");
    }

    [Theory]
    [InlineData("bedrock")]
    [InlineData("vertex")]
    public async Task A_request_that_is_written_anew_goes_in_the_same_envelope(string cloud)
    {
        await using var gateway = await StartAsync(cloud, "translation: {passthrough: false}");
        using var response = await SendAsync(gateway, """{"model":"m","stream":true,""" + Tail);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        text.ShouldEndWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        Fake(cloud).Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/model/m/invoke-with-response-stream", """{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["interleaved-thinking-2025-05-14","effort-2025-11-24"],""")]
    [InlineData("/v1/projects/p/locations/l/publishers/anthropic/models/m:streamRawPredict", """{"anthropic_version":"vertex-2023-10-16","stream":true,""")]
    public async Task A02_a_client_of_one_cloud_is_served_by_another(string path, string head)
    {
        await using var gateway = await StartAsync(path.StartsWith("/model", StringComparison.Ordinal) ? "vertex" : "bedrock");
        using var response = await SendAsync(gateway, head + Tail, path);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, Encoding.UTF8.GetString(bytes));
        response.Content.Headers.ContentType!.MediaType.ShouldBe(path.StartsWith("/model", StringComparison.Ordinal) ? "application/vnd.amazon.eventstream" : "text/event-stream");
        _bedrock.Violations.ShouldBeEmpty();
        _vertex.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("bedrock", true)]
    [InlineData("bedrock", false)]
    [InlineData("vertex", true)]
    [InlineData("vertex", false)]
    public async Task H_416_between_a_client_and_an_upstream_of_one_cloud_every_byte_passes(string cloud, bool stream)
    {
        _script = _ => Answer.New().Think("hm").Say("Two ", "calls.").Call("Read", """{"file_path":"a"}""").InWritesOf(37).Using(10, 5);
        await using var gateway = await StartAsync(cloud);
        var head = cloud == "bedrock"
            ? """{ "anthropic_version" : "bedrock-2023-05-31",  "anthropic_beta":["interleaved-thinking-2025-05-14"],"x_future":[1.50,"\u00e9"], """
            : """{ "anthropic_version" : "vertex-2023-10-16", "x_future":[1.50,"\u00e9"], "stream":""" + (stream ? "true, " : "false, ");
        var path = cloud == "bedrock"
            ? $"/bedrock/model/m/invoke{(stream ? "-with-response-stream" : "")}"
            : $"/vertex/projects/p/locations/l/publishers/anthropic/models/m:{(stream ? "streamRawPredict" : "rawPredict")}";
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(head + Tail, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", GatewayFixture.Key);
        using var response = await gateway.Http.SendAsync(request);
        var told = await response.Content.ReadAsByteArrayAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.OK, Encoding.UTF8.GetString(told));
        var fake = (StrictCloud)Fake(cloud);
        fake.Violations.ShouldBeEmpty();
        Encoding.UTF8.GetString(fake.Requests.Single().Body).ShouldBe(head + Tail);
        fake.Requests.Single().RawTarget.ShouldContain("claude-x%4020251001");
        if (stream)
        {
            told.ShouldBe(fake.Frames.SelectMany(frame => frame).ToArray());
        }
        else
        {
            Encoding.UTF8.GetString(told).ShouldContain("\"model\":\"claude-x@20251001\"");
        }

        var turn = await gateway.TurnAsync(response);
        (turn.Usage.InputTokens, turn.Usage.OutputTokens, turn.ToolCalls).ShouldBe((10L, 5L, 1));
        turn.Outcome.ShouldBe(Store.Turns.TurnOutcome.Completed);
        turn.Losses.ShouldBeNullOrEmpty();
    }

    [Fact]
    public async Task H_416_thinking_that_another_provider_minted_does_not_pass_with_the_rest()
    {
        await using var gateway = await StartAsync("bedrock");
        const string History = "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"dgm1.AAAA.BBBB\"},{\"type\":\"text\",\"text\":\"ok\"}]},{\"role\":\"user\",\"content\":\"go\"}]}";
        using var response = await SendAsync(gateway, """{"anthropic_version":"bedrock-2023-05-31",""" + History, "/bedrock/model/m/invoke-with-response-stream");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        _bedrock.Violations.ShouldBeEmpty();
        Encoding.UTF8.GetString(_bedrock.Requests.Single().Body).ShouldNotContain("dgm1.");
    }

    [Fact]
    public async Task H_416_a_stream_that_breaks_off_breaks_off_for_the_client_as_it_would_at_the_cloud()
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _script = _ => Answer.New().Say("Half").Wait(seen.Task).Say(" of it").EndAfter(4);
        await using var gateway = await StartAsync("bedrock");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/bedrock/model/m/invoke-with-response-stream")
        {
            Content = new StringContent("""{"anthropic_version":"bedrock-2023-05-31",""" + Tail, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", GatewayFixture.Key);
        using var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        (await body.ReadAtLeastAsync(new byte[64], 64)).ShouldBeGreaterThan(0);
        seen.SetResult();
        await Should.ThrowAsync<IOException>(async () => await body.CopyToAsync(Stream.Null));
        (await gateway.TurnAsync(response)).Outcome.ShouldNotBe(Store.Turns.TurnOutcome.Completed);
    }

    [Fact]
    public async Task D13_the_preset_of_Claude_on_Bedrock_passes_the_suite()
    {
        using var directory = new TestDirectory();
        _script = ConformanceTests.Claude().Play;
        _bedrock.Counts = SimulatedModel.Tokens;
        var outcomes = await ConformanceTests.RunPresetAsync(
            directory, "bedrock-claude", "bedrock", "us.anthropic.claude-haiku-5-5",
            yaml => yaml.Replace("region: us-east-1", $"region: us-east-1\n    endpoint: \"{_bedrock.BaseUrl}\"", StringComparison.Ordinal));
        outcomes.Where(check => check.Value == "failed").ShouldBeEmpty();
        outcomes["count_tokens"].ShouldBe("passed");
        outcomes["five_calls"].ShouldBe("passed");
        _bedrock.Violations.ShouldBeEmpty();
    }

    private FakeUpstream Fake(string cloud) => cloud == "bedrock" ? _bedrock : _vertex;

    private Task<GatewayFixture> StartAsync(string cloud, string more = "", string upstream = "")
    {
        var host = cloud == "bedrock"
            ? $"provider: bedrock-claude, endpoint: \"{_bedrock.BaseUrl}\", region: us-east-1"
            : $"provider: vertex-claude, endpoint: \"{_vertex.Endpoint}\", auth: bearer, api_key_ref: test";
        return GatewayFixture.StartAsync(
            $"upstreams:\n  cloud: {{{host}{upstream}}}\nroutes:\n  - name: m\n    upstream: cloud/claude-x@20251001\n    {more}\n",
            new Dictionary<string, string> { ["TEST"] = Token });
    }

    private static async Task<HttpResponseMessage> SendAsync(GatewayFixture gateway, string body, string path = "/v1/messages?beta=true")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("anthropic-beta", Betas);
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", GatewayFixture.Key);
        return await gateway.Http.SendAsync(request);
    }
}
