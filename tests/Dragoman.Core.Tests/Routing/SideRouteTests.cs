using Dragoman.Core.Routing;
using Dragoman.Core.Routing.Sessions;
using Dragoman.Dialects.Conversation.Phases;

namespace Dragoman.Core.Tests.Routing;

public sealed class SideRouteTests
{
    private const string Config = """
        upstreams:
          a: { provider: openai, endpoint: "http://127.0.0.1:1/v1/chat/completions", api_key_ref: openai_prod }
        routes:
          - name: main
            upstream: a/gpt-5
          - name: small
            upstream: a/gpt-5-mini
        side_routes:
          title: small
          search: a/gpt-5-nano
          subagent: small
        """;

    [Theory]
    [InlineData(TurnPhase.Title, false, "gpt-5-mini")]
    [InlineData(TurnPhase.Search, false, "gpt-5-nano")]
    [InlineData(TurnPhase.Search, true, "gpt-5-nano")]
    [InlineData(TurnPhase.Edit, true, "gpt-5-mini")]
    [InlineData(TurnPhase.Edit, false, "gpt-5")]
    [InlineData(TurnPhase.Compaction, false, "gpt-5")]
    public void N19_side_requests_and_subagents_have_routes_of_their_own(TurnPhase phase, bool isSubagent, string model) =>
        Load.Snapshot(Config).RouteTable.Decide(new TurnFacts { RequestedModel = "main", Phase = phase, IsSubagent = isSubagent })
            .Target!.Model.ShouldBe(model);

    [Fact]
    public void N19_a_kind_that_does_not_exist_is_an_error_with_the_nearest_one()
    {
        var result = Load.Yaml(Config.Replace("title: small", "titel: small", StringComparison.Ordinal));
        result.Errors.ShouldHaveSingleItem().ToString().ShouldContain("\"titel\" is no kind of side request; did you mean \"title\"?");
    }

    [Fact]
    public void N19_side_routes_belong_to_the_policy_version() =>
        Load.Snapshot(Config).Version.ShouldNotBe(Load.Snapshot(Config.Replace("title: small", "title: main", StringComparison.Ordinal)).Version);

    [Fact]
    public void D01_a_sessions_failures_are_a_share_of_its_last_turns()
    {
        var outcomes = new SessionOutcomes();
        outcomes.FailureRate("s").ShouldBe(0);
        for (var i = 0; i < 10; i++)
        {
            outcomes.Note("s", failed: i % 2 == 0);
        }

        outcomes.FailureRate("s").ShouldBe(0.5);
        outcomes.FailureRate("other").ShouldBe(0);
        for (var i = 0; i < SessionOutcomes.Window; i++)
        {
            outcomes.Note("s", failed: false);
        }

        outcomes.FailureRate("s").ShouldBe(0);
    }
}
