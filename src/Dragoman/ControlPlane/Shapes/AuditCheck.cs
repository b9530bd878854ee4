namespace Dragoman.ControlPlane.Shapes;

/// <summary>Whether the audit log is as it was written.</summary>
/// <param name="Intact">True where every entry follows from the one before and every signature holds.</param>
/// <param name="Entries">Entries that are as they were written.</param>
/// <param name="Deleted">Of these, entries whose content retention deleted, with a proof.</param>
/// <param name="Checkpoints">Checkpoints whose signature is good.</param>
/// <param name="FirstBroken">The first entry that is not as it was written; null where all are.</param>
/// <param name="Problem">What is wrong with it; null where nothing is.</param>
/// <param name="UnknownKeys">Ids of keys that signed and are not this node's.</param>
internal sealed record AuditCheck(
    bool Intact, long Entries, long Deleted, long Checkpoints, long? FirstBroken, string? Problem, IReadOnlyList<string> UnknownKeys)
{
    /// <summary>The shape.</summary>
    public static AuditCheck Of(Store.Audit.AuditVerdict verdict) => new(
        verdict.IsIntact, verdict.Rows, verdict.Deleted, verdict.Checkpoints, verdict.FirstBadRow, verdict.Problem, verdict.UnknownKeys);
}
