namespace Dragoman.Store.Retention;

/// <summary>What one run of retention deleted. Each deletion has its proof in the audit log.</summary>
/// <param name="Turns">Turn records.</param>
/// <param name="UsageHours">Sums by hour.</param>
/// <param name="Spending">Slices of budgets.</param>
/// <param name="AuditEntries">Audit entries whose content is gone; their place in the chain stays.</param>
public sealed record RetentionResult(long Turns, long UsageHours, long Spending, long AuditEntries);
