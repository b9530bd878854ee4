using Dragoman.Core.Routing;
using Dragoman.Core.Rules;

namespace Dragoman.Core.Tests.Rules;

/// <summary>The three policies that teams start from, at their boundaries.</summary>
public sealed class SeedPolicyTests
{
    private const string ByComplexity = """
        if failure_rate >= 0.3:
          route opus
        elif input_tokens < 8000 and tool_call_count <= 1:
          route gemini-flash
        elif input_tokens < 60000:
          route gpt-5-mini
        else:
          route opus
        """;

    private const string ByCost = """
        if input_tokens < 8000 and tool_call_count <= 2:
          route gpt-5-mini-via-gateway
        elif input_tokens < 60000:
          route gpt-5-via-gateway
        else:
          route claude-opus-fallback
        """;

    private const string ClaudeBySize = """
        if input_tokens < 10k:
          route claude-haiku-4-5
        elif input_tokens < 60k:
          route claude-sonnet-4-6
        else:
          route claude-opus-4-7
        """;

    [Theory]
    [InlineData(7_999, 1, 0.0, "gemini-flash")]
    [InlineData(7_999, 2, 0.0, "gpt-5-mini")]
    [InlineData(8_000, 1, 0.0, "gpt-5-mini")]
    [InlineData(9_999, 4, 0.0, "gpt-5-mini")]
    [InlineData(10_000, 1, 0.0, "gpt-5-mini")]
    [InlineData(59_999, 1, 0.29, "gpt-5-mini")]
    [InlineData(60_000, 1, 0.0, "opus")]
    [InlineData(100, 0, 0.3, "opus")]
    public void D01_small_single_tool_turns_go_to_the_small_model_and_failing_ones_to_the_large(
        long tokens, int calls, double failures, string route) => Decide(ByComplexity, tokens, calls, failures).ShouldBe(route);

    [Theory]
    [InlineData(7_999, 2, "gpt-5-mini-via-gateway")]
    [InlineData(7_999, 3, "gpt-5-via-gateway")]
    [InlineData(8_000, 0, "gpt-5-via-gateway")]
    [InlineData(9_999, 0, "gpt-5-via-gateway")]
    [InlineData(10_000, 0, "gpt-5-via-gateway")]
    [InlineData(59_999, 0, "gpt-5-via-gateway")]
    [InlineData(60_000, 0, "claude-opus-fallback")]
    [InlineData(0, 0, "gpt-5-mini-via-gateway")]
    [InlineData(long.MaxValue, int.MaxValue, "claude-opus-fallback")]
    public void D01_cost_aware_routing_decides_at_its_boundaries(long tokens, int calls, string route) =>
        Decide(ByCost, tokens, calls).ShouldBe(route);

    [Theory]
    [InlineData(7_999, "claude-haiku-4-5")]
    [InlineData(8_000, "claude-haiku-4-5")]
    [InlineData(9_999, "claude-haiku-4-5")]
    [InlineData(10_000, "claude-sonnet-4-6")]
    [InlineData(59_999, "claude-sonnet-4-6")]
    [InlineData(60_000, "claude-opus-4-7")]
    public void D01_claude_by_size_decides_at_its_boundaries(long tokens, string route) => Decide(ClaudeBySize, tokens).ShouldBe(route);

    [Fact]
    public void D02_evaluating_a_rule_allocates_nothing()
    {
        var rule = Rule.Compile(ByCost).Rule!;
        var facts = new TurnFacts { RequestedModel = "claude-opus-5-5", InputTokens = 50_000 };
        rule.Decide(in facts).ShouldBe(1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var sum = 0;
        for (var i = 0; i < 1000; i++)
        {
            sum += rule.Decide(in facts);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        sum.ShouldBe(1000);
    }

    private static string Decide(string text, long tokens, int calls = 0, double failures = 0)
    {
        var result = Rule.Compile(text);
        result.Errors.ShouldBeEmpty();
        var facts = new TurnFacts { RequestedModel = "claude-opus-5-5", InputTokens = tokens, ToolCallCount = calls, FailureRate = failures };
        return result.Rule!.Targets[result.Rule.Decide(in facts)].Name;
    }
}
