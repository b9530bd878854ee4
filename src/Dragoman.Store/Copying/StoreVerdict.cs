using Dragoman.Store.Audit;

namespace Dragoman.Store.Copying;

/// <summary>What a look through a whole store found.</summary>
/// <param name="Rows">Rows by table.</param>
/// <param name="Audit">What the walk along the audit log found.</param>
/// <param name="Problems">What is not as it should be, a sentence each; empty where everything is.</param>
public sealed record StoreVerdict(IReadOnlyDictionary<string, long> Rows, AuditVerdict Audit, IReadOnlyList<string> Problems)
{
    /// <summary>True where everything is as it should be.</summary>
    public bool IsSound => Problems.Count == 0;
}
