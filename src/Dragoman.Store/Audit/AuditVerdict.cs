namespace Dragoman.Store.Audit;

/// <summary>What a walk along the audit log's chain found.</summary>
/// <param name="Rows">Rows that are as they were written.</param>
/// <param name="Deleted">Of these, rows whose content retention deleted, with a proof.</param>
/// <param name="Checkpoints">Checkpoints whose signature is good.</param>
/// <param name="UnknownKeys">Ids of keys that signed checkpoints and are not among the trusted ones.</param>
/// <param name="FirstBadRow">The first row that is not as it was written; null where all are.</param>
/// <param name="Problem">What is wrong with it, in a sentence; null where nothing is.</param>
public sealed record AuditVerdict(
    long Rows, long Deleted, long Checkpoints, IReadOnlyList<string> UnknownKeys, long? FirstBadRow, string? Problem)
{
    /// <summary>True where nothing was changed.</summary>
    public bool IsIntact => FirstBadRow is null;
}
