using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Dragoman.Hosting;
using Dragoman.Testing;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Dragoman.Tests.DataPlane;

/// <summary>What stands between sockets and dialects: encodings, connections, limits, back-pressure, ids.</summary>
public sealed class TransportTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TaskCompletionSource _hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StrictAnthropic _anthropic = null!;
    private StrictOpenAi _openai = null!;
    private GatewayFixture _gateway = null!;
    private Func<RecordedRequest, Answer> _script = _ => Answer.Text("ok");

    public async ValueTask InitializeAsync()
    {
        _anthropic = await StrictAnthropic.StartAsync(request => _script(request));
        _openai = await StrictOpenAi.StartAsync(request => _script(request));
        _gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(
            ("claude-opus-5-5", "anthropic", "claude-opus-5-5", _anthropic.BaseUrl + "/v1/messages"),
            ("via", "openai", "gpt-5", _openai.BaseUrl + "/v1/chat/completions")));
    }

    public async ValueTask DisposeAsync()
    {
        _hold.TrySetResult();
        await _gateway.DisposeAsync();
        await _anthropic.DisposeAsync();
        await _openai.DisposeAsync();
    }

    [Theory]
    [InlineData("claude-opus-5-5")]
    [InlineData("via")]
    public async Task H_014_H_305_a_stream_is_never_compressed_in_either_direction(string model)
    {
        _script = _ => Answer.New().Say("first").Wait(_hold.Task).Say("last");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Body(model, stream: true) };
        request.Headers.AcceptEncoding.ParseAdd("gzip, deflate, br, zstd");
        using var response = await _gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.Content.Headers.ContentEncoding.ShouldBeEmpty();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await ReadUntilAsync(reader, "first")).ShouldBeTrue();
        var upstream = model == "via" ? _openai.Requests[0] : _anthropic.Requests[0];
        upstream.Header("Accept-Encoding").ShouldBe("identity");
        _hold.SetResult();
        (await ReadUntilAsync(reader, "message_stop")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("claude-opus-5-5")]
    [InlineData("via")]
    public async Task H_258_answers_and_errors_carry_a_request_id(string model)
    {
        using (var good = await _gateway.Http.PostAsync("/v1/messages", Body(model)))
        {
            good.Headers.GetValues("request-id").Single().ShouldStartWith("req_");
            good.Headers.GetValues("x-request-id").ShouldBe(good.Headers.GetValues("request-id"));
        }

        _script = _ => Answer.Fail(500, """{"type":"error","error":{"type":"api_error","message":"no"}}""");
        using var bad = await _gateway.Http.PostAsync("/v1/messages", Body(model));
        bad.Headers.GetValues("request-id").Single().ShouldStartWith("req_");
    }

    [Fact]
    public async Task H_010_the_clients_retry_count_decides_nothing()
    {
        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Body("via") };
            request.Headers.Add("x-stainless-retry-count", "0");
            using var response = await _gateway.Http.SendAsync(request);
            (await _gateway.TurnAsync(response)).Usage.OutputTokens.ShouldBeGreaterThan(0);
        }

        _openai.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("false")]
    public async Task H_177_without_a_stream_asked_for_the_answer_is_one_document(string stream)
    {
        using var response = await _gateway.Http.PostAsync("/v1/messages", new StringContent(
            $$"""{"model":"via","max_tokens":100,"stream":{{stream}},"messages":[{"role":"user","content":"hi"}]}"""));
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
    }

    [Fact]
    public async Task H_333_the_clients_unstreamed_second_try_goes_the_same_way()
    {
        using var first = await _gateway.Http.PostAsync("/v1/messages", Body("via", stream: true));
        using var second = await _gateway.Http.PostAsync("/v1/messages", Body("via"));
        second.Headers.GetValues("x-dragoman-upstream").ShouldBe(first.Headers.GetValues("x-dragoman-upstream"));
        second.Headers.GetValues("x-dragoman-model").ShouldBe(first.Headers.GetValues("x-dragoman-model"));
        string Key(int i) => _openai.Requests[i].Json.TryGetProperty("prompt_cache_key", out var key) ? key.GetString()! : "none";
        Key(1).ShouldBe(Key(0));
    }

    [Fact]
    public async Task H_019_H_103_H_105_H_107_what_stands_in_the_history_passes_byte_for_byte()
    {
        var body = """{"model":"claude-opus-5-5","max_tokens":2000,"system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1.329.3c4; cc_entrypoint=sdk-cli;"},{"type":"text","text":"You are","cache_control":{"type":"ephemeral"}}],"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"  odd \u00e9 é \ud83d\ude00 spaces  ","signature":"SIG="},{"type":"redacted_thinking","data":"ZGF0YQ=="},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]}"""u8.ToArray();
        using var response = await _gateway.Http.PostAsync("/v1/messages", new ByteArrayContent(body));
        _anthropic.Requests[0].Body.ShouldBe(body);
    }

    [Fact]
    public async Task H_188_H_190_H_191_safeguards_and_their_verdicts_pass_untouched()
    {
        const string Verdict = "\"safeguard_results\":[{\"type\":\"dangerous_tool_use\",\"status\":{\"type\":\"available\",\"tool_uses\":{\"toolu_1\":{\"type\":\"evaluated\",\"outcome\":\"not_flagged\"}}}}]";
        _script = _ => Answer.Frames(
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-opus-5-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}\n\n",
            "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"Bash\",\"input\":{}}}\n\n",
            "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
            "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null," + Verdict + "},\"usage\":{\"output_tokens\":9}}\n\n",
            "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        var body = """{"model":"claude-opus-5-5","max_tokens":100,"stream":true,"safeguards":[{"type":"dangerous_tool_use","classifier_context":{"v":1,"rules":[]}}],"tools":[{"name":"Bash","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"hi"}]}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(body) };
        request.Headers.TryAddWithoutValidation("anthropic-beta", "dangerous-tool-use-2026-09-03");
        using var response = await _gateway.Http.SendAsync(request);
        (await response.Content.ReadAsStringAsync()).ShouldContain(Verdict);
        Encoding.UTF8.GetString(_anthropic.Requests[0].Body).ShouldBe(body);
        _anthropic.Requests[0].Header("anthropic-beta").ShouldBe("dangerous-tool-use-2026-09-03");
    }

    [Fact]
    public async Task H_189_H_194_a_foreign_models_answer_never_carries_a_verdict_that_nobody_gave()
    {
        _script = _ => Answer.New().Call("Bash", """{"command":"rm -rf /"}""");
        using var response = await _gateway.Http.PostAsync("/v1/messages", new StringContent(
            """{"model":"via","max_tokens":100,"safeguards":[{"type":"dangerous_tool_use","classifier_context":{"v":1}}],"tools":[{"name":"Bash","input_schema":{"type":"object","properties":{"command":{"type":"string"}}}}],"messages":[{"role":"user","content":"hi"}]}"""));
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("safeguard_results");
        response.Headers.GetValues("x-dragoman-losses").Single().ShouldContain("safeguards:dropped");
        _openai.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task H_192_H_193_the_clients_own_classifier_gets_its_verdict_cut_at_the_stop_sequence()
    {
        _script = _ => Answer.Text("<severity>0</severity> and some prose");
        using var response = await _gateway.Http.PostAsync("/v1/messages", new StringContent(
            """{"model":"via","max_tokens":64,"thinking":{"type":"disabled"},"stop_sequences":["</severity>"],"system":"classify","messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}"""));
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        json.RootElement.GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("<severity>0");
        json.RootElement.GetProperty("stop_reason").GetString().ShouldBe("stop_sequence");
        json.RootElement.GetProperty("stop_sequence").GetString().ShouldBe("</severity>");
        _openai.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_264_secrets_of_the_upstream_do_not_reach_the_client()
    {
        _script = _ => Answer.Fail(500, """{"error":{"message":"bad key sk-proj-abcdefghijklmnopqrstuvwxyz123456","type":"server_error"}}""");
        using var response = await _gateway.Http.PostAsync("/v1/messages", Body("via"));
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("sk-proj");
    }

    [Fact]
    public async Task H_265_the_gateways_refused_credential_costs_one_request_and_is_no_login_problem()
    {
        _script = _ => Answer.Fail(401, """{"error":{"message":"expired","type":"invalid_request_error","code":"invalid_api_key"}}""");
        using var response = await _gateway.Http.PostAsync("/v1/messages", Body("via"));
        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        response.Headers.GetValues("x-should-retry").ShouldBe(["false"]);
        _openai.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task H_308_a_pooled_connection_that_the_upstream_closed_costs_the_client_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeOneAnswerPerConnectionAsync(listener);
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(
            ("via", "openai", "gpt-5", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1/chat/completions")));
        for (var i = 0; i < 3; i++)
        {
            using var response = await gateway.Http.PostAsync("/v1/messages", Body("via"));
            response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        }

        listener.Stop();
        await serving;
    }

    [Fact]
    public async Task H_331_a_client_that_reads_slowly_holds_the_upstream_back_instead_of_filling_memory()
    {
        var piece = new string('x', 64 * 1024);
        _script = _ => Enumerable.Range(0, 1024).Aggregate(Answer.New(), (answer, _) => answer.Say(piece));
        using var response = await _gateway.Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Body("via", stream: true) }, HttpCompletionOption.ResponseHeadersRead);
        var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[1000]);
        var upstream = _openai.Requests[0];
        // 64 MB cannot stand in the buffers between: the upstream must still be writing while nobody reads.
        await Task.WhenAny(upstream.Answered, Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken));
        upstream.Answered.IsCompleted.ShouldBeFalse();
        await stream.CopyToAsync(Stream.Null).WaitAsync(TimeSpan.FromSeconds(60));
        await upstream.Answered.WaitAsync(Patience);
    }

    [Fact]
    public async Task H_338_many_large_counts_at_once_are_answered_while_a_stream_goes_on()
    {
        _script = _ => Answer.New().Say("first").Wait(_hold.Task).Say("last");
        using var response = await _gateway.Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Body("via", stream: true) }, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await ReadUntilAsync(reader, "first")).ShouldBeTrue();
        var text = string.Join(' ', Enumerable.Repeat("count these words", 60_000));
        var counts = Enumerable.Range(0, 20).Select(async _ =>
        {
            using var count = await _gateway.Http.PostAsync("/v1/messages/count_tokens", new StringContent(
                $$"""{"model":"via","messages":[{"role":"user","content":"{{text}}"}]}"""));
            return count.StatusCode;
        });
        (await Task.WhenAll(counts)).ShouldAllBe(status => status == HttpStatusCode.OK);
        _hold.SetResult();
        (await ReadUntilAsync(reader, "message_stop")).ShouldBeTrue();
    }

    [Fact]
    public void H_332_H_500_the_servers_limits_leave_room_for_long_turns_and_large_bodies()
    {
        var kestrel = new KestrelServerOptions();
        KestrelLimits.Apply(kestrel, new IPEndPoint(IPAddress.Loopback, 0));
        kestrel.Limits.MinResponseDataRate.ShouldBeNull();
        kestrel.Limits.MaxRequestBodySize.ShouldBeNull();
        kestrel.Limits.KeepAliveTimeout.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(5));
        kestrel.AddServerHeader.ShouldBeFalse();
    }

    [Fact]
    public async Task H_498_a_redirect_of_the_upstream_is_not_followed()
    {
        _script = _ => Answer.Fail(302, "moved").Header("location", _anthropic.BaseUrl + "/elsewhere");
        using var response = await _gateway.Http.PostAsync("/v1/messages", Body("via"));
        ((int)response.StatusCode).ShouldBeGreaterThanOrEqualTo(500);
        _anthropic.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_503_line_ends_in_an_upstreams_words_do_not_become_headers()
    {
        _script = _ => Answer.Fail(500, """{"error":{"message":"x\r\nset-cookie: a=b","type":"server_error","code":"a\r\nb"}}""");
        using var response = await _gateway.Http.PostAsync("/v1/messages", Body("via"));
        response.Headers.Contains("set-cookie").ShouldBeFalse();
        response.Headers.SelectMany(header => header.Value).ShouldAllBe(value => !value.Contains('\n'));
    }

    private static async Task ServeOneAnswerPerConnectionAsync(TcpListener listener)
    {
        const string Answer = """{"id":"c","object":"chat.completion","created":1,"model":"gpt-5","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";
        var head = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {Answer.Length}\r\n\r\n{Answer}");
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync();
                var stream = connection.GetStream();
                if (await ReadRequestAsync(stream))
                {
                    // The answer promises a connection that stays, and closes it: the next request finds it gone.
                    await stream.WriteAsync(head);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    // To its last byte: a connection that is closed with bytes unread is reset, and the answer with it.
    private static async Task<bool> ReadRequestAsync(NetworkStream stream)
    {
        var bytes = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(bytes.AsMemory(length));
            if (read == 0)
            {
                return false;
            }

            length += read;
            var text = Encoding.ASCII.GetString(bytes, 0, length);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var at = text.IndexOf("content-length:", StringComparison.OrdinalIgnoreCase);
            if (end >= 0 && at >= 0)
            {
                var value = text[(at + "content-length:".Length)..text.IndexOf('\r', at)];
                if (length >= end + 4 + int.Parse(value, System.Globalization.CultureInfo.InvariantCulture))
                {
                    return true;
                }
            }
        }
    }

    private static StringContent Body(string model, bool stream = false) => new(
        $$"""{"model":"{{model}}","max_tokens":1000,"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"hi"}]}""");

    private static async Task<bool> ReadUntilAsync(StreamReader reader, string text)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (await reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
