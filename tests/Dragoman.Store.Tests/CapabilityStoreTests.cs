using Dragoman.Core.Capabilities;
using Dragoman.Store.Capabilities;

namespace Dragoman.Store.Tests;

public sealed class CapabilityStoreTests : IDisposable
{
    private static readonly DateTimeOffset Day = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_check_replaces_what_was_known_of_it_and_survives_a_restart()
    {
        Open().Save([Check("one_call", CheckOutcome.Failed), Check("image", CheckOutcome.Passed)]);
        Open().Save([Check("one_call", CheckOutcome.Passed) with { At = Day.AddDays(1), Detail = "é" }]);
        var all = Open().All();
        all.Select(check => (check.Name, check.Outcome)).ShouldBe([("image", CheckOutcome.Passed), ("one_call", CheckOutcome.Passed)]);
        all[1].ShouldBe(Check("one_call", CheckOutcome.Passed) with { At = Day.AddDays(1), Detail = "é" });
    }

    [Fact]
    public void A_check_that_says_nothing_leaves_what_was_known()
    {
        Open().Save([Check("one_call", CheckOutcome.Failed)]);
        Open().Save([Check("one_call", CheckOutcome.Inconclusive)]);
        Open().All().ShouldHaveSingleItem().Outcome.ShouldBe(CheckOutcome.Failed);
    }

    [Fact]
    public void A_directory_without_a_store_is_not_made()
    {
        var none = Path.Combine(_directory.Path, "none");
        CapabilityStore.Measurements(new Dragoman.Store.Engines.StorePlace(none), TimeProvider.System).ShouldBeSameAs(Measurements.None);
        Directory.Exists(none).ShouldBeFalse();
    }

    private static CapabilityCheck Check(string name, CheckOutcome outcome) => new()
    {
        Upstream = "it", Endpoint = "http://127.0.0.1:1/", Model = "m", Name = name, Outcome = outcome, Detail = "seen", At = Day, CatalogueVersion = "2026-11-20",
    };

    private CapabilityStore Open() => CapabilityStore.Open(_directory.Path, TimeProvider.System);
}
