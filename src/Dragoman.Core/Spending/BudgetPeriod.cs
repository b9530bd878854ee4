namespace Dragoman.Core.Spending;

/// <summary>How long a budget's window is (F04).</summary>
public enum BudgetPeriod
{
    /// <summary>One minute.</summary>
    Minute,

    /// <summary>One hour.</summary>
    Hour,

    /// <summary>One day.</summary>
    Day,

    /// <summary>One week; a calendar week begins on Monday.</summary>
    Week,

    /// <summary>One month.</summary>
    Month,

    /// <summary>Three months; calendar quarters begin in January, April, July and October.</summary>
    Quarter,

    /// <summary>One year.</summary>
    Year,
}
