using Dragoman.Testing;

namespace Dragoman.EndToEnd.Fakes;

public sealed class ManualTimeProviderTests
{
    [Fact]
    public void Timers_fire_in_order_of_their_due_time_and_only_when_time_moves()
    {
        var clock = new ManualTimeProvider();
        var fired = new List<(string, double)>();
        var start = clock.GetUtcNow();
        using var late = clock.CreateTimer(_ => fired.Add(("late", (clock.GetUtcNow() - start).TotalSeconds)), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var beat = clock.CreateTimer(_ => fired.Add(("beat", (clock.GetUtcNow() - start).TotalSeconds)), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));

        fired.ShouldBeEmpty();
        clock.Advance(TimeSpan.FromSeconds(4));
        fired.ShouldBe([("beat", 2), ("late", 3), ("beat", 4)]);
        clock.GetElapsedTime(start.UtcTicks).ShouldBe(TimeSpan.FromSeconds(4));
        clock.ArmedTimers.ShouldBe(1);
    }

    [Fact]
    public async Task A_delay_on_this_clock_ends_when_the_test_says_so()
    {
        var clock = new ManualTimeProvider();
        var delay = Task.Delay(TimeSpan.FromMinutes(5), clock);
        delay.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMinutes(5));
        await delay.WaitAsync(TimeSpan.FromSeconds(5));
    }
}
