using System.Text.Json.Nodes;

namespace Dragoman.Core.Tests.Hosts;

/// <summary>vLLM, SGLang, LM Studio, TGI, Triton and llama.cpp.</summary>
public sealed class LocalHostTests
{
    private static readonly StrictHost Strict = new(
        "model messages max_tokens temperature top_p stop stream stream_options tools tool_choice response_format cache_prompt id_slot",
        "role content tool_calls tool_call_id");

    public static TheoryData<string> Locals => ["vllm", "sglang", "lmstudio", "llamacpp", "tgi", "triton", "nvidia", "modal"];

    [Theory]
    [MemberData(nameof(Locals))]
    public void H_472_H_473_servers_are_spoken_to_in_chat_where_no_role_or_block_of_claudes_is_left(string provider)
    {
        var host = Host.Of(provider, "qwen3-coder");
        host.Target.Upstream.Dialect.Name.ShouldBe("openai-chat");
        var body = host.Write(Host.Session);
        Strict.Refuses(WithoutSchemaMark(body)).ShouldBeNull();
        body.ToJsonString().ShouldNotContain("cache_control");
    }

    [Theory]
    [MemberData(nameof(Locals))]
    public void H_481_there_is_one_system_message_and_the_reminder_is_a_users(string provider)
    {
        var messages = Host.Of(provider, "qwen3-coder").Write(Host.Session)["messages"]!.AsArray();
        messages.Select((message, at) => (Role: (string)message!["role"]!, at)).Where(entry => entry.Role == "system").ShouldBe([("system", 0)]);
        ((string)messages.Single(message => message!.ToJsonString().Contains("Mind the budget.", StringComparison.Ordinal))!["role"]!).ShouldBe("user");
    }

    [Theory]
    [MemberData(nameof(Locals))]
    public void H_477_an_assistant_with_calls_alone_has_an_empty_text(string provider) =>
        ((string?)Host.Of(provider, "m").Write(Host.Request("""[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Bash","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"1"}]}]""", Host.Tools))
            ["messages"]!.AsArray().Single(message => message!["tool_calls"] is not null)!["content"]).ShouldBe("");

    [Theory]
    [InlineData("llamacpp")]
    [InlineData("lmstudio")]
    [InlineData("tgi")]
    public void H_480_grammars_get_no_pattern_format_or_length(string provider)
    {
        var schema = Host.Of(provider, "m").Write(Host.Session)["tools"]!.ToJsonString();
        foreach (var keyword in new[] { "pattern", "format", "minLength", "maxLength", "$schema" })
        {
            schema.ShouldNotContain($"\"{keyword}\":");
        }
    }

    [Fact]
    public void H_483_a_session_keeps_its_slot_and_its_prompt()
    {
        const string Yaml = "upstreams: {llamacpp: {models: [m], profile: {slots: 4}}}\n";
        var body = Host.Of(Load.Snapshot(Yaml).Decide("m").Target!).Write(Host.Session);
        ((bool)body["cache_prompt"]!).ShouldBeTrue();
        ((int)body["id_slot"]!).ShouldBeInRange(0, 3);
        ((int)Host.Of(Load.Snapshot(Yaml).Decide("m").Target!).Write(Host.Hello)["id_slot"]!).ShouldBe((int)body["id_slot"]!);
        Host.Of("llamacpp", "m").Write(Host.Hello).ContainsKey("id_slot").ShouldBeFalse();
    }

    [Fact]
    public void H_475_a_window_that_is_known_bounds_the_answer()
    {
        const string Yaml = "upstreams: {vllm: {models: [m]}}\nmodels: {vllm/m: {context_window: 40960}}\n";
        ((long)Host.Of(Load.Snapshot(Yaml).Decide("m").Target!).Write("""{"model":"m","max_tokens":64000,"messages":[{"role":"user","content":"hi"}]}""")["max_tokens"]!).ShouldBeGreaterThan(0);
        Load.Snapshot(Yaml).Decide("m").Target!.Traits.ContextWindow.ShouldBe(40960);
    }

    // Some local servers take the mark; what is held against them is everything else.
    private static JsonObject WithoutSchemaMark(JsonObject body)
    {
        foreach (var tool in body["tools"]!.AsArray())
        {
            tool!["function"]!["parameters"]!.AsObject().Remove("$schema");
        }

        return body;
    }
}
