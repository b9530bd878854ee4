using Dragoman.Core.Routing;
using Dragoman.Core.Rules;
using FsCheck;
using FsCheck.Fluent;

namespace Dragoman.Core.Tests.Rules;

public sealed class RuleTests
{
    [Theory]
    [InlineData("route a", "a")]
    [InlineData("if true and not false: route a else: route b", "a")]
    [InlineData("if not input_tokens < 10: route a else: route b", "a")]
    [InlineData("if tier == \"opus\" and model contains '5-5': route a else: route b", "a")]
    [InlineData("if model starts_with \"claude-\" or model ends_with 'x': route a else: route b", "a")]
    [InlineData("if tier in [\"haiku\", \"opus\"]: route a else: route b", "a")]
    [InlineData("if tier not in (\"haiku\", \"sonnet\"): route a else: route b", "a")]
    [InlineData("if input_tokens in [1, 5000]: route a else: route b", "a")]
    [InlineData("if (input_tokens + 5) * 2 - 10 == 10_000 and input_tokens / 2 = 2500: route a else: route b", "a")]
    [InlineData("if has_images != true and is_subagent == false: route a else: route b", "a")]
    [InlineData("if -input_tokens < 0: route a else: route b", "a")]
    [InlineData("if input_tokens < 5k: route a else: route b", "b")]
    [InlineData("if input_tokens > 1 or has_images: # a comment\n  route openai/llama3:8b\nelse:\n  route b", "openai/llama3:8b")]
    [InlineData("if has_images: route a", null)]
    public void D02_a_rule_means_what_it_says(string text, string? route)
    {
        var result = Rule.Compile(text);
        result.Errors.ShouldBeEmpty();
        var facts = new TurnFacts { RequestedModel = "claude-opus-5-5", InputTokens = 5000 };
        var index = result.Rule!.Decide(in facts);

        (index < 0 ? null : result.Rule.Targets[index].Name).ShouldBe(route);
    }

    [Theory]
    [InlineData(true, true, "a")]
    [InlineData(true, false, "b")]
    [InlineData(false, true, "c")]
    public void D02_a_nested_else_belongs_to_the_if_above_it(bool images, bool thinking, string route)
    {
        var rule = Rule.Compile("""
            if has_images:
              if has_thinking:
                route a
              else:
                route b
            else:
              route c
            """).Rule!;
        var facts = new TurnFacts { RequestedModel = "m", HasImages = images, HasThinking = thinking };

        rule.Targets[rule.Decide(in facts)].Name.ShouldBe(route);
    }

    [Theory]
    [InlineData("", "1:1 expected \"if\" or \"route\", found the end of the rule; a rule begins with: if input_tokens < 8000:")]
    [InlineData("if input_tokens < 8000\n  route a", "2:3 expected \":\", found \"route\"; close the if with a colon")]
    [InlineData("if input_tokns < 8000:\n  route a", "1:4 unknown fact \"input_tokns\"; did you mean \"input_tokens\"?")]
    [InlineData("if input_tokens:\n  route a", "1:4 the condition is a number, not true or false; compare it with something")]
    [InlineData("if input_tokens < \"8000\":\n  route a", "1:17 < does not go between a number and a text; compare things of one kind")]
    [InlineData("if has_images < 5: route a", "1:15 < does not go between a yes or no and a number; compare things of one kind")]
    [InlineData("if 1 < input_tokens < 5: route a", "1:21 comparisons do not chain; join two of them with \"and\"")]
    [InlineData("if has_images:\n  route\nelse:\n  route b", "3:1 expected the name of a route, found \"else\"; put a name that begins with a digit into quotes")]
    [InlineData("if has_images:\n  route a\nelse:\n  route b\nelif has_images:\n  route c", "5:1 elif behind else can never be reached; move it in front of the else")]
    [InlineData("route a route b", "1:9 expected nothing more, found \"route\"; a rule is one if with its branches, or one route")]
    [InlineData("if has_images and\n  ; : route a", "2:3 the character \";\" has no meaning here; take it out, or put text into quotes")]
    [InlineData("if model == \"claude: route a", "1:13 the text is not closed; put \" at its end")]
    [InlineData("if (has_images: route a", "1:15 expected \")\", found \":\"; close the bracket")]
    [InlineData("if tier in \"opus\": route a", "1:12 expected a list, found the text \"opus\"; write: tier in [\"opus\", \"fable\"]")]
    [InlineData("if input_tokens in [\"a\"]: route a", "1:17 the list holds other things than the number in front of it; compare things of one kind")]
    [InlineData("if 5x < 6: route a", "1:5 \"5x\" is no number; write 8000, 8_000, 8k or 0.5")]
    [InlineData("import os", "1:1 expected \"if\" or \"route\", found \"import\"; a rule begins with: if input_tokens < 8000:")]
    public void D02_an_invalid_rule_is_refused_with_line_and_column(string text, string error)
    {
        var result = Rule.Compile(text);

        result.Rule.ShouldBeNull();
        result.Errors.Select(e => e.ToString()).ShouldContain(error);
    }

    [Fact]
    public void D02_all_type_errors_of_a_rule_are_told_at_once()
    {
        var result = Rule.Compile("if foo < 1 and bar == 2: route a\nelif input_tokens: route b");

        result.Errors.Select(error => (error.Line, error.Column)).ShouldBe([(1, 4), (1, 16), (2, 6)]);
    }

    [Fact]
    public void D02_size_and_depth_are_bounded()
    {
        Rule.Compile(new string(' ', RuleLexer.MaxLength + 1)).Errors.Single().Message.ShouldContain("characters");
        Rule.Compile("if " + new string('(', 5000) + "true: route a").Errors.Single().Message.ShouldContain("more than");
        Rule.Compile("if " + string.Concat(Enumerable.Repeat("not ", 3000)) + "true: route a").Errors.Single().Message.ShouldContain("nested");
        Rule.Compile(string.Concat(Enumerable.Repeat("if true: ", 500)) + "route a").Errors.Single().Message.ShouldContain("nested");
    }

    [Fact]
    public void D02_compiling_never_throws_on_arbitrary_text()
    {
        var words = Gen.Elements(
            "if", "elif", "else", "route", ":", "(", ")", "and", "or", "not", "in", "[", "]", ",", "<", "==", "-", "8000", "8k", "1.2.3", "\"", "'a'",
            "input_tokens", "tier", "has_images", "\n", " ", "#", "a-b", "é", "\0", "contains", "true", "1e9", ".", "_");
        var sentences = words.ListOf().Select(list => string.Join(' ', list));
        Prop.ForAll(sentences.ToArbitrary(), Compiles).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), Compiles).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static bool Compiles(string? text)
    {
        var result = Rule.Compile(text ?? "");
        var facts = new TurnFacts { RequestedModel = "claude-opus-5-5", InputTokens = 1 };
        return result.Rule is null ? result.Errors.Count > 0 : result.Rule.Decide(in facts) < result.Rule.Targets.Count;
    }
}
