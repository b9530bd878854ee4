using System.Net;
using Dragoman.Dialects.Conversation;
using Dragoman.Store.Turns;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

public sealed class StreamingTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ManualTimeProvider _time = new();
    private readonly TaskCompletionSource _hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StrictAnthropic _anthropic = null!;
    private GatewayFixture _gateway = null!;
    private Func<RecordedRequest, Answer> _script = _ => Answer.Text("ok");

    public async ValueTask InitializeAsync()
    {
        _anthropic = await StrictAnthropic.StartAsync(request => _script(request));
        _gateway = await GatewayFixture.StartAsync(
            GatewayFixture.Config(("claude-opus-5-5", "anthropic", "claude-opus-5-5", _anthropic.BaseUrl + "/v1/messages")),
            change: options => options with { Time = _time });
    }

    public async ValueTask DisposeAsync()
    {
        _hold.TrySetResult();
        await _gateway.DisposeAsync();
        await _anthropic.DisposeAsync();
    }

    [Fact]
    public async Task B02_H_289_H_497_each_delta_reaches_the_client_before_the_upstream_sends_the_next()
    {
        // The upstream goes on only when the test saw the delta before: buffering anywhere would end in the deadline.
        var gates = Enumerable.Range(0, 5).Select(_ => new TaskCompletionSource()).ToArray();
        _script = _ => gates.Select((gate, i) => (gate, i)).Aggregate(Answer.New(), (answer, next) => answer.Say($"part{next.i} ").Wait(next.gate.Task));
        using var response = await PostAsync();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var i = 0; i < gates.Length; i++)
        {
            await ReadUntilAsync(reader, $"part{i} ");
            gates[i].SetResult();
        }

        (await ReadToEndAsync(reader)).ShouldContain("message_stop");
    }

    [Fact]
    public async Task H_270_a_stream_has_the_headers_that_keep_proxies_from_holding_it()
    {
        using var response = await PostAsync();
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream; charset=utf-8");
        response.Headers.CacheControl!.NoCache.ShouldBeTrue();
        response.Headers.GetValues("x-accel-buffering").ShouldBe(["no"]);
        response.Content.Headers.ContentLength.ShouldBeNull();
        response.Content.Headers.ContentEncoding.ShouldBeEmpty();
    }

    [Fact]
    public async Task B04_H_011_H_325_H_332_after_ten_seconds_of_silence_signs_of_life_come_every_ten_seconds()
    {
        _script = _ => Answer.New().Say("first").Wait(_hold.Task).Say("last");
        using var response = await PostAsync();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await ReadUntilAsync(reader, "first");
        for (var i = 0; i < 40; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await ReadUntilAsync(reader, "event: ping");
        }

        _hold.SetResult();
        (await ReadToEndAsync(reader)).ShouldContain("last");
    }

    [Fact]
    public async Task H_325_an_upstream_that_says_nothing_at_all_does_not_lose_the_client()
    {
        _script = _ => Answer.New().Wait(_hold.Task).Say("late");
        var pending = PostAsync();
        await _anthropic.RequestAsync(1, Patience);
        using var response = await AdvanceUntilAsync(pending);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        _hold.SetResult();
        var rest = await ReadToEndAsync(reader);
        rest.ShouldContain("late");
        rest.ShouldContain("message_stop");
    }

    [Fact]
    public async Task H_251_H_323_an_error_before_any_content_is_a_status_not_an_event()
    {
        _script = _ => Answer.Frames("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n");
        using var response = await PostAsync();
        ((int)response.StatusCode).ShouldBe(529);
        (await response.Content.ReadAsStringAsync()).ShouldContain("overloaded_error");
    }

    [Fact]
    public async Task B05_an_error_as_the_first_event_is_followed_by_one_silent_second_attempt()
    {
        var calls = 0;
        _script = _ => Interlocked.Increment(ref calls) == 1
            ? Answer.Frames("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n")
            : Answer.Text("second time lucky");
        using var response = await PostAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldContain("second time lucky");
        (await _gateway.TurnAsync(response)).Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task H_259_attempts_are_bounded()
    {
        _script = _ => Answer.Frames("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"no\"}}\n\n");
        using var response = await PostAsync();
        ((int)response.StatusCode).ShouldBe(500);
        _anthropic.Requests.Count.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task H_324_an_answer_that_ends_early_is_an_error_never_an_end()
    {
        _script = _ => Answer.New().Say("half", " of it").EndAfter(4);
        using var response = await PostAsync();
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain("half");
        text.ShouldContain("event: error");
        text.ShouldNotContain("message_stop");
        var turn = await _gateway.TurnAsync(response);
        turn.Outcome.ShouldBe(TurnOutcome.Truncated);
        turn.FailureCause.ShouldBe(FailureCause.Truncated);
    }

    [Fact]
    public async Task H_329_a_reset_behind_content_is_not_followed_by_another_attempt()
    {
        _script = _ => Answer.New().Say("half").Wait(_hold.Task).Say(" of it").ResetAfter(4);
        using var response = await PostAsync();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await ReadUntilAsync(reader, "half");
        _hold.SetResult();
        (await ReadToEndAsync(reader)).ShouldContain("event: error");
        _anthropic.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task H_319_behind_a_complete_tool_call_the_stream_ends_as_tool_use_and_is_not_tried_again()
    {
        _script = _ => Answer.New().Call("Bash", """{"command":"ls"}""").Say("and now").EndAfter(6);
        using var response = await PostAsync(tools: true);
        var message = AnthropicStreamGrammar.Fold(await response.Content.ReadAsByteArrayAsync());
        message.StopReason.ShouldBe("tool_use");
        _anthropic.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task H_319_a_call_whose_arguments_never_came_cannot_run()
    {
        const string Start = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-opus-5-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}\n\n";
        _script = _ => Answer.Frames(
            Start,
            Block(0, "toolu_1"),
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{}\"}}\n\n",
            "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
            Block(1, "toolu_2"));
        using var response = await PostAsync(tools: true);
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain("\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\"}");
        text.ShouldContain("\"stop_reason\":\"tool_use\"");
        (await _gateway.TurnAsync(response)).FailureCause.ShouldBe(FailureCause.Truncated);
        static string Block(int index, string id) =>
            $"event: content_block_start\ndata: {{\"type\":\"content_block_start\",\"index\":{index},\"content_block\":{{\"type\":\"tool_use\",\"id\":\"{id}\",\"name\":\"Bash\",\"input\":{{}}}}}}\n\n";
    }

    [Fact]
    public async Task H_286_a_stream_that_lacks_only_its_last_frame_gets_it()
    {
        _script = _ => Answer.Text("whole").EndAfter(6);
        using var response = await PostAsync();
        var message = AnthropicStreamGrammar.Fold(await response.Content.ReadAsByteArrayAsync());
        message.Errors.ShouldBeEmpty();
        message.StopReason.ShouldBe("end_turn");
    }

    [Fact]
    public async Task B06_H_327_a_client_that_leaves_closes_the_upstream_and_is_billed_for_what_came()
    {
        _script = _ => Answer.New().Say(new string('x', 4000)).Wait(_hold.Task);
        var response = await PostAsync();
        using (var reader = new StreamReader(await response.Content.ReadAsStreamAsync()))
        {
            await ReadUntilAsync(reader, "xxxx");
        }

        response.Dispose();
        await _anthropic.Requests[0].Aborted.WaitAsync(TimeSpan.FromSeconds(5));
        var turn = await _gateway.TurnAsync(response);
        turn.Outcome.ShouldBe(TurnOutcome.ClientGone);
        turn.Usage.OutputTokens.ShouldBeGreaterThanOrEqualTo(900);
        turn.CostNanoUsd!.Value.ShouldBeGreaterThan(0);
        _anthropic.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_upstream_that_stays_silent_beyond_its_deadline_ends_in_an_error_the_client_understands()
    {
        _script = _ => Answer.New().Say("first").Wait(_hold.Task);
        using var response = await PostAsync();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await ReadUntilAsync(reader, "first");
        var rest = ReadToEndAsync(reader);
        while (!rest.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.WhenAny(rest, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        (await rest).ShouldContain("timeout_error");
    }

    private async Task<HttpResponseMessage> AdvanceUntilAsync(Task<HttpResponseMessage> pending)
    {
        while (!pending.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.WhenAny(pending, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        return await pending;
    }

    private Task<HttpResponseMessage> PostAsync(bool tools = false) => _gateway.Http.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
        {
            Content = new StringContent(tools
                ? """{"model":"claude-opus-5-5","max_tokens":100,"stream":true,"tools":[{"name":"Bash","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"hi"}]}"""
                : """{"model":"claude-opus-5-5","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"hi"}]}"""),
        },
        HttpCompletionOption.ResponseHeadersRead);

    private static async Task ReadUntilAsync(StreamReader reader, string text)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (await reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidDataException($"The stream ended before '{text}'.");
    }

    private static async Task<string> ReadToEndAsync(StreamReader reader)
    {
        using var deadline = new CancellationTokenSource(Patience);
        return await reader.ReadToEndAsync(deadline.Token);
    }
}
