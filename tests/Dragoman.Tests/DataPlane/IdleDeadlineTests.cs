using Dragoman.DataPlane;
using Dragoman.Testing;

namespace Dragoman.Tests.DataPlane;

public sealed class IdleDeadlineTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Silence_beyond_the_limit_cancels_and_says_why()
    {
        using var deadline = new IdleDeadline(_time, TimeSpan.FromSeconds(60), CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(59));
        deadline.Token.IsCancellationRequested.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        deadline.Token.IsCancellationRequested.ShouldBeTrue();
        deadline.Expired.ShouldBeTrue();
    }

    [Fact]
    public void A_sign_of_life_starts_the_silence_anew()
    {
        using var deadline = new IdleDeadline(_time, TimeSpan.FromSeconds(60), CancellationToken.None);
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(50));
            deadline.Touch();
        }

        deadline.Token.IsCancellationRequested.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(60));
        deadline.Expired.ShouldBeTrue();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(200)]
    public void Another_limit_holds_from_the_moment_it_is_given(int seconds)
    {
        using var deadline = new IdleDeadline(_time, TimeSpan.FromSeconds(60), CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(59));
        deadline.Touch(TimeSpan.FromSeconds(seconds));
        _time.Advance(TimeSpan.FromSeconds(seconds - 1));
        deadline.Token.IsCancellationRequested.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        deadline.Expired.ShouldBeTrue();
    }

    [Fact]
    public void H_328_a_departed_client_cancels_but_is_no_expiry()
    {
        using var client = new CancellationTokenSource();
        using var deadline = new IdleDeadline(_time, TimeSpan.FromSeconds(60), client.Token);
        client.Cancel();
        deadline.Token.IsCancellationRequested.ShouldBeTrue();
        deadline.Expired.ShouldBeFalse();
    }
}
