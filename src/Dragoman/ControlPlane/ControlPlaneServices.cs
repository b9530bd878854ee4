using Dragoman.ControlPlane.Endpoints;
using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.OpenApi;
using Dragoman.DataPlane;
using Dragoman.Hosting;
using Dragoman.Store.Access;
using Dragoman.Store.Audit;
using Dragoman.Store.Charges;
using Dragoman.Store.Ledger;
using Dragoman.Store.Secrets;
using Dragoman.Store.Turns;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dragoman.ControlPlane;

/// <summary>The parts of the admin API, for the one place where parts are put together.</summary>
internal static class ControlPlaneServices
{
    /// <summary>The hash of the secret that opens the admin API as its owner, and the secret itself where it was made now.</summary>
    /// <exception cref="GatewayException">The data directory cannot be used.</exception>
    public static BootstrapKey Bootstrap(GatewayOptions options)
    {
        if (options.AdminSecret is { Length: > 0 } given)
        {
            return new BootstrapKey(AdminSecret.Hash(given), null);
        }

        try
        {
            return SecretFile.Admin(options.DataDirectory);
        }
        catch (Dragoman.Store.StoreException exception)
        {
            throw new GatewayException($"The data directory {options.DataDirectory} cannot be used: {exception.Message}");
        }
    }

    /// <summary>Registers them.</summary>
    public static void Add(IServiceCollection services, byte[] adminSecret)
    {
        services.AddRouting();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AdminJson.Default));
        AdminDocument.Add(services);
        services
            .AddSingleton(provider => new AuditStore(
                provider.GetRequiredService<TurnStore>().Engine, provider.GetRequiredService<GatewayData>().Signer))
            .AddSingleton(provider => new AccessStore(provider.GetRequiredService<TurnStore>().Engine, provider.GetRequiredService<AuditStore>()))
            .AddSingleton(provider => new IdempotencyStore(provider.GetRequiredService<TurnStore>().Engine))
            .AddSingleton(provider => new AdminAuthenticator(
                adminSecret, provider.GetRequiredService<AccessKey>(), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider => new LedgerStore(provider.GetRequiredService<TurnStore>().Engine))
            .AddSingleton(provider => new UsageStore(provider.GetRequiredService<TurnStore>().Engine))
            .AddSingleton<AccessDesk>()
            .AddSingleton<AuditTrail>()
            .AddSingleton<BudgetStandings>()
            .AddSingleton<Replays>()
            .AddSingleton<FailedSignIns>()
            .AddSingleton<AdminPipeline>()
            .AddSingleton<AdminRouteTable>()
            .AddSingleton<IAdminEndpoints, SelfEndpoints>()
            .AddSingleton<IAdminEndpoints, PrincipalEndpoints>()
            .AddSingleton<IAdminEndpoints, KeyEndpoints>()
            .AddSingleton<IAdminEndpoints, BudgetEndpoints>()
            .AddSingleton<IAdminEndpoints, LimitEndpoints>()
            .AddSingleton<IAdminEndpoints, IncreaseEndpoints>()
            .AddSingleton<IAdminEndpoints, TokenEndpoints>()
            .AddSingleton<IAdminEndpoints, TurnEndpoints>()
            .AddSingleton<IAdminEndpoints, UsageEndpoints>()
            .AddSingleton<IAdminEndpoints, NodeEndpoints>()
            .AddSingleton<IAdminEndpoints, SessionEndpoints>()
            .AddSingleton<IAdminEndpoints, FaultEndpoints>()
            .AddSingleton<IAdminEndpoints, AuditEndpoints>()
            .AddSingleton<IAdminEndpoints, SpendLimitEndpoints>();
    }
}
