using System.Text;
using Dragoman.Core.Catalogue;
using Dragoman.Core.Configuration;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tests.Hosts;

/// <summary>Hosts of which only an address is known, and hosts in the catalogue that are newer or older than what is known of them.</summary>
public sealed class UnknownHostTests
{
    private const string Yaml = "upstreams: {acme: {endpoint: 'https://acme.test/v1', models: [m]}}\nproviders: {acme: {}}\n";

    private static readonly StrictHost Minimal = new("model messages tools tool_choice stream max_tokens", "role content tool_calls tool_call_id");

    private static Host Unknown => Host.Of(Load.Snapshot(Yaml).Decide("m").Target!);

    [Fact]
    public void H_484_an_unknown_host_is_asked_with_what_every_host_takes_and_learns_the_rest()
    {
        var session = Host.Session.Replace("\"$schema\":\"http://json-schema.org/draft-07/schema#\",", string.Empty, StringComparison.Ordinal);
        Minimal.Refuses(Unknown.Write(session.Replace("\"temperature\":1,", string.Empty, StringComparison.Ordinal))).ShouldBeNull("nothing but the whitelist");
        var body = Minimal.Ask(Unknown, session, out var remedies);
        remedies.ShouldBe([new Remedy(RemedyKind.DropMember, "temperature")]);
        body.Select(member => member.Key).ShouldBe(["model", "max_tokens", "stream", "tools", "messages"]);
    }

    public static TheoryData<string> Known => [.. ProviderCatalogue.BuiltIn.Providers
        .Where(provider => provider.Dialect is null or "openai-chat" && provider.Families is not null).Select(provider => provider.Id)];

    [Theory]
    [MemberData(nameof(Known))]
    public void H_484_every_host_of_the_catalogue_can_be_brought_down_to_the_conversation(string provider)
    {
        var model = ProviderCatalogue.BuiltIn.Find(provider)!.Tiers?.FirstOrDefault()?.Target ?? "some-model";
        var host = Host.Of(Load.Snapshot(
            $"upstreams:\n  h: {{provider: {provider}, dialect: openai-chat, api_key: '${{ACME_KEY}}', endpoint: 'http://host.test/v1', models: ['{model}']}}\n").Decide(model).Target!);
        var strict = new StrictHost(
            "model messages tools tool_choice stream max_tokens max_completion_tokens safe_prompt cache_prompt reasoning_format provider",
            "role content tool_calls tool_call_id reasoning_content prefix");
        var session = Host.Session.Replace("\"$schema\":\"http://json-schema.org/draft-07/schema#\",", string.Empty, StringComparison.Ordinal)
            .Replace("\"cache_control\":{\"type\":\"ephemeral\"}", "\"cache_control\":null", StringComparison.Ordinal);
        strict.Ask(host, session, out var remedies);
        remedies.Count.ShouldBeLessThan(8);
    }

    [Theory]
    [InlineData("""{"error":{"message":"Extra inputs are not permitted, field: 'stream_options', value: {'include_usage': True}"}}""", "stream_options")]
    [InlineData("""{"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options'), 'msg': 'x'}]","detail":[{"loc":["body","parallel_tool_calls"],"msg":"Extra inputs are not permitted","type":"extra_forbidden"}]}""", null)]
    [InlineData("""{"detail":[{"loc":["body","parallel_tool_calls"],"msg":"Extra inputs are not permitted","type":"extra_forbidden"}]}""", "parallel_tool_calls")]
    [InlineData("""{"error":{"message":"property 'reasoning_effort' is unsupported","type":"invalid_request_error"}}""", "reasoning_effort")]
    [InlineData("""{"error":{"message":"Unrecognized request argument supplied: prompt_cache_key","type":"invalid_request_error"}}""", "prompt_cache_key")]
    [InlineData("""{"error":{"message":"Unsupported parameter: 'temperature' is not supported with this model.","code":"unsupported_parameter"}}""", "temperature")]
    [InlineData("""{"error":{"message":"Unknown parameter: 'prompt_cache_options'."}}""", "prompt_cache_options")]
    [InlineData("""{"error":{"message":"Argument not supported on this model: stop"}}""", null)]
    [InlineData("""{"error":{"message":"Unsupported parameter: 'messages' is not supported."}}""", null)]
    [InlineData("""{"error":{"message":"thinking is enabled but reasoning_content is missing in assistant tool call message at index 3"}}""", null)]
    public void H_423_H_484_what_a_refusal_names_is_left_out_where_it_can_be(string body, string? member)
    {
        foreach (var status in new[] { 400, 422 })
        {
            Unknown.Target.Upstream.Dialect.ReadError(status, Encoding.UTF8.GetBytes(body), null).Remedy
                .ShouldBe(member is null ? null : new Remedy(RemedyKind.DropMember, member), body);
        }
    }

    [Fact]
    public void H_374_H_484_each_member_that_can_be_left_out_is()
    {
        const string Body = """
            "temperature":0.5,"top_p":0.9,"top_k":4,"stop_sequences":["END"],"thinking":{"type":"adaptive"},
            "output_config":{"effort":"high","format":{"type":"json_schema","schema":{"type":"object","properties":{}}}},"tool_choice":{"type":"auto","disable_parallel_tool_use":true},
            """ + Host.Tools;
        foreach (var (profile, member) in new[]
        {
            ("stream_options: true", "stream_options"), ("parallel_tool_calls: true", "parallel_tool_calls"), ("prompt_cache_key: true", "prompt_cache_key"),
            ("effort: reasoning_effort, efforts: [high]", "reasoning_effort"), ("effort: reasoning_object, efforts: [high]", "reasoning"),
            ("effort: thinking_type", "thinking"), ("effort: enable_thinking", "enable_thinking"), ("tool_stream: true", "tool_stream"),
            ("json_schema_format: true", "response_format"), ("sampling: true", "temperature"), ("sampling: true", "top_p"), ("top_k: true", "top_k"), ("max_stop_sequences: 4", "stop"),
        })
        {
            var host = Host.Of(Load.Snapshot($"upstreams: {{acme: {{endpoint: 'https://acme.test/v1', models: [m], profile: {{{profile}}}}}}}\nproviders: {{acme: {{}}}}\nmodels: {{acme/m: {{reasoning: true}}}}\n").Decide("m").Target!);
            var request = Host.Request("""[{"role":"user","content":"hi"}]""", Body);
            host.Write(request).ContainsKey(member).ShouldBeTrue(member);
            host.Write(request, new Remedy(RemedyKind.DropMember, member)).ContainsKey(member).ShouldBeFalse(member);
        }
    }

    [Fact]
    public void H_167_breakpoints_stand_at_the_marked_parts_four_at_most_and_only_where_they_are_taken()
    {
        var parts = string.Join(',', Enumerable.Range(0, 6).Select(i => $$$$"""{"type":"text","text":"t{{{{i}}}}","cache_control":{"type":"ephemeral"}}"""));
        var request = Host.Request($$"""[{"role":"user","content":[{{parts}}]}]""", """ "system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}] """);
        const string Marking = "upstreams: {acme: {endpoint: 'https://acme.test/v1', models: [m], profile: {cache_breakpoints: true}}}\nproviders: {acme: {}}\n";
        var body = Host.Of(Load.Snapshot(Marking).Decide("m").Target!).Write(request);
        body["prompt_cache_options"]!.ToJsonString().ShouldBe("""{"mode":"explicit"}""");
        body.ToJsonString().Split("\"prompt_cache_breakpoint\":{\"mode\":\"explicit\"}").Length.ShouldBe(5);
        body["messages"]!.AsArray()[^1]!["content"]!.AsArray()[^1]!.AsObject().ContainsKey("prompt_cache_breakpoint").ShouldBeTrue();
        body.ToJsonString().ShouldNotContain("cache_control");
        Unknown.Write(request).ToJsonString().ShouldNotContain("prompt_cache");
        Host.Of(Load.Snapshot(Marking).Decide("m").Target!).Write(Host.Hello).ToJsonString().ShouldNotContain("prompt_cache");
    }
}
