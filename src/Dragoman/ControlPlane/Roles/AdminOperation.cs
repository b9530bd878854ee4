namespace Dragoman.ControlPlane.Roles;

/// <summary>What can be allowed or refused at the admin API. Each endpoint names one.</summary>
internal enum AdminOperation
{
    /// <summary>Who one is oneself.</summary>
    ReadSelf,

    /// <summary>Customers, teams, users, projects.</summary>
    ReadDirectory,

    /// <summary>Make and change them, let them in again.</summary>
    WriteDirectory,

    /// <summary>Shut them out.</summary>
    DisableDirectory,

    /// <summary>Keys, by their prefix.</summary>
    ReadKeys,

    /// <summary>Make, change, rotate keys, let them in again.</summary>
    WriteKeys,

    /// <summary>End keys.</summary>
    DisableKeys,

    /// <summary>Budgets, and how they stand.</summary>
    ReadBudgets,

    /// <summary>Set budgets.</summary>
    WriteBudgets,

    /// <summary>Rate limits.</summary>
    ReadLimits,

    /// <summary>Set rate limits.</summary>
    WriteLimits,

    /// <summary>Requests for more budget.</summary>
    ReadIncreases,

    /// <summary>Ask for more budget.</summary>
    AskIncreases,

    /// <summary>Approve or deny what was asked for.</summary>
    DecideIncreases,

    /// <summary>What was used and spent.</summary>
    ReadUsage,

    /// <summary>Take usage away as a file.</summary>
    ExportUsage,

    /// <summary>Single turns with everything decided about them.</summary>
    ReadTurns,

    /// <summary>Let a session go on that the runaway breaker paused.</summary>
    ResumeSessions,

    /// <summary>Put faults into turns, and end them.</summary>
    WriteFaults,

    /// <summary>The audit log, and whether its chain holds.</summary>
    ReadAudit,

    /// <summary>The policy in force.</summary>
    ReadPolicy,

    /// <summary>The nodes.</summary>
    ReadNodes,

    /// <summary>Who may use this API.</summary>
    ReadTokens,

    /// <summary>Let others use this API.</summary>
    WriteTokens,

    /// <summary>End somebody's use of this API.</summary>
    RevokeTokens,
}
