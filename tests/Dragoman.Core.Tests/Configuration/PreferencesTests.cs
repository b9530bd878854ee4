using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Core.Tests.Hosts;

namespace Dragoman.Core.Tests.Configuration;

/// <summary>OpenRouter's provider preferences, in a configuration and in the body (D15).</summary>
public sealed class PreferencesTests
{
    private const string Upstream = "upstreams:\n  openrouter:\n    api_key: ${ACME_KEY}\n";

    [Fact]
    public void D15_preferences_reach_the_body_in_openrouters_own_words()
    {
        var body = Body(Upstream + """
                preferences:
                  order: [deepinfra/turbo, together]
                  only: [together, deepinfra/turbo]
                  ignore: [azure]
                  allow_fallbacks: false
                  require_parameters: false
                  data_collection: deny
                  zdr: true
                  quantizations: [fp8, bf16]
                  sort: throughput
                  max_price: {prompt: 1.5, completion: 4}
                  preferred_min_throughput: {p90: 50}
                  preferred_max_latency: 2.5
                  models: [anthropic/claude-sonnet-4.5, openai/gpt-5]
            """);
        JsonNode.DeepEquals(body["provider"], JsonNode.Parse("""
            {"order":["deepinfra/turbo","together"],"only":["together","deepinfra/turbo"],"ignore":["azure"],"allow_fallbacks":false,"require_parameters":false,
             "data_collection":"deny","zdr":true,"quantizations":["fp8","bf16"],"sort":"throughput","max_price":{"prompt":1.5,"completion":4},
             "preferred_min_throughput":{"p90":50},"preferred_max_latency":2.5}
            """)).ShouldBeTrue(body["provider"]!.ToJsonString());
        body["models"]!.AsArray().Select(model => (string)model!).ShouldBe(["anthropic/claude-sonnet-4.5", "openai/gpt-5"]);
    }

    [Fact]
    public void H_462_D15_without_preferences_only_providers_that_take_the_tools_may_serve()
    {
        var body = Body(Upstream);
        body["provider"]!.ToJsonString().ShouldBe("""{"require_parameters":true}""");
        body.ContainsKey("models").ShouldBeFalse();
    }

    [Fact]
    public void D15_a_route_says_more_than_its_upstream_member_by_member()
    {
        var body = Body(Upstream + """
                preferences: {sort: price, zdr: true}
            routes:
              - name: fast
                upstream: {name: openrouter, model: z-ai/glm-4.6, preferences: {sort: {by: latency, partition: none}}}
              - name: inline
                upstream: {provider: openrouter, api_key: '${ACME_KEY}', model: z-ai/glm-4.6, preferences: {only: [z-ai]}}
            """, "fast");
        body["provider"]!.ToJsonString().ShouldBe("""{"require_parameters":true,"zdr":true,"sort":{"by":"latency","partition":"none"}}""");
    }

    [Theory]
    [InlineData("{ordr: [a]}", "4:19 upstreams.openrouter.preferences.ordr: unknown member; did you mean \"order\"?")]
    [InlineData("{order: together}", "4:26 upstreams.openrouter.preferences.order: expected a list, found \"together\"; write one \"- …\" line per entry")]
    [InlineData("{allow_fallbacks: maybe}", "4:36 upstreams.openrouter.preferences.allow_fallbacks: expected true or false, found \"maybe\"")]
    [InlineData("{data_collection: never}", "4:36 upstreams.openrouter.preferences.data_collection: expected one of allow, deny, found \"never\"")]
    [InlineData("{quantizations: [fp9]}", "4:35 upstreams.openrouter.preferences.quantizations[0]: expected one of int4, int8, fp4, fp6, fp8, fp16, bf16, fp32, unknown, found \"fp9\"; did you mean \"fp8\"?")]
    [InlineData("{sort: speed}", "4:25 upstreams.openrouter.preferences.sort: expected one of price, throughput, latency, exacto, found \"speed\"")]
    [InlineData("{max_price: {prompt: cheap}}", "4:39 upstreams.openrouter.preferences.max_price.prompt: expected a number, 0 or more, found \"cheap\"")]
    [InlineData("{preferred_max_latency: {p95: 1}}", "4:43 upstreams.openrouter.preferences.preferred_max_latency.p95: unknown member; did you mean \"p75\"?")]
    public void D15_a_mistake_is_told_with_its_place(string preferences, string error)
    {
        var errors = Load.Yaml(Upstream + $"    preferences: {preferences}\n").Errors.Select(e => e.ToString()).ToList();
        errors.Single().ShouldStartWith("dragoman.yaml:" + error.Split(';')[0]);
    }

    [Fact]
    public void D15_preferences_of_another_provider_are_a_mistake()
    {
        var errors = Load.Yaml("upstreams:\n  openai: {api_key: '${OPENAI_PROD}', preferences: {zdr: true}}\n").Errors;
        errors.Single().ToString().ShouldBe("dragoman.yaml:2:52 upstreams.openai.preferences: preferences are OpenRouter's, and this upstream's provider is \"openai\"; take them out, or use provider: openrouter");
    }

    [Fact]
    public void D15_changed_preferences_are_another_version() =>
        Load.Snapshot(Upstream + "    preferences: {zdr: true}\n").Version.ShouldNotBe(Load.Snapshot(Upstream + "    preferences: {zdr: false}\n").Version);

    private static JsonObject Body(string yaml, string model = "openrouter/z-ai/glm-4.6") =>
        JsonNode.Parse(Encoding.UTF8.GetString(Host.Of(Load.Snapshot(yaml).Decide(model).Target!).Bytes(Host.Hello)))!.AsObject();
}
