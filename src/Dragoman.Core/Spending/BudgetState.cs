namespace Dragoman.Core.Spending;

/// <summary>How a budget stands (F05).</summary>
public enum BudgetState
{
    /// <summary>Below the soft mark.</summary>
    Fine,

    /// <summary>At the soft mark or above: those concerned are warned.</summary>
    Soft,

    /// <summary>At the cap or above: only sessions that ran already in this window go on.</summary>
    Grace,

    /// <summary>At the hard mark or above: nothing goes on.</summary>
    Stopped,
}
