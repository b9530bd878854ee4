using System.Net;
using Dragoman.ControlPlane;
using Dragoman.ControlPlane.Http;
using Dragoman.Core.Configuration;
using Dragoman.Core.Caching;
using Dragoman.Core.Faults;
using Dragoman.Core.Routing;
using Dragoman.Core.Routing.Health;
using Dragoman.Core.Routing.Sessions;
using Dragoman.Core.Runaway;
using Dragoman.Core.Tokens;
using Dragoman.DataPlane;
using Dragoman.DataPlane.Faults;
using Dragoman.DataPlane.Watch;
using Dragoman.DataPlane.Admission;
using Dragoman.Store.Capabilities;
using Dragoman.Store.Engines;
using Dragoman.Store.Turns;
using Dragoman.Upstreams.Search;
using Dragoman.Upstreams.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dragoman.Hosting;

/// <summary>A running gateway: the one place where its parts are put together.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SnapshotHolder _policy;

    private Gateway(WebApplication app, SnapshotHolder policy, GatewayData data, string? newAdminSecret, IReadOnlyList<string> notes)
    {
        _app = app;
        _policy = policy;
        Store = data.Store;
        Place = data.Place;
        NewKey = data.NewKey;
        NewAdminSecret = newAdminSecret;
        Notes = notes;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The policy in force.</summary>
    public PolicySnapshot Snapshot => _policy.Current;

    /// <summary>The turns it recorded.</summary>
    public TurnStore Store { get; }

    /// <summary>Where they are.</summary>
    public StorePlace Place { get; }

    /// <summary>The key that was made in this start and is held nowhere in the clear: to be shown once. Null where one existed.</summary>
    public string? NewKey { get; }

    /// <summary>The admin secret that was made in this start: to be shown once. Null where one existed.</summary>
    public string? NewAdminSecret { get; }

    /// <summary>What was found, and what should be known.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Starts a gateway.</summary>
    /// <exception cref="GatewayException">The configuration, the address or the data directory cannot be used.</exception>
    public static async Task<Gateway> StartAsync(GatewayOptions options, CancellationToken cancellation = default)
    {
        if (options.InlineIo)
        {
            InlineIo.Apply();
        }

        var source = new ConfigSource(options.ConfigFile, options.Environment);
        var (config, notes) = await StartupConfig.FindAsync(source, options, cancellation);
        var data = GatewayData.Open(options, config.Store);
        var admin = ControlPlaneServices.Bootstrap(options);
        var policy = new SnapshotHolder(PolicyCompiler.Compile(config, data.Measurements));
        var app = Build(options, source, policy, data, admin.Hash);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException exception)
        {
            await app.DisposeAsync();
            await data.Store.Engine.DisposeAsync();
            throw new GatewayException($"Cannot listen on {options.Listen}: {exception.Message} Choose another address with --listen.");
        }

        return new Gateway(app, policy, data, admin.Created, notes);
    }

    /// <summary>The endpoints of its admin API.</summary>
    public IReadOnlyList<AdminRoute> AdminRoutes => _app.Services.GetRequiredService<AdminRouteTable>().All;

    /// <summary>The revision of keys and budgets that is in force.</summary>
    public long AccessRevision => _app.Services.GetRequiredService<AccessGate>().Directory.State.Revision;

    /// <summary>Turns that wait for their limits.</summary>
    public int WaitingTurns => _app.Services.GetRequiredService<AdmissionDoor>().Waiting;

    /// <summary>Completes when every turn recorded so far is in the store.</summary>
    public Task FlushRecordsAsync(CancellationToken cancellation) =>
        _app.Services.GetRequiredService<TurnWriter>().FlushAsync(cancellation);

    /// <summary>Completes when the process is told to stop and open turns have drained.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellation = default) => _app.WaitForShutdownAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Store.Engine.DisposeAsync();
    }

    private static WebApplication Build(
        GatewayOptions options,
        ConfigSource source,
        SnapshotHolder policy,
        GatewayData data,
        byte[] adminSecret)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = options.InlineIo).UseKestrelCore().ConfigureKestrel(kestrel => KestrelLimits.Apply(kestrel, options.Listen));
        builder.Logging.SetMinimumLevel(options.LogLevel)
            .AddFilter("Microsoft", (LogLevel)Math.Max((int)options.LogLevel, (int)LogLevel.Warning))
            // A start that fails is told in one sentence by whoever called; the host would put its stack trace beside it.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
            // It says nothing at this level, but being on makes the host open an activity and a log scope for every request.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss ";
            });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainFor);
        if (!options.OwnsProcess)
        {
            builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        }

        builder.Services
            .AddSingleton<IMemoryPoolFactory<byte>, LargeBlocks>()
            .AddSingleton(options.Time)
            .AddSingleton(options)
            .AddSingleton(source)
            .AddSingleton(policy)
            .AddSingleton(data)
            .AddSingleton(data.Store)
            .AddSingleton(data.Envelope)
            .AddSingleton(data.Key)
            .AddSingleton(NodeName.Create())
            .AddSingleton(new CapabilityStore(data.Store.Engine))
            .AddSingleton<RandomIds>()
            .AddAdmission(options)
            .AddSingleton<TokenCalibrator>()
            .AddSingleton(services => new UpstreamClient(time: services.GetRequiredService<TimeProvider>()))
            .AddSingleton<SearchClient>()
            .AddSingleton<FetchClient>()
            .AddSingleton<WebTools>()
            .AddSingleton<KeyRenewal>()
            .AddSingleton(new TurnRouter(new HealthBook(), new SessionPins()))
            .AddSingleton(services => new RunawayBook(() => services.GetRequiredService<RandomIds>().Next(string.Empty)))
            .AddSingleton<CacheBook>(_ => new CacheBook())
            .AddSingleton<SessionWatch>()
            .AddSingleton<FaultBook>()
            .AddSingleton<FaultInjector>()
            .AddSingleton<ResumePage>()
            .AddSingleton<ExplicitCaches>()
            .AddSingleton(services => new TurnWriter(data.Store, options.Time, services.GetRequiredService<ILogger<TurnWriter>>(), data.Place.SpillDirectory))
            .AddSingleton(services => ActivatorUtilities.CreateInstance<TurnPipeline>(
                services, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping))
            .AddSingleton<CountTokensEndpoint>()
            .AddSingleton<ModelsEndpoint>()
            .AddSingleton<HealthEndpoint>()
            .AddSingleton<Dispatcher>()
            .AddHostedService(services => new StoreCare(
                StoreDuties.For(data.Place, data.Store.Engine, data.Signer, data.Settings, services.GetRequiredService<NodeName>()), options.Time, services.GetRequiredService<ILogger<StoreCare>>()))
            .AddHostedService<ConfigWatcher>();
        ControlPlaneServices.Add(builder.Services, adminSecret);
        var app = builder.Build();
        var dispatcher = app.Services.GetRequiredService<Dispatcher>();
        var admin = ActivatorUtilities.CreateInstance<AdminApp>(app.Services, (IApplicationBuilder)app);
        app.Run(http => AdminPaths.Owns(http.Request.Path.Value) ? admin.HandleAsync(http) : dispatcher.HandleAsync(http));
        return app;
    }
}
