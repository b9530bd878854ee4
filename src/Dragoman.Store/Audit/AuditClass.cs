namespace Dragoman.Store.Audit;

/// <summary>What an entry of the audit log is about; each class has its own retention.</summary>
public enum AuditClass
{
    /// <summary>An administrator changed or read something through the admin API.</summary>
    Admin,

    /// <summary>A policy was put in force, or approved, or refused.</summary>
    Policy,

    /// <summary>A request was refused: a model off the list, a key that may not.</summary>
    Refusal,

    /// <summary>Somebody signed in, or tried to.</summary>
    SignIn,

    /// <summary>Something was deleted because its time was over, or held back from that. Kept for ever: it is the proof.</summary>
    Retention,

    /// <summary>The gateway itself: a start, a restored backup, an import.</summary>
    System,
}
