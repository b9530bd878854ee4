using System.Net;
using System.Text;
using Dragoman.Core.Capabilities;
using Dragoman.Store.Capabilities;
using Dragoman.Testing;
using Dragoman.Tests.Commands;
using Dragoman.Tests.DataPlane;

namespace Dragoman.Tests.Conformance;

/// <summary>A19: routing follows what was measured, and the configuration's own word above it.</summary>
public sealed class MeasuredRoutingTests : IAsyncLifetime
{
    private const string Model = "claude-haiku-4-5";
    private readonly TestDirectory _directory = new();
    private StrictAnthropic _upstream = null!;
    private StrictAnthropic _other = null!;

    private string Yaml => $$"""
        upstreams:
          it: { provider: anthropic, endpoint: "{{_upstream.Endpoint}}", api_key_ref: test }
          other: { provider: anthropic, endpoint: "{{_other.Endpoint}}", api_key_ref: test }
        routes:
          - name: both
            targets:
              - { name: it, model: {{Model}} }
              - { name: other, model: claude-sonnet-5-5 }
          - name: alone
            targets:
              - { name: it, model: {{Model}} }

        """;

    public async ValueTask InitializeAsync()
    {
        _upstream = await StrictAnthropic.StartAsync(Answer.Text("from it"));
        _other = await StrictAnthropic.StartAsync(Answer.Text("from the other"));
    }

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        await _other.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A19_a_model_that_failed_the_checks_of_tools_gets_no_turn_that_needs_them()
    {
        Save((CheckNames.OneCall, CheckOutcome.Failed));
        await using var gateway = await StartAsync(Yaml);
        (await TextAsync(gateway, "both", tools: true)).ShouldContain("from the other");
        (await TextAsync(gateway, "both", tools: false)).ShouldContain("from it");
        using var refused = await PostAsync(gateway, "alone", tools: true);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("failed the checks of tools");
    }

    [Theory]
    [InlineData(""","output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}""", "from the other")]
    [InlineData(""","output_config":{"effort":"low"}""", "from it")]
    public async Task A19_a_model_that_failed_the_check_of_schemas_gets_no_turn_that_needs_one(string more, string answer)
    {
        Save((CheckNames.Structured, CheckOutcome.Failed));
        await using var gateway = await StartAsync(Yaml);
        using var response = await gateway.Http.PostAsync("/v1/messages", new StringContent(
            $$"""{"model":"both","max_tokens":100{{more}},"messages":[{"role":"user","content":"hi"}]}""", Encoding.UTF8, "application/json"));
        (await response.Content.ReadAsStringAsync()).ShouldContain(answer);
    }

    [Fact]
    public async Task A19_the_configurations_own_word_overrules_what_was_measured()
    {
        Save((CheckNames.OneCall, CheckOutcome.Failed));
        await using var gateway = await StartAsync($"{Yaml}models:\n  anthropic/{Model}: {{ tools: true }}\n");
        (await TextAsync(gateway, "both", tools: true)).ShouldContain("from it");
    }

    [Fact]
    public async Task A_run_keeps_what_it_found_and_models_says_where_it_comes_from()
    {
        await using var broken = await StrictAnthropic.StartAsync(ConformanceTests.Claude(Defect.DroppedParallelCalls).Play);
        _directory.Write("dragoman.yaml", ConformanceTests.Anthropic(broken));
        var cli = new Cli(_directory.Root) { Environment = { ["TEST"] = "sk-secret" } };
        await cli.RunAsync("conformance", "run", "--upstream", "it", "--model", Model, "--config", "dragoman.yaml", "--data", _directory["data"]);
        var kept = CapabilityStore.Open(_directory["data"], TimeProvider.System).All();
        kept.Single(check => check.Name == CheckNames.FiveCalls).Outcome.ShouldBe(CheckOutcome.Failed);
        kept.Single(check => check.Name == CheckNames.OneCall).Outcome.ShouldBe(CheckOutcome.Passed);
        kept.ShouldAllBe(check => check.CatalogueVersion.Length > 0);

        _directory.Write("dragoman.yaml", $"{ConformanceTests.Anthropic(broken)}routes:\n  - name: mine\n    targets: [{{ name: it, model: {Model} }}]\n");
        var people = await cli.RunAsync("models", "--config", "dragoman.yaml", "--data", _directory["data"]);
        var line = people.Out.Split('\n').Single(one => one.StartsWith("mine ", StringComparison.Ordinal));
        line.ShouldContain("measured 20");
        line.ShouldNotContain("parallel");
        var programs = await cli.RunAsync("models", "--config", "dragoman.yaml", "--data", _directory["data"], "--json");
        programs.Out.ShouldContain("\"parallel\": \"measured\"");
    }

    private void Save(params (string Name, CheckOutcome Outcome)[] checks) => CapabilityStore.Open(_directory["data"], TimeProvider.System).Save(
        [.. checks.Select(check => new CapabilityCheck
        {
            Upstream = "it", Endpoint = _upstream.Endpoint, Model = Model, Name = check.Name, Outcome = check.Outcome, At = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero),
        })]);

    private Task<GatewayFixture> StartAsync(string yaml) =>
        GatewayFixture.StartAsync(yaml, change: options => options with { DataDirectory = _directory["data"] });

    private static async Task<string> TextAsync(GatewayFixture gateway, string route, bool tools)
    {
        using var response = await PostAsync(gateway, route, tools);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }

    private static Task<HttpResponseMessage> PostAsync(GatewayFixture gateway, string route, bool tools) => gateway.Http.PostAsync(
        "/v1/messages",
        new StringContent(
            $$"""{"model":"{{route}}","max_tokens":100{{(tools ? ",\"tools\":[{\"name\":\"a\",\"input_schema\":{\"type\":\"object\"}}]" : "")}},"messages":[{"role":"user","content":"hi"}]}""",
            Encoding.UTF8,
            "application/json"));
}
