using Dragoman.Core.Configuration;
using Dragoman.Store.Audit;
using Dragoman.Store.Engines;
using Dragoman.Store.Ledger;
using Dragoman.Store.Retention;

namespace Dragoman.Hosting;

/// <summary>The duties that a store brings with it.</summary>
internal static class StoreDuties
{
    /// <summary>How often a node says that it is there, where others can see it.</summary>
    public static readonly TimeSpan Presence = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Hourly = TimeSpan.FromHours(1);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<StoreDuty> For(StorePlace place, SqlEngine engine, AuditSigner signer, StoreConfig settings, NodeName node)
    {
        var audit = new AuditStore(engine, signer);
        var ledger = new LedgerStore(engine);
        var retention = new RetentionStore(engine, audit);
        var policy = Policy(settings.Retention);
        return
        [
            // A file has one node as a rule, and a laptop's disk may sleep.
            new("presence", place.IsFile ? Hourly : Presence, Short, async cancellation =>
            {
                await ledger.SeenAsync(node.Id, cancellation);
                return null;
            }),
            new("checkpoint", settings.CheckpointEvery, Short, async cancellation =>
                await audit.CheckpointIfGrownAsync(cancellation) is { } checkpoint ? $"signed the audit log up to entry {checkpoint.Sequence}" : null),
            new("sweep", Hourly, Short, async cancellation =>
            {
                await ledger.SweepAsync(cancellation);
                return null;
            }),
            new("retention", Hourly, Long, async cancellation =>
                await retention.RunAsync(policy, cancellation) is var done && done != new RetentionResult(0, 0, 0, 0)
                    ? $"deleted what is over its time: {done.Turns} turns, {done.UsageHours} sums, {done.Spending} slices of budgets, {done.AuditEntries} audit entries"
                    : null),
        ];
    }

    private static RetentionPolicy Policy(RetentionConfig config)
    {
        var audit = new Dictionary<AuditClass, TimeSpan>();
        Add(AuditClass.Admin, config.Admin);
        Add(AuditClass.Policy, config.Policy);
        Add(AuditClass.Refusal, config.Refusal);
        Add(AuditClass.SignIn, config.SignIn);
        Add(AuditClass.System, config.System);
        return new RetentionPolicy { Turns = config.Turns, Usage = config.Usage, Spending = config.Spending, Audit = audit };

        void Add(AuditClass kind, TimeSpan? keep)
        {
            if (keep is { } age)
            {
                audit[kind] = age;
            }
        }
    }
}
