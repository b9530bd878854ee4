using Dragoman.Core.Limits;
using Dragoman.Core.Spending;
using Dragoman.Hosting;
using Dragoman.Store.Access;
using Dragoman.Store.Ledger;
using Dragoman.Store.Turns;
using Microsoft.Extensions.DependencyInjection;

namespace Dragoman.DataPlane.Admission;

/// <summary>The parts of admission, put together.</summary>
internal static class AdmissionServices
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddAdmission(this IServiceCollection services, GatewayOptions options) => services
        .AddSingleton<SpendingBook>()
        .AddSingleton<LimitBook>()
        .AddSingleton<CostLearner>()
        .AddSingleton<AccessGate>()
        .AddSingleton<AdmissionDoor>()
        .AddSingleton(provider => options.Access ?? new StoredAccess(provider.GetRequiredService<AccessStore>(), options.Time))
        .AddSingleton(provider => new NodeLedger(
            new LedgerStore(provider.GetRequiredService<TurnStore>().Engine), provider.GetRequiredService<NodeName>().Id, options.Time))
        .AddSingleton(provider => options.Ledger ?? new StoredLedger(provider.GetRequiredService<NodeLedger>()))
        .AddSingleton<LeaseKeeper>()
        .AddSingleton<AccessWatcher>()
        .AddSingleton<Admitter>()
        .AddSingleton<UsageEndpoint>()
        .AddSingleton<AnsweredModels>()
        .AddSingleton<AuditOutbox>()
        .AddSingleton<TurnAudit>()
        .AddHostedService(provider => provider.GetRequiredService<AuditOutbox>())
        .AddHostedService(provider => provider.GetRequiredService<LeaseKeeper>())
        .AddHostedService(provider => provider.GetRequiredService<AccessWatcher>());
}
