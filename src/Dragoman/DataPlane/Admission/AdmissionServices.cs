using Dragoman.Core.Limits;
using Dragoman.Core.Spending;
using Dragoman.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dragoman.DataPlane.Admission;

/// <summary>The parts of admission, put together.</summary>
internal static class AdmissionServices
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddAdmission(this IServiceCollection services, GatewayOptions options)
    {
        services
            .AddSingleton<SpendingBook>()
            .AddSingleton<LimitBook>()
            .AddSingleton<CostLearner>()
            .AddSingleton<AccessGate>()
            .AddSingleton<AdmissionDoor>()
            .AddSingleton(provider => new LeaseKeeper(
                provider.GetRequiredService<SpendingBook>(), options.Ledger, options.Time, provider.GetRequiredService<ILogger<LeaseKeeper>>()))
            .AddSingleton<Admitter>()
            .AddSingleton<UsageEndpoint>()
            .AddHostedService(provider => provider.GetRequiredService<LeaseKeeper>());
        return options.Access is not { } source ? services : services.AddHostedService(provider => new AccessWatcher(
            provider.GetRequiredService<AccessGate>(), source, options.Time, provider.GetRequiredService<ILogger<AccessWatcher>>()));
    }
}
