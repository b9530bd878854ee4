namespace Dragoman.Core.Spending;

/// <summary>What became of a wish for more budget.</summary>
public enum IncreaseStatus
{
    /// <summary>Nobody has decided.</summary>
    Pending,

    /// <summary>It is granted.</summary>
    Approved,

    /// <summary>It is not.</summary>
    Denied,
}
