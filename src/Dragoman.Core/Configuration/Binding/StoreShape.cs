namespace Dragoman.Core.Configuration.Binding;

/// <summary>The <c>store</c> section.</summary>
internal static class StoreShape
{
    private const int MinSecret = 32;

    private static readonly ConfigType Audit = new ObjectType(
        "audit_retention",
        [
            new("admin", ScalarTypes.Age, "What administrators did."),
            new("policy", ScalarTypes.Age, "Changes of policy."),
            new("refusal", ScalarTypes.Age, "Requests that were refused."),
            new("sign_in", ScalarTypes.Age, "Who signed in, or tried to."),
            new("system", ScalarTypes.Age, "The gateway itself: starts, restored backups."),
        ],
        static bound => new RetentionConfig
        {
            Admin = bound.Value<TimeSpan>("admin"),
            Policy = bound.Value<TimeSpan>("policy"),
            Refusal = bound.Value<TimeSpan>("refusal"),
            SignIn = bound.Value<TimeSpan>("sign_in"),
            System = bound.Value<TimeSpan>("system"),
        });

    private static readonly ConfigType Retention = new ObjectType(
        "retention",
        [
            new("turns", ScalarTypes.Age, "Turn records."),
            new("usage", ScalarTypes.Age, "Sums of turns by hour."),
            new("spending", ScalarTypes.Age, "What budgets count; 400d or more, as a window may be a year."),
            new("audit", Audit, "Entries of the audit log, by class; their place in the chain stays, and so does the proof of their deletion."),
        ],
        CreateRetention);

    public static ConfigType Type { get; } = new ObjectType(
        "store",
        [
            new("address", SecretType.Instance, "A reference to the address of a PostgreSQL database, postgres://user:password@host:5432/database; without it the SQLite file in the data directory."),
            new("node_secret", SecretType.Instance, "A reference to a secret of 32 characters or more that all nodes of one database share."),
            new("audit_key", SecretType.Instance, "A reference to the private key (P-256, PEM) that signs the audit log; without it each data directory has its own."),
            new("checkpoint_every", ScalarTypes.Duration, "From one signed checkpoint of the audit log to the next; 1h."),
            new("retention", Retention, "How long what is kept, such as 400d; what is not named is kept for ever."),
        ],
        Create);

    private static StoreConfig? Create(BoundMembers bound)
    {
        if (bound.Get<Secret>("node_secret") is { } shared && shared.Reveal().Length < MinSecret)
        {
            bound.Context.Error(bound.SpotOf("node_secret"), $"is shorter than {MinSecret} characters", "make one with: openssl rand -hex 32");
            return null;
        }

        var defaults = new StoreConfig();
        return new StoreConfig
        {
            Address = bound.Get<Secret>("address"),
            NodeSecret = bound.Get<Secret>("node_secret"),
            AuditKey = bound.Get<Secret>("audit_key"),
            CheckpointEvery = bound.Value<TimeSpan>("checkpoint_every") ?? defaults.CheckpointEvery,
            Retention = bound.Get<RetentionConfig>("retention") ?? defaults.Retention,
        };
    }

    private static RetentionConfig? CreateRetention(BoundMembers bound)
    {
        if (bound.Value<TimeSpan>("spending") is { } spending && spending < RetentionConfig.LeastSpending)
        {
            bound.Context.Error(bound.SpotOf("spending"), "is shorter than the window of a budget may be", "write 400d or more");
            return null;
        }

        return (bound.Get<RetentionConfig>("audit") ?? new RetentionConfig()) with
        {
            Turns = bound.Value<TimeSpan>("turns"),
            Usage = bound.Value<TimeSpan>("usage"),
            Spending = bound.Value<TimeSpan>("spending"),
        };
    }
}
