using Dragoman.Core.Routing;
using Dragoman.Core.Routing.Explanations;
using Dragoman.Core.Routing.Health;
using Dragoman.Core.Routing.Sessions;
using Dragoman.Core.Routing.Strategies;
using Dragoman.Core.Rules;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Conversation.Phases;

namespace Dragoman.Core.Tests.Routing;

public sealed class ExplainerTests
{
    private const string Config = """
        upstreams:
          a: { provider: openai, endpoint: "http://127.0.0.1:1/v1/chat/completions", api_key_ref: openai_prod, residency: eu }
          b: { provider: openai, endpoint: "http://127.0.0.1:2/v1/chat/completions", api_key_ref: openai_prod, residency: us }
        routes:
          - name: big
            targets: [a/gpt-5, b/gpt-5]
          - name: small
            targets: [a/gpt-5-mini, b/gpt-5-mini]
            require: { residency: [eu] }
        policies:
          - name: by-team
            rule: |
              if team == "payments" and hour >= 22:
                route big
          - name: by-phase
            rule: |
              if phase in ["edit", "test"] or input_tokens > 60k:
                route big
              elif failure_rate > 0.5:
                route big
              else:
                route small
        """;

    [Fact]
    public void N17_an_explanation_names_each_condition_its_facts_and_why_each_candidate_is_not_first()
    {
        var explanation = Explain(new TurnFacts { RequestedModel = "claude-x", Phase = TurnPhase.Explore, InputTokens = 900, FailureRate = 0.25, Hour = 23, Team = "growth" });

        explanation.Routed.First!.Name.ShouldBe("a/gpt-5-mini");
        explanation.Policies.Select(policy => (policy.Name, policy.Chosen)).ShouldBe([("by-team", null), ("by-phase", "small")]);
        explanation.Policies[1].Steps.Select(step => (step.Line, step.Held)).ShouldBe([(1, false), (3, false), (5, true)]);
        explanation.Policies[1].Steps[0].Text.ShouldBe("if phase in [\"edit\", \"test\"] or input_tokens > 60k:");
        explanation.Policies[1].Steps[0].Facts.ShouldBe([new("phase", "\"explore\""), new("input_tokens", "900")]);
        explanation.Candidates.Select(candidate => (candidate.Target, candidate.Place, candidate.Why)).ShouldBe(
            [("a/gpt-5-mini", 1, null), ("b/gpt-5-mini", 0, "is in us, and must be in eu")]);
    }

    [Fact]
    public void N17_a_name_that_decides_alone_asks_no_policy() =>
        Explain(new TurnFacts { RequestedModel = "big" }).Policies.ShouldBeEmpty();

    [Fact]
    public void N17_explanations_of_a_day_of_turns_say_what_the_live_router_did()
    {
        var random = new Random(17);
        var table = Load.Snapshot(Config).RouteTable;
        var router = new TurnRouter(new HealthBook(), new SessionPins());
        for (var i = 0; i < 2000; i++)
        {
            var facts = new TurnFacts
            {
                RequestedModel = random.Next(5) == 0 ? "big" : "claude-x", InputTokens = random.Next(120_000), FailureRate = random.NextDouble(),
                Phase = (TurnPhase)random.Next(TurnPhases.All.Count), Team = random.Next(2) == 0 ? "payments" : "growth", Hour = random.Next(24), IsUserPrompt = random.Next(3) == 0,
            };
            var context = new OrderContext(i * 500L, (ulong)random.NextInt64(), $"s{random.Next(20)}");
            var live = router.Decide(table, in facts, in context);
            var explained = Explainer.Explain(router, table, in facts, in context);

            explained.Routed.First.ShouldBe(live.First);
            explained.Routed.Reason.ShouldBe(live.Reason);
            explained.Candidates[0].Target.ShouldBe(live.First!.Name);
            if (explained.Policies.LastOrDefault()?.Chosen is { } chosen && live.Stay == StayOrMove.Free)
            {
                live.Route!.Name.ShouldBe(chosen);
            }

            // What a record keeps of the turn is enough to say which rule fired.
            var recorded = FactsText.Read(FactsText.Write(in facts));
            var replayed = Explainer.Explain(router, table, in recorded, in context);
            replayed.Facts.ShouldBe(explained.Facts);
            replayed.Routed.Reason.ShouldBe(live.Reason);

            if (random.Next(6) == 0)
            {
                router.Health.Of(live.First).Fail(new Failure(FailureCause.Overloaded, 529, "busy"), context.NowMs);
            }

            router.Pins.Answered(context.Session, facts.RequestedModel, table, live.Route!, live.First, new Usage { InputTokens = facts.InputTokens, OutputTokens = 200, IsReported = true }, context.NowMs);
        }
    }

    [Fact]
    public void D16_a_word_that_a_fact_never_is_is_an_error()
    {
        var errors = Rule.Compile("if phase == \"tests\" or phase in [\"edit\", \"plna\"]: route a").Errors;
        errors.Select(error => error.ToString()).ShouldBe(["1:13 it is never \"tests\"; did you mean \"test\"?", "1:42 it is never \"plna\"; did you mean \"plan\"?"]);
    }

    private static Explanation Explain(TurnFacts facts) =>
        Explainer.Explain(new TurnRouter(new HealthBook(), new SessionPins()), Load.Snapshot(Config).RouteTable, in facts, new OrderContext(0, 0, ""));
}
