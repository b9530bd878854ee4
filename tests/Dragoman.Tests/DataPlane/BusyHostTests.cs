using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

/// <summary>Hosts under load: signs of life for minutes before the first word, bursts of thousands of words, calls that lose their arguments.</summary>
public sealed class BusyHostTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task H_429_comments_for_minutes_keep_the_turn_alive_and_the_client_gets_signs_of_life()
    {
        const int Rounds = 45;
        var time = new ManualTimeProvider();
        var gates = Enumerable.Range(0, Rounds).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var answer = Answer.Frames();
        foreach (var gate in gates)
        {
            answer.Frame(": keep-alive\n\n").Wait(gate.Task);
        }

        answer.Frame(Chunk("late", "null") + Chunk("", "\"stop\"") + "data: [DONE]\n\n");
        await using var host = await StrictOpenAi.StartAsync(answer);
        await using var gateway = await StartAsync(host, "timeouts: {first_byte: 2m, idle: 2m}", options => options with { Time = time });
        var pending = gateway.Http.SendAsync(Request(stream: true), HttpCompletionOption.ResponseHeadersRead);
        await host.RequestAsync(1, Patience);
        for (var i = 0; i < 6 && !pending.IsCompleted; i++)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.WhenAny(pending, Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken));
        }

        using var response = await pending;
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        foreach (var gate in gates)
        {
            // Seven and a half minutes in all: without the comments the deadline of two would have passed.
            var looks = time.TimestampReads;
            gate.SetResult();
            await HeardAsync(time, looks);
            time.Advance(TimeSpan.FromSeconds(10));
            await ReadUntilAsync(reader, line => line.StartsWith(':') || line.Contains("ping", StringComparison.Ordinal) || line.Contains("late", StringComparison.Ordinal));
        }

        (await reader.ReadToEndAsync().WaitAsync(Patience)).ShouldContain("message_stop");
    }

    [Fact]
    public async Task H_429_blank_lines_in_front_of_a_whole_answer_are_skipped()
    {
        const string Body = """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";
        await using var host = await StrictOpenAi.StartAsync(Answer.Fail(200, new string('\n', 300) + Body));
        await using var gateway = await StartAsync(host);
        using var response = await gateway.Http.SendAsync(Request(stream: false));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        ((string?)JsonNode.Parse(text)!["content"]![0]!["text"]).ShouldBe("hello");
    }

    [Fact]
    public async Task H_455_a_burst_of_ten_thousand_chunks_leaves_in_a_few_writes()
    {
        const int Chunks = 10_000;
        var burst = new StringBuilder();
        for (var i = 0; i < Chunks; i++)
        {
            burst.Append(Chunk("x", "null"));
        }

        await using var host = await StrictOpenAi.StartAsync(Answer.Frames(burst + Chunk("", "\"stop\"") + "data: [DONE]\n\n"));
        await using var gateway = await StartAsync(host);
        using var response = await gateway.Http.SendAsync(Request(stream: true), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        using var told = new MemoryStream();
        var buffer = new byte[1024 * 1024];
        var reads = 0;
        for (int count; (count = await body.ReadAsync(buffer)) > 0; reads++)
        {
            told.Write(buffer, 0, count);
        }

        var folded = AnthropicStreamGrammar.Fold(told.ToArray());
        folded.Errors.ShouldBeEmpty();
        folded.Text.ShouldBe(new string('x', Chunks));
        reads.ShouldBeLessThan(Chunks / 10, "what arrives together leaves together");
    }

    [Fact]
    public async Task H_464_a_call_that_lost_its_arguments_is_asked_for_once_more_and_the_client_never_sees_it()
    {
        await using var host = await StrictOpenAi.StartAsync(request => request.Number == 1
            ? Answer.Tool("Read", string.Empty)
            : Answer.Tool("Read", """{"file_path":"/a"}"""));
        await using var gateway = await StartAsync(host);
        using var response = await gateway.Http.SendAsync(Request(stream: true));
        var folded = AnthropicStreamGrammar.Fold(await response.Content.ReadAsByteArrayAsync());
        folded.Errors.ShouldBeEmpty();
        folded.Blocks("tool_use").ShouldHaveSingleItem()["input"]!.ToJsonString().ShouldBe("""{"file_path":"/a"}""");
        host.Completions.Count.ShouldBe(2);
    }

    private static Task<GatewayFixture> StartAsync(StrictOpenAi host, string more = "", Func<Dragoman.Hosting.GatewayOptions, Dragoman.Hosting.GatewayOptions>? change = null) =>
        GatewayFixture.StartAsync(
            $"upstreams:\n  host:\n    provider: openai\n    endpoint: {host.Endpoint}\n    api_key_ref: test\n    {more}\nroutes:\n  - name: via\n    upstream: host/gpt-4.1\n",
            change: change);

    private static HttpRequestMessage Request(bool stream) => new(HttpMethod.Post, "/v1/messages")
    {
        Content = new StringContent(
            "{\"model\":\"via\",\"max_tokens\":20000,\"stream\":" + (stream ? "true" : "false")
            + """, "tools":[{"name":"Read","input_schema":{"type":"object","properties":{"file_path":{"type":"string"}},"required":["file_path"]}}],"messages":[{"role":"user","content":"go"}]}""",
            Encoding.UTF8,
            "application/json"),
    };

    private static string Chunk(string text, string finish) =>
        $$$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{{text}}}"},"finish_reason":{{{finish}}}}]}""" + "\n\n";

    // The clock must not run ahead of the comments: reading one is when the gateway looks at it.
    private static async Task HeardAsync(ManualTimeProvider time, int looks)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (time.TimestampReads == looks)
        {
            await Task.Delay(1, deadline.Token);
        }
    }

    private static async Task ReadUntilAsync(StreamReader reader, Func<string, bool> isIt)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (await reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (isIt(line))
            {
                return;
            }
        }

        throw new InvalidDataException("The stream ended too early.");
    }
}
