using System.Net;
using System.Text;
using System.Text.Json;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

public sealed class EndpointTests : IAsyncLifetime
{
    private StrictAnthropic _anthropic = null!;
    private StrictOpenAi _openai = null!;
    private GatewayFixture _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _anthropic = await StrictAnthropic.StartAsync(_ => Answer.Text("ok"));
        _openai = await StrictOpenAi.StartAsync(_ => Answer.Text("ok"));
        _gateway = await GatewayFixture.StartAsync(GatewayFixture.Config(
            ("claude-opus-5-5", "anthropic", "claude-opus-5-5", _anthropic.BaseUrl + "/v1/messages"),
            ("via", "openai", "gpt-5", _openai.BaseUrl + "/v1/chat/completions")));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _anthropic.DisposeAsync();
        await _openai.DisposeAsync();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/hello")]
    public async Task H_013_probes_are_answered_at_once_without_a_key(string path)
    {
        using var client = new HttpClient { BaseAddress = _gateway.Gateway.Address };
        using var response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentLength.ShouldBe(0);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task Health_is_told_without_a_key(string path)
    {
        using var client = new HttpClient { BaseAddress = _gateway.Gateway.Address };
        (await client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Readiness_says_what_is_missing_where_there_is_no_upstream()
    {
        await using var empty = await GatewayFixture.StartAsync("routes: []\n");
        using var response = await empty.Http.GetAsync("/readyz");
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync()).ShouldContain("ANTHROPIC_API_KEY");
    }

    [Theory]
    [InlineData("x-api-key", "{0}")]
    [InlineData("Authorization", "Bearer {0}")]
    public async Task H_341_the_list_of_models_holds_ids_that_the_client_keeps_and_takes_either_credential(string header, string format)
    {
        using var client = new HttpClient { BaseAddress = _gateway.Gateway.Address };
        client.DefaultRequestHeaders.Add(header, string.Format(System.Globalization.CultureInfo.InvariantCulture, format, GatewayFixture.Key));
        client.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
        using var response = await client.GetAsync("/v1/models?limit=1000");
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var data = json.RootElement.GetProperty("data").EnumerateArray().ToList();
        data.ShouldNotBeEmpty();
        data.ShouldContain(model => model.GetProperty("id").GetString()!.Contains("via", StringComparison.Ordinal)
            && model.GetProperty("id").GetString()!.Contains("claude", StringComparison.OrdinalIgnoreCase));
        foreach (var model in data)
        {
            model.GetProperty("type").GetString().ShouldBe("model");
            model.GetProperty("display_name").GetString().ShouldNotBeNullOrEmpty();
            model.GetProperty("created_at").GetDateTimeOffset();
        }

        json.RootElement.GetProperty("has_more").GetBoolean().ShouldBeFalse();
        json.RootElement.GetProperty("first_id").GetString().ShouldBe(data[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task H_342_an_openai_client_gets_openais_shape()
    {
        using var client = new HttpClient { BaseAddress = _gateway.Gateway.Address };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + GatewayFixture.Key);
        using var json = JsonDocument.Parse(await client.GetStringAsync("/v1/models"));
        json.RootElement.GetProperty("object").GetString().ShouldBe("list");
        json.RootElement.GetProperty("data")[0].GetProperty("object").GetString().ShouldBe("model");
    }

    [Fact]
    public async Task H_343_one_model_is_found_by_its_id_and_an_unknown_one_is_404()
    {
        using var list = JsonDocument.Parse(await _gateway.Http.GetStringAsync("/v1/models"));
        foreach (var model in list.RootElement.GetProperty("data").EnumerateArray())
        {
            var id = model.GetProperty("id").GetString()!;
            using var one = await _gateway.Http.GetAsync("/v1/models/" + Uri.EscapeDataString(id));
            one.StatusCode.ShouldBe(HttpStatusCode.OK, id);
        }

        using var missing = await _gateway.Http.GetAsync("/v1/models/nothing%2Fhere");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await missing.Content.ReadAsStringAsync()).ShouldContain("not_found_error");
    }

    [Fact]
    public async Task A02_H_012_no_path_answers_with_a_redirect()
    {
        foreach (var path in new[] { "/", "/v1/models", "/v1/models/", "/v1/messages/", "/v1", "/anthropic", "/healthz/" })
        {
            using var response = await _gateway.Http.GetAsync(path);
            ((int)response.StatusCode / 100).ShouldNotBe(3, path);
        }
    }

    [Fact]
    public async Task H_334_H_335_an_anthropic_upstream_is_asked_to_count_and_not_to_generate()
    {
        var count = await CountAsync("claude-opus-5-5", "hello");
        count.ShouldBeGreaterThan(0);
        _anthropic.Requests.ShouldAllBe(request => request.Path.EndsWith("/count_tokens", StringComparison.Ordinal));
    }

    [Fact]
    public async Task H_337_for_other_upstreams_the_count_is_estimated_and_grows_with_what_is_sent()
    {
        var small = await CountAsync("via", "hello");
        var large = await CountAsync("via", string.Join(' ', Enumerable.Repeat("hello", 1000)));
        small.ShouldBeGreaterThan(0);
        large.ShouldBeGreaterThan(small + 500);
        _openai.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task H_336_twenty_five_counts_at_once_are_all_answered()
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, 25).Select(i => CountAsync("via", $"text {i}")));
        counts.ShouldAllBe(count => count > 0);
    }

    [Fact]
    public async Task H_339_the_counting_beta_is_ignored()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages/count_tokens?beta=true") { Content = Body("via", "hi") };
        request.Headers.Add("anthropic-beta", "token-counting-2024-11-01");
        (await _gateway.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task C05_a_changed_configuration_is_in_force_for_the_next_turn_without_a_restart()
    {
        var version = _gateway.Gateway.Snapshot.Version;
        var yaml = await File.ReadAllTextAsync(_gateway.ConfigPath);
        await File.WriteAllTextAsync(_gateway.ConfigPath, yaml.Replace("name: via", "name: renamed", StringComparison.Ordinal));
        await WaitAsync(() => _gateway.Gateway.Snapshot.Version != version);
        (await CountAsync("renamed", "hi")).ShouldBeGreaterThan(0);
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var i = 0; i < 400 && !condition(); i++)
        {
            await timer.WaitForNextTickAsync();
        }

        condition().ShouldBeTrue();
    }

    private async Task<long> CountAsync(string model, string text)
    {
        using var response = await _gateway.Http.PostAsync("/v1/messages/count_tokens", Body(model, text));
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("input_tokens").GetInt64();
    }

    private static StringContent Body(string model, string text) =>
        new($$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{text}}"}],"tools":[]}""", Encoding.UTF8, "application/json");
}
