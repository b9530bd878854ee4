namespace Dragoman.Core.Tests.Hosts;

public sealed class AlibabaTests
{
    private static Host Max => Host.Of("alibaba", "qwen3.7-max");

    [Fact]
    public void H_444_there_is_one_system_message_and_it_stands_first()
    {
        var messages = Max.Write(Host.Session)["messages"]!.AsArray();
        messages.Select((message, at) => (Role: (string)message!["role"]!, at)).Where(entry => entry.Role == "system").ShouldBe([("system", 0)]);
        messages.Single(message => message!.ToJsonString().Contains("Mind the budget.", StringComparison.Ordinal))!["role"]!.ToString().ShouldBe("user");
    }

    [Fact]
    public void H_445_a_model_that_thinks_only_streaming_is_always_asked_to()
    {
        var whole = Host.Hello.Replace("\"stream\":true", "\"stream\":false", StringComparison.Ordinal);
        ((bool)Max.Write(whole)["stream"]!).ShouldBeTrue();
        ((bool)Host.Of("alibaba", "qwen3-coder-plus").Write(whole)["stream"]!).ShouldBeFalse();
    }

    [Fact]
    public void H_445_a_budget_of_thinking_stays_below_the_bound()
    {
        var body = Max.Write("""{"model":"m","max_tokens":8000,"stream":true,"thinking":{"type":"enabled","budget_tokens":20000},"messages":[{"role":"user","content":"hi"}]}""");
        ((bool)body["enable_thinking"]!).ShouldBeTrue();
        ((long)body["thinking_budget"]!).ShouldBeLessThan((long)body["max_tokens"]!);
    }

    [Fact]
    public void H_447_thinking_is_not_given_back() =>
        Max.Write(Host.Request("""[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"thinking","thinking":"SECRET PLAN","signature":"dgm1.x"},{"type":"tool_use","id":"a","name":"Bash","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"1"}]}]""", Host.Tools))
            .ToJsonString().ShouldSatisfyAllConditions(body => body.ShouldNotContain("reasoning_content"), body => body.ShouldNotContain("SECRET PLAN"));
}
