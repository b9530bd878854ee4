using Dragoman.DataPlane;

namespace Dragoman.Tests.DataPlane;

public sealed class RandomIdsTests
{
    [Fact]
    public void Ids_differ_and_those_of_later_milliseconds_come_later()
    {
        var ids = new RandomIds(TimeProvider.System);
        var first = ids.Next("req_");
        SpinWait.SpinUntil(() => string.CompareOrdinal(ids.Next("req_")[..12], first[..12]) > 0, TimeSpan.FromSeconds(5)).ShouldBeTrue();

        var many = Enumerable.Range(0, 2_000).Select(_ => ids.Next("req_")).ToList();

        many.Distinct(StringComparer.Ordinal).Count().ShouldBe(2_000);
        many.ShouldAllBe(id => id.Length == 28 && id.StartsWith("req_") && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
        many.Select(id => id[..12]).ShouldBe(many.Select(id => id[..12]).Order(StringComparer.Ordinal));
    }
}
