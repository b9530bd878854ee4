using Dragoman.Core.Capabilities;
using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;

namespace Dragoman.Core.Tests.Routing;

/// <summary>A19: what a conformance run found, below what the configuration says and above what the catalogue knows.</summary>
public sealed class MeasurementsTests
{
    private const string Endpoint = "http://127.0.0.1:1/v1/chat/completions";
    private static readonly DateTimeOffset Day = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(CheckNames.OneCall, CheckOutcome.Failed, false, false)]
    [InlineData(CheckNames.EmptyArguments, CheckOutcome.Failed, false, false)]
    [InlineData(CheckNames.OneCall, CheckOutcome.Unsupported, false, false)]
    [InlineData(CheckNames.FiveCalls, CheckOutcome.Failed, true, false)]
    [InlineData(CheckNames.OneCall, CheckOutcome.Inconclusive, true, true)]
    [InlineData("some_later_check", CheckOutcome.Failed, true, true)]
    public void A19_routing_follows_what_was_measured(string check, CheckOutcome outcome, bool tools, bool parallel)
    {
        var target = Target(Of((check, outcome)));
        (target.Traits.Tools, target.Traits.ParallelTools).ShouldBe((tools, parallel));
    }

    [Fact]
    public void A19_what_the_configuration_says_wins_and_each_trait_tells_its_source()
    {
        var target = Target(Of((CheckNames.OneCall, CheckOutcome.Failed), (CheckNames.Image, CheckOutcome.Passed)), "models:\n  openai/gpt-5: { tools: true }\n");
        target.Traits.Tools.ShouldBeTrue();
        target.Sources.Tools.ShouldBe(TraitSource.Configuration);
        target.Sources.Vision.ShouldBe(TraitSource.Measured);
        target.Sources.MeasuredAt.ShouldBe(Day);
    }

    [Fact]
    public void What_was_measured_at_another_address_says_nothing() =>
        Target(Of("http://127.0.0.1:2/v1/chat/completions", (CheckNames.OneCall, CheckOutcome.Failed))).Traits.Tools.ShouldBeTrue();

    private static RouteTarget Target(Measurements measurements, string more = "")
    {
        var yaml = $"upstreams:\n  it: {{ provider: openai, endpoint: \"{Endpoint}\", api_key_ref: openai_prod }}\n{more}";
        var config = Load.Yaml(yaml).Config.ShouldNotBeNull();
        return PolicyCompiler.Compile(config, measurements).RouteTable.Decide(new TurnFacts { RequestedModel = "it/gpt-5" }).Target!;
    }

    private static Measurements Of(params (string Name, CheckOutcome Outcome)[] checks) => Of(Endpoint, checks);

    private static Measurements Of(string endpoint, params (string Name, CheckOutcome Outcome)[] checks) => new(checks.Select(check => new CapabilityCheck
    {
        Upstream = "it", Endpoint = endpoint, Model = "gpt-5", Name = check.Name, Outcome = check.Outcome, At = Day,
    }));
}
