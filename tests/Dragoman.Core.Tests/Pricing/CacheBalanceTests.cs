using Dragoman.Core.Caching;
using Dragoman.Core.Pricing;

namespace Dragoman.Core.Tests.Pricing;

public sealed class CacheBalanceTests
{
    // $2 in, $0.20 from the cache, $4.50 for a million tokens and an hour.
    private static readonly PriceRates Rates = new() { Input = 2_000_000, CacheRead = 200_000, Output = 12_000_000 };
    private const long Storage = 4_500_000;

    private static bool Pays(long tokens, int turns, double seconds, long readAnyway = 0, double ttl = 300) => CacheBalance.PaysToMake(
        new CacheProspect(tokens, readAnyway, turns, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(ttl)), in Rates, Storage);

    [Fact]
    public void A13_a_cache_costs_its_tokens_once_and_its_hours()
    {
        CacheBalance.Write(100_000, in Rates).ShouldBe(200_000_000);
        CacheBalance.Keep(1_000_000, Storage, TimeSpan.FromHours(1)).ShouldBe(4_500_000_000);
        CacheBalance.Keep(100_000, Storage, TimeSpan.FromMinutes(5)).ShouldBe(37_500_000);
    }

    [Fact]
    public void A13_a_cache_is_made_once_a_session_goes_on_and_not_for_a_single_turn()
    {
        Pays(50_000, turns: 0, seconds: 0).ShouldBeFalse();
        Pays(50_000, turns: 1, seconds: 20).ShouldBeTrue();
    }

    [Fact]
    public void A13_a_cache_that_costs_more_to_keep_than_it_saves_is_not_made()
    {
        Pays(50_000, turns: 1, seconds: 20, ttl: 3600).ShouldBeFalse("an hour of keeping costs more than one turn saves");
        Pays(50_000, turns: 16, seconds: 400).ShouldBeFalse("it would be gone before the next turn");
        Pays(50_000, turns: 1, seconds: 20, readAnyway: 45_000).ShouldBeFalse("the provider's own cache has most of it already");
    }

    [Fact]
    public void A13_a_longer_cache_replaces_a_shorter_one_only_where_it_is_paid_back()
    {
        Pays(102_000, turns: 16, seconds: 10, readAnyway: 100_000).ShouldBeFalse();
        Pays(200_000, turns: 16, seconds: 10, readAnyway: 100_000).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public void A13_what_is_expected_never_costs_more_with_a_cache_than_without(int turns)
    {
        for (var seconds = 1; seconds < 300; seconds += 7)
        {
            for (var anyway = 0; anyway <= 60_000; anyway += 5_000)
            {
                if (!Pays(60_000, turns, seconds, anyway))
                {
                    continue;
                }

                var keep = CacheBalance.Keep(60_000, Storage, TimeSpan.FromSeconds(300 + (seconds * turns)));
                var with = CacheBalance.Write(60_000, in Rates) + keep + ((turns + 1) * 60_000L * Rates.CacheRead / 1000);
                var without = (turns + 1) * ((anyway * Rates.CacheRead) + ((60_000L - anyway) * Rates.Input)) / 1000;
                with.ShouldBeLessThan(without);
            }
        }
    }

    [Fact]
    public void A13_a_cache_is_kept_only_while_a_turn_saves_more_than_its_time_costs()
    {
        CacheBalance.PaysToExtend(50_000, TimeSpan.FromMinutes(5), in Rates, Storage).ShouldBeTrue();
        CacheBalance.PaysToExtend(50_000, TimeSpan.FromHours(1), in Rates, Storage).ShouldBeFalse();
    }
}
