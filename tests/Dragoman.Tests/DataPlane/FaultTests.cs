using System.Net;
using System.Text;
using Dragoman.Testing;
using Dragoman.Tests.ControlPlane;

namespace Dragoman.Tests.DataPlane;

public sealed class FaultTests : IAsyncLifetime
{
    private const string Turn = """{"model":"main","max_tokens":100,"messages":[{"role":"user","content":"hi"}]}""";

    private StrictAnthropic _first = null!;
    private StrictAnthropic _second = null!;
    private GatewayFixture _gateway = null!;
    private AdminClientFixture _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _first = await StrictAnthropic.StartAsync(_ => Answer.New().Say("a", "b", "c", "d"), new StrictAnthropicOptions());
        _second = await StrictAnthropic.StartAsync(_ => Answer.Text("second"), new StrictAnthropicOptions());
        _gateway = await GatewayFixture.StartAsync($$"""
            upstreams:
              first: {provider: anthropic, endpoint: "{{_first.BaseUrl}}", api_key_ref: test}
              second: {provider: anthropic, endpoint: "{{_second.BaseUrl}}", api_key_ref: test}
            routes:
              - {name: main, targets: [first/claude-opus-5-5, second/claude-opus-5-5]}
              - {name: alone, targets: [first/claude-opus-5-5]}
            """);
        _admin = new AdminClientFixture(_gateway);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _gateway.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task D19_a_status_leads_to_the_next_target_and_marks_the_turn()
    {
        var id = (string)(await _admin.MakeAsync("faults", """{"upstream":"first","status":529,"for_seconds":60}"""))["id"]!;
        using var answer = await PostAsync(Turn);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("second");
        answer.Headers.GetValues("x-dragoman-fault").ShouldHaveSingleItem().ShouldBe(id);
        var record = await _gateway.TurnAsync(answer);
        (record.Fault, record.Upstream, record.Attempts).ShouldBe((id, "second", 2));
        _first.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task D19_a_fault_without_another_target_is_told_as_one_in_the_clients_dialect()
    {
        await _admin.MakeAsync("faults", """{"route":"alone","status":500,"for_seconds":60}""");
        using var answer = await PostAsync(Turn.Replace("main", "alone", StringComparison.Ordinal));
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("An administrator put a fault in");
        using var untouched = await PostAsync(Turn);
        untouched.Headers.Contains("x-dragoman-fault").ShouldBeFalse();
    }

    [Fact]
    public async Task D19_a_cut_stream_ends_with_an_error_and_without_its_terminator()
    {
        await _admin.MakeAsync("faults", """{"upstream":"first","cut_after_events":4,"for_seconds":60}""");
        using var answer = await PostAsync(Turn.Replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\"", StringComparison.Ordinal));
        var stream = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        stream.ShouldContain("event: error");
        stream.ShouldNotContain("message_stop");
        stream.ShouldContain("content_block_start");
        (await _gateway.TurnAsync(answer)).Fault.ShouldNotBeNull();
    }

    [Fact]
    public async Task D19_health_learns_nothing_from_faults_and_an_ended_one_is_gone()
    {
        var id = (string)(await _admin.MakeAsync("faults", """{"upstream":"first","status":503,"for_seconds":60}"""))["id"]!;
        for (var i = 0; i < 12; i++)
        {
            using var broken = await PostAsync(Turn);
        }

        await _admin.ExpectAsync(HttpStatusCode.OK, "DELETE", $"faults/{id}");
        using var answer = await PostAsync(Turn);
        (await _gateway.TurnAsync(answer)).Upstream.ShouldBe("first");
        (await _admin.GetAsync("faults"))["data"]!.AsArray().ShouldBeEmpty();
        var log = (await _admin.GetAsync($"audit?target={id}"))["data"]!.AsArray();
        log.Select(entry => (string)entry!["action"]!).ShouldBe(["fault.end", "fault.create"]);
    }

    [Theory]
    [InlineData("""{"status":500,"for_seconds":60}""", "route or an upstream")]
    [InlineData("""{"upstream":"first","for_seconds":60}""", "what goes wrong")]
    [InlineData("""{"upstream":"first","status":500,"for_seconds":7200}""", "for_seconds")]
    [InlineData("""{"upstream":"nobody","status":500,"for_seconds":60}""", "no upstream nobody")]
    [InlineData("""{"upstream":"first","status":200,"for_seconds":60}""", "status")]
    public async Task D19_a_fault_without_end_place_or_sense_is_refused(string body, string why) =>
        (await _admin.RefusedAsync(HttpStatusCode.BadRequest, "POST", "faults", body)).ShouldContain(why);

    [Fact]
    public async Task D19_who_has_a_key_and_no_office_cannot_put_faults_in()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(Turn, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-dragoman-fault", "429");
        using var answer = await _gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.Contains("x-dragoman-fault").ShouldBeFalse();
        using var developer = _admin.As(GatewayFixture.Key);
        using var refused = await developer.SendAsync("POST", "faults", """{"upstream":"first","status":500,"for_seconds":60}""");
        ((int)refused.StatusCode).ShouldBeInRange(401, 403);
    }

    private async Task<HttpResponseMessage> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _gateway.Http.PostAsync("/v1/messages", content, TestContext.Current.CancellationToken);
    }
}
