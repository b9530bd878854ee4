using Dragoman.Core.Routing;
using Dragoman.Core.Routing.Sessions;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Tests.Routing;

/// <summary>N01, decision 10: a session stays where its prompt cache is warm, and leaves only when that is worth the cold prefix.</summary>
public sealed class SessionTests
{
    private const string Rules = """
        policies:
          - name: by_size
            rule: |
              if input_tokens < 8000:
                route small
              else:
                route big
        """;

    private readonly RouteMaker _make = new();

    [Fact]
    public void N01_a_session_stays_on_its_target_while_others_are_dealt_out()
    {
        var table = RouteMaker.Table("strategy: round_robin");
        Answered(table, _make.Decide(table, "s1"), "s1", 5000);
        for (var i = 0; i < 6; i++)
        {
            _make.Decide(table);
            var turn = _make.Decide(table, "s1", prompt: i % 2 == 0);
            turn.First!.Upstream.Id.ShouldBe("a");
            Answered(table, turn, "s1", 5000 + i);
        }
    }

    [Fact]
    public void N01_a_cold_cache_sets_the_session_free()
    {
        var table = RouteMaker.Table("strategy: round_robin");
        Answered(table, _make.Decide(table, "s1"), "s1", 5000);
        _make.Now += (long)TimeSpan.FromMinutes(5).TotalMilliseconds;
        var turn = _make.Decide(table, "s1");
        turn.First!.Upstream.Id.ShouldBe("b");
        turn.Stay.ShouldBe(StayOrMove.Free);
    }

    [Fact]
    public void N01_a_target_that_is_down_is_left_and_the_reason_says_so()
    {
        var table = RouteMaker.Table("");
        Answered(table, _make.Decide(table, "s1"), "s1", 5000);
        for (var i = 0; i < 5; i++)
        {
            _make.Health.Of(table.Find("r")!.Targets[0]).Fail(new Failure(FailureCause.Overloaded, 529, "busy"), _make.Now);
        }

        var turn = _make.Decide(table, "s1", prompt: false);
        turn.First!.Upstream.Id.ShouldBe("b");
        turn.Reason.ShouldContain("cannot serve");
    }

    [Fact]
    public void N01_a_rule_that_changes_its_mind_inside_a_tool_loop_waits()
    {
        var table = WithRules();
        var first = _make.Decide(table, "s1", "claude-x", tokens: 7000);
        first.First!.Model.ShouldBe("gpt-5-mini");
        Answered(table, first, "s1", 7000, "claude-x");
        var inLoop = _make.Decide(table, "s1", "claude-x", prompt: false, tokens: 9000);
        inLoop.First!.Model.ShouldBe("gpt-5-mini");
        inLoop.Stay.ShouldBe(StayOrMove.InToolLoop);
        inLoop.Reason.ShouldContain("stays on small");
    }

    [Fact]
    public void N01_at_a_prompt_the_session_moves_to_what_saves_more_than_the_cold_prefix_costs_and_not_else()
    {
        var table = WithRules();
        Answered(table, _make.Decide(table, "s1", "claude-x", tokens: 7000), "s1", 7000, "claude-x");
        var dearer = _make.Decide(table, "s1", "claude-x", tokens: 9000);
        dearer.First!.Model.ShouldBe("gpt-5-mini");
        dearer.Stay.ShouldBe(StayOrMove.MoveCostsMore);
        dearer.Saving.ShouldBeLessThan(0);
        Answered(table, _make.Decide(table, "s2", "claude-x", tokens: 9000), "s2", 9000, "claude-x");
        var cheaper = _make.Decide(table, "s2", "claude-x", tokens: 7000);
        cheaper.First!.Model.ShouldBe("gpt-5-mini");
        cheaper.Stay.ShouldBe(StayOrMove.MoveSaves);
        cheaper.Saving.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void N01_sticky_prompt_lets_the_rule_win_at_each_prompt_and_sticky_off_at_each_turn()
    {
        var atPrompt = WithRules("sticky: prompt");
        Answered(atPrompt, _make.Decide(atPrompt, "s1", "claude-x", tokens: 7000), "s1", 7000, "claude-x");
        _make.Decide(atPrompt, "s1", "claude-x", prompt: false, tokens: 9000).First!.Model.ShouldBe("gpt-5-mini");
        _make.Decide(atPrompt, "s1", "claude-x", tokens: 9000).First!.Model.ShouldBe("gpt-5");
        var always = WithRules("sticky: off");
        Answered(always, _make.Decide(always, "s2", "claude-x", tokens: 7000), "s2", 7000, "claude-x");
        _make.Decide(always, "s2", "claude-x", prompt: false, tokens: 9000).First!.Model.ShouldBe("gpt-5");
    }

    [Fact]
    public void N01_a_name_that_the_new_configuration_leads_elsewhere_is_followed_at_once()
    {
        var before = RouteMaker.Table("", "aliases: { mine: r }");
        Answered(before, _make.Decide(before, "s1", "mine"), "s1", 5000, "mine");
        var after = RouteMaker.Table("", "aliases: { mine: b/gpt-5 }");
        _make.Decide(after, "s1", "mine", prompt: false).First!.Upstream.Id.ShouldBe("b");
    }

    [Fact]
    public void N19_agents_of_one_session_are_pinned_each_by_itself()
    {
        var table = RouteMaker.Table("strategy: round_robin");
        Answered(table, _make.Decide(table, "s1"), "s1", 5000);
        Answered(table, _make.Decide(table, "s1/agent"), "s1/agent", 5000);
        _make.Decide(table, "s1", prompt: false).First!.Upstream.Id.ShouldBe("a");
        _make.Decide(table, "s1/agent", prompt: false).First!.Upstream.Id.ShouldBe("b");
    }

    [Fact]
    public void What_is_remembered_of_sessions_is_bounded_and_the_oldest_go_first()
    {
        var table = RouteMaker.Table("");
        var pins = new SessionPins(100);
        var route = table.Find("r")!;
        for (var i = 0; i < 1000; i++)
        {
            pins.Answered($"s{i}", "r", table, route, route.Targets[0], new Usage { InputTokens = 1 }, i);
        }

        pins.Count.ShouldBeLessThanOrEqualTo(100);
        pins.Find("s999", "r").ShouldNotBeNull();
        pins.Find("s0", "r").ShouldBeNull();
    }

    private static RouteTable WithRules(string behaviour = "") => RouteMaker.Table(
        "", $$"""
          - name: small
            {{behaviour}}
            targets: [{ name: a, model: gpt-5-mini }]
          - name: big
            {{behaviour}}
            targets: [{ name: a, model: gpt-5 }]
        {{Rules}}
        """);

    private void Answered(RouteTable table, RoutedTurn turn, string session, long tokens, string model = "r") => _make.Pins.Answered(
        session, model, table, turn.Route!, turn.First!, new Usage { InputTokens = tokens, OutputTokens = 200 }, _make.Now);
}
