using Dragoman.Core.Limits;
using Dragoman.Core.Spending;

namespace Dragoman.Core.Access;

/// <summary>Everything an administrator has set about who may do what, as it stood at one revision of the store.</summary>
public sealed record AccessState
{
    /// <summary>A gateway where nobody has set anything: the bootstrap key may do everything.</summary>
    public static AccessState Empty { get; } = new();

    /// <summary>Grows with each change in the store.</summary>
    public long Revision { get; init; }

    /// <summary>Customers, teams, users, projects.</summary>
    public IReadOnlyList<Principal> Principals { get; init; } = [];

    /// <summary>Virtual keys, ended ones included.</summary>
    public IReadOnlyList<VirtualKey> Keys { get; init; } = [];

    /// <summary>Budgets.</summary>
    public IReadOnlyList<Budget> Budgets { get; init; } = [];

    /// <summary>Rate and concurrency limits.</summary>
    public IReadOnlyList<RateLimit> Limits { get; init; } = [];

    /// <summary>Credentials for the admin API, ended ones included.</summary>
    public IReadOnlyList<AdminToken> Tokens { get; init; } = [];

    /// <summary>Wishes for more budget, decided ones included.</summary>
    public IReadOnlyList<BudgetIncrease> Increases { get; init; } = [];
}
