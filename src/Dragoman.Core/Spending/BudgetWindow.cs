namespace Dragoman.Core.Spending;

/// <summary>The slice of a budget that is running at some moment, and the window that counts then. Microseconds since 1970-01-01 UTC.</summary>
/// <param name="SliceStartUs">When the slice began: the key under which its spending is kept.</param>
/// <param name="SliceEndUs">When it ends, exclusive.</param>
/// <param name="WindowStartUs">Slices from this one on count against the cap.</param>
public readonly record struct BudgetWindow(long SliceStartUs, long SliceEndUs, long WindowStartUs)
{
    /// <summary>
    /// When spending may leave the window: the end of a calendar window; of a rolling one the next slice, with which its oldest one goes.
    /// </summary>
    public long ResetUs => SliceEndUs;
}
