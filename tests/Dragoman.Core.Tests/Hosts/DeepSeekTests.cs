namespace Dragoman.Core.Tests.Hosts;

public sealed class DeepSeekTests
{
    private const string Loop = """
        [{"role":"user","content":"go"},
         {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Bash","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"1"}]},
         {"role":"assistant","content":[{"type":"tool_use","id":"b","name":"Bash","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"b","content":"2"}]},
         {"role":"assistant","content":[{"type":"tool_use","id":"c","name":"Bash","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":"3"}]}]
        """;

    private static Host Pro => Host.Of("deepseek", "deepseek-v4-pro");

    [Fact]
    public void H_425_each_assistant_message_of_a_tool_loop_has_its_reasoning()
    {
        var calls = Pro.Write(Host.Request(Loop, Host.Tools))["messages"]!.AsArray().Where(message => message!["tool_calls"] is not null).ToList();
        calls.Count.ShouldBe(3);
        calls.ShouldAllBe(message => message!.AsObject().ContainsKey("reasoning_content"));
    }

    [Fact]
    public void H_426_a_forced_call_switches_thinking_off_and_sends_no_effort()
    {
        var body = Pro.Write(Host.Request("""[{"role":"user","content":"hi"}]""", Host.Tools + ""","tool_choice":{"type":"any"},"thinking":{"type":"adaptive"},"output_config":{"effort":"max"}"""));
        body["thinking"]!.ToJsonString().ShouldBe("""{"type":"disabled"}""");
        body.ContainsKey("reasoning_effort").ShouldBeFalse();
        ((string)body["tool_choice"]!).ShouldBe("required");
    }

    [Theory]
    [InlineData("low", "high")]
    [InlineData("high", "high")]
    [InlineData("xhigh", "high")]
    [InlineData("max", "max")]
    public void H_487_thinking_is_switched_on_with_the_efforts_that_there_are(string asked, string sent)
    {
        var body = Pro.Write(Host.Request("""[{"role":"user","content":"hi"}]""", $$$"""
            "thinking":{"type":"adaptive"},"output_config":{"effort":"{{{asked}}}"}
            """));
        body["thinking"]!.ToJsonString().ShouldBe("""{"type":"enabled"}""");
        ((string)body["reasoning_effort"]!).ShouldBe(sent);
    }

    [Theory]
    [InlineData("deepseek-chat", 8192)]
    [InlineData("deepseek-reasoner", 64000)]
    public void H_427_the_bound_is_the_models(string model, long cap) =>
        ((long)Host.Of("deepseek", model).Write("""{"model":"m","max_tokens":128000,"messages":[{"role":"user","content":"hi"}]}""")["max_tokens"]!).ShouldBe(cap);
}
