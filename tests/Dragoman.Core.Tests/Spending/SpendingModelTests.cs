using Dragoman.Core.Access;
using Dragoman.Core.Spending;
using FsCheck;
using FsCheck.Fluent;

namespace Dragoman.Core.Tests.Spending;

/// <summary>Two nodes, one store, three levels, a clock that moves: whatever happens in whichever order, every nano-dollar is somewhere.</summary>
public sealed class SpendingModelTests
{
    [Fact]
    public void F03_any_interleaving_of_reserve_settle_abort_crash_and_window_turn_keeps_spent_and_reserved_exact_on_all_levels()
    {
        var step = ArbMap.Default.GeneratorFor<byte>().Select(value => (int)value)
            .SelectMany(kind => Gen.Choose(1, 400), (kind, amount) => (kind % 16, amount));
        Prop.ForAll(step.ListOf().ToArbitrary(), steps => Run([.. steps]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(600).WithEndSize(160));
    }

    private static void Run((int Kind, int Amount)[] steps)
    {
        var run = new SpendingRun();
        foreach (var (kind, amount) in steps)
        {
            run.Step(kind, amount);
            run.Check();
        }

        run.End();
    }
}
