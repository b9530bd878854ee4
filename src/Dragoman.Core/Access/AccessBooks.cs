using Dragoman.Core.Limits;
using Dragoman.Core.Spending;

namespace Dragoman.Core.Access;

/// <summary>Finds the accounts and limiters behind the budgets and limits of a state that are in force.</summary>
internal sealed class AccessBooks(AccessState state, SpendingBook spending, LimitBook limits)
{
    private readonly ILookup<PrincipalId, Budget> _budgets = state.Budgets
        .Where(budget => budget.DisabledAt is null)
        .OrderBy(budget => budget.Id, StringComparer.Ordinal)
        .ToLookup(budget => budget.Scope);

    private readonly ILookup<PrincipalId, RateLimit> _limits = state.Limits
        .Where(limit => limit.DisabledAt is null && limit.Scope is not null)
        .OrderBy(limit => limit.Id, StringComparer.Ordinal)
        .ToLookup(limit => limit.Scope!.Value);

    public SpendingAccount[] Accounts(IEnumerable<PrincipalId> scopes) => [.. scopes.SelectMany(scope => _budgets[scope]).Select(spending.Account)];

    public RateLimiter[] Limiters(IEnumerable<PrincipalId> scopes) =>
        [.. scopes.SelectMany(scope => _limits[scope]).Select(limit => limits.Limiter(limit.Id, limit))];

    /// <summary>What holds for a key where nobody set that metric for it or for those it belongs to.</summary>
    public IEnumerable<RateLimiter> Defaults(string key, IReadOnlyList<PrincipalId> scopes) => DefaultLimits.ForKey
        .Where(limit => !scopes.Any(scope => scope.Kind != PrincipalKind.Organisation && _limits[scope].Any(own => own.Metric == limit.Metric)))
        .Select(limit => limits.Limiter($"{limit.Id}/{key}", limit));

    public Dictionary<string, SpendingAccount[]> AccountsBy(PrincipalKind kind) => _budgets
        .Where(group => group.Key.Kind == kind)
        .ToDictionary(group => group.Key.Id, group => group.Select(spending.Account).ToArray(), StringComparer.Ordinal);

    public Dictionary<PrincipalId, RateLimiter[]> LimitersAcross() => _limits
        .Where(group => group.Key.Kind is PrincipalKind.Project or PrincipalKind.Upstream)
        .ToDictionary(group => group.Key, group => group.Select(limit => limits.Limiter(limit.Id, limit)).ToArray());
}
