using Dragoman.Core.Limits;
using Dragoman.Core.Spending;
using Dragoman.DataPlane;
using Dragoman.DataPlane.Admission;

namespace Dragoman.Tests.Admission;

public sealed class AccessGateTests
{
    private readonly FakeAccess _access = new();
    private readonly AccessGate _gate = new(new AccessKey(AccessKey.Hash("dgm_right")), new SpendingBook(), new LimitBook());

    [Fact]
    public void F01_a_key_that_was_remembered_is_not_remembered_past_a_change()
    {
        _gate.Load(_access.State);
        _gate.Find(FakeAccess.Secret)!.DisabledBy.ShouldBeNull();
        _access.Change(state => state with { Keys = [state.Keys[0] with { DisabledAt = DateTimeOffset.UnixEpoch }] });

        _gate.Load(_access.State);

        _gate.Find(FakeAccess.Secret)!.DisabledBy.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("dgm_wrong")]
    [InlineData("dgm_right ")]
    public void F01_what_is_no_key_opens_nothing(string shown)
    {
        _gate.Find("dgm_right").ShouldNotBeNull();
        _gate.Find(shown).ShouldBeNull();
        _gate.Find(new string('x', 5_000)).ShouldBeNull();
    }

    [Fact]
    public void P10_finding_a_key_that_was_shown_before_allocates_nothing()
    {
        _gate.Load(_access.State);
        _gate.Find(FakeAccess.Secret);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            _gate.Find(FakeAccess.Secret);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
