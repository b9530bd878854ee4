using System.Text;
using Dragoman.Core.Caching;
using Dragoman.Core.Pricing;
using Dragoman.Dialects.Gemini.Caching;

namespace Dragoman.Core.Tests.Pricing;

public sealed class CacheSessionTests
{
    private static readonly PriceRates Rates = new() { Input = 2_000_000, CacheRead = 200_000 };
    private static readonly GeminiCache Settings = new() { Explicit = true };

    private readonly CacheSession _session = new();
    private DateTimeOffset _now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static byte[] Body(int turns, string first = "question 0") => Encoding.UTF8.GetBytes(
        $$$"""{"systemInstruction":{"parts":[{"text":"rules"}]},"contents":[{{{string.Join(',', Enumerable.Range(0, turns).SelectMany(n => new[]
        {
            $$$"""{"role":"user","parts":[{"text":"{{{(n == 0 ? first : $"question {n}")}}}"}]}""", $$$"""{"role":"model","parts":[{"text":"answer {{{n}}}"}]}""",
        }).Append("""{"role":"user","parts":[{"text":"now"}]}"""))}}}]}""");

    private CacheStep Next(byte[] body, long tokens = 50_000) =>
        _session.Next(_now, CacheSplit.Of(body)!.Value, body, tokens, Settings, in Rates, storage: 4_500_000);

    private HeldCache Make(byte[] body, string name = "cachedContents/c1")
    {
        var split = CacheSplit.Of(body)!.Value;
        var held = new HeldCache(name, split.HeadLength, split.Beginning(body, split.HeadLength)!, 50_000, _now + Settings.TimeToLive);
        _session.Made(held);
        return held;
    }

    private HeldCache MakeInSecondTurn()
    {
        Next(Body(0)).Makes.ShouldBeFalse();
        _now += TimeSpan.FromSeconds(20);
        Next(Body(1)).Makes.ShouldBeTrue();
        return Make(Body(1));
    }

    [Fact]
    public void H_169_the_cache_serves_every_turn_that_begins_with_what_it_holds()
    {
        var held = MakeInSecondTurn();
        _now += TimeSpan.FromSeconds(20);
        var step = Next(Body(2));
        step.Held.ShouldBe(held);
        step.Makes.ShouldBeFalse();
        step.Extends.ShouldBeFalse();
    }

    [Fact]
    public void H_169_a_conversation_that_was_rewritten_gives_its_cache_up()
    {
        var held = MakeInSecondTurn();
        _now += TimeSpan.FromSeconds(20);
        var step = Next(Body(2, first: "a summary"));
        step.Held.ShouldBeNull();
        step.Dropped.ShouldBe(held);
        step.Makes.ShouldBeFalse("it is the first turn of another conversation");
    }

    [Fact]
    public void H_169_a_cache_is_extended_once_at_half_of_its_time_and_not_used_when_it_is_over()
    {
        var held = MakeInSecondTurn();
        _now += TimeSpan.FromSeconds(160);
        Next(Body(2)).Extends.ShouldBeTrue();
        Next(Body(2)).Extends.ShouldBeFalse("it is under way");
        _session.Extended(held.Name, _now + Settings.TimeToLive);
        _now += TimeSpan.FromSeconds(290);
        Next(Body(3)).Held.ShouldBeNull("it would go while the request is on its way");
        _now += TimeSpan.FromSeconds(11);
        Next(Body(3)).Dropped.ShouldBeNull("what has expired need not be deleted");
    }

    [Fact]
    public void H_169_only_one_turn_at_a_time_makes_a_cache()
    {
        Next(Body(0));
        _now += TimeSpan.FromSeconds(20);
        Next(Body(1)).Makes.ShouldBeTrue();
        Next(Body(1)).Makes.ShouldBeFalse();
    }

    [Fact]
    public void H_169_failures_are_rested_from_and_given_up_at_last()
    {
        Next(Body(0));
        for (var turn = 1; turn <= 3; turn++)
        {
            _now += TimeSpan.FromSeconds(61);
            Next(Body(turn)).Makes.ShouldBeTrue();
            _session.Failed(_now, least: null);
            Next(Body(turn)).Makes.ShouldBeFalse();
        }

        _now += TimeSpan.FromSeconds(61);
        Next(Body(4)).Makes.ShouldBeFalse();
    }

    [Fact]
    public void H_169_a_refusal_for_its_size_holds_until_the_conversation_has_grown()
    {
        Next(Body(0), tokens: 5000);
        _now += TimeSpan.FromSeconds(20);
        Next(Body(1), tokens: 5000).Makes.ShouldBeTrue();
        _session.Failed(_now, least: 32_768);
        _now += TimeSpan.FromSeconds(61);
        Next(Body(2), tokens: 6000).Makes.ShouldBeFalse();
        Next(Body(3), tokens: 40_000).Makes.ShouldBeTrue();
    }

    [Fact]
    public void H_169_a_lost_cache_is_forgotten_by_its_name_only()
    {
        var held = MakeInSecondTurn();
        _session.Gone(_now, "cachedContents/another");
        _now += TimeSpan.FromSeconds(20);
        Next(Body(2)).Held.ShouldBe(held);
        _session.Gone(_now, held.Name);
        Next(Body(3)).Held.ShouldBeNull();
    }
}
