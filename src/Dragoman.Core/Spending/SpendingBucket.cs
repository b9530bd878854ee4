namespace Dragoman.Core.Spending;

/// <summary>
/// One slice of a budget's window that spending is counted in: the whole window of a calendar budget, a sixtieth of a rolling one.
/// </summary>
/// <param name="BudgetId">The budget.</param>
/// <param name="StartUs">When the slice begins, microseconds since 1970-01-01 UTC.</param>
public readonly record struct SpendingBucket(string BudgetId, long StartUs);
