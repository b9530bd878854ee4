namespace Dragoman.Core.Spending;

/// <summary>The three marks of a budget at one moment, in nano-dollars.</summary>
/// <param name="Soft">From here on those concerned are warned.</param>
/// <param name="Cap">From here on only running sessions go on.</param>
/// <param name="Hard">Here everything stops.</param>
public readonly record struct BudgetMarks(long Soft, long Cap, long Hard)
{
    /// <summary>The marks of a budget; an increase counts while it lasts (F16).</summary>
    public static BudgetMarks Of(Budget budget, long nowUs)
    {
        var increase = budget.IncreaseUntil is { } until && nowUs < Moment.Us(until) ? budget.IncreaseNanoUsd : 0;
        var cap = Saturate((Int128)budget.LimitNanoUsd + increase);
        return new(Part(cap, budget.SoftPermille), cap, Math.Max(cap, Part(cap, budget.HardPermille)));
    }

    /// <summary>How a budget stands that has spent and promised so much.</summary>
    public BudgetState StateAt(long used) => used >= Hard ? BudgetState.Stopped
        : used >= Cap ? BudgetState.Grace
        : used >= Soft ? BudgetState.Soft
        : BudgetState.Fine;

    // Divisions of 128 bits are slow, and turns make a dozen of them; a cap beyond a hundred thousand dollars is rare.
    private static long Part(long cap, int permille) => cap <= long.MaxValue / 65_536 && permille <= 65_536
        ? cap * permille / 1000
        : Saturate((Int128)cap * permille / 1000);

    private static long Saturate(Int128 value) => value > long.MaxValue ? long.MaxValue : value < 0 ? 0 : (long)value;
}
