namespace Dragoman.Store.Audit;

/// <summary>An entry as it stands in the log.</summary>
/// <param name="Sequence">Its number, counted from 1 without gaps.</param>
/// <param name="At">When it happened.</param>
/// <param name="Class">What it is about; null where a newer version wrote a class that this one does not know.</param>
/// <param name="Entry">What it says; null where retention has deleted that.</param>
/// <param name="Hash">The chain's hash up to and with it, 32 bytes.</param>
/// <param name="DeletedBy">The entry that proves the deletion; null while it was not deleted.</param>
public sealed record AuditRecord(
    long Sequence, DateTimeOffset At, AuditClass? Class, AuditEntry? Entry, ReadOnlyMemory<byte> Hash, long? DeletedBy);
