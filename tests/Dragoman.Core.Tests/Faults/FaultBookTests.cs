using Dragoman.Core.Faults;

namespace Dragoman.Core.Tests.Faults;

public sealed class FaultBookTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void D19_a_share_of_turns_has_it_and_the_others_do_not()
    {
        var book = new FaultBook();
        book.TryAdd(Rule("a") with { SharePercent = 30 }, Now).ShouldBeTrue();
        Enumerable.Range(0, 100).Count(draw => book.Find("r", "u", draw, Now) is not null).ShouldBe(30);
        book.Find("other", "u", 0, Now).ShouldBeNull();
        book.Find("r", "other", 0, Now).ShouldBeNull();
    }

    [Fact]
    public void D19_it_ends_by_itself_and_there_are_never_more_than_fit()
    {
        var book = new FaultBook();
        for (var i = 0; i < FaultBook.Max; i++)
        {
            book.TryAdd(Rule($"f{i}"), Now).ShouldBeTrue();
        }

        book.TryAdd(Rule("one more"), Now).ShouldBeFalse();
        book.Find("r", "u", 0, Now.AddMinutes(1)).ShouldBeNull();
        book.TryAdd(Rule("later") with { EndsAt = Now.AddMinutes(5) }, Now.AddMinutes(1)).ShouldBeTrue();
        book.All(Now.AddMinutes(1)).ShouldHaveSingleItem().Id.ShouldBe("later");
        book.End("later")!.Id.ShouldBe("later");
        book.End("later").ShouldBeNull();
        book.IsEmpty.ShouldBeTrue();
    }

    private static FaultRule Rule(string id) =>
        new() { Id = id, Route = "r", Upstream = "u", SharePercent = 100, Status = 529, By = "admin", EndsAt = Now.AddMinutes(1) };
}
