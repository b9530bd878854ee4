namespace Dragoman.Core.Configuration;

/// <summary>Where the gateway keeps what it knows, and how long. Read when it starts; a later change waits for the next start.</summary>
public sealed record StoreConfig
{
    /// <summary>The address of a PostgreSQL database; null for the SQLite file in the data directory.</summary>
    public Secret? Address { get; init; }

    /// <summary>
    /// What all nodes share: it authenticates what rides through clients from one node to another. Null where each data directory has a
    /// secret of its own.
    /// </summary>
    public Secret? NodeSecret { get; init; }

    /// <summary>The private key (P-256, PEM) that signs the audit log's checkpoints; null where each data directory has one of its own.</summary>
    public Secret? AuditKey { get; init; }

    /// <summary>From one signed checkpoint of the audit log to the next, where entries came meanwhile. The default is an hour.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long what is kept.</summary>
    public RetentionConfig Retention { get; init; } = new();
}
