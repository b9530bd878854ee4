using Dragoman.Core.Capabilities;
using Dragoman.Core.Catalogue;
using Dragoman.Core.Models;
using Dragoman.Core.Routing;
using Dragoman.Dialects;

namespace Dragoman.Core.Configuration;

/// <summary>Compiles a valid configuration into the snapshot that requests use.</summary>
public static class PolicyCompiler
{
    /// <summary>Compiles.</summary>
    /// <param name="config">A configuration that the loader accepted, or one found in the environment.</param>
    /// <exception cref="InvalidOperationException">The configuration names something that does not exist; the loader would have refused it.</exception>
    public static PolicySnapshot Compile(GatewayConfig config) => Compile(config, Measurements.None);

    /// <summary>Compiles with what was measured of models.</summary>
    /// <param name="config">The configuration; where it says what a model can do, that wins.</param>
    /// <param name="measurements">What conformance runs found.</param>
    public static PolicySnapshot Compile(GatewayConfig config, Measurements measurements) => Compile(config, DialectRegistry.Find, measurements);

    /// <summary>Compiles with dialects from elsewhere.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="dialects">Finds a dialect by its name.</param>
    /// <param name="measurements">What conformance runs found; null for nothing.</param>
    public static PolicySnapshot Compile(GatewayConfig config, Func<string, IDialect?> dialects, Measurements? measurements = null)
    {
        var catalogue = ProviderCatalogue.BuiltIn.With(config.Providers, config.Models);
        var upstreams = new UpstreamFactory(catalogue, dialects);
        foreach (var upstream in config.Upstreams)
        {
            upstreams.Get(upstream);
        }

        var targets = new TargetFactory(catalogue, upstreams.Configs, new TraitFactory(config.Models, measurements ?? Measurements.None), config.Require);
        var routes = new RouteCompiler(config.Routes, upstreams, targets).Compile();
        var builder = new RouteTableBuilder(config, catalogue, upstreams, targets, routes);
        var table = builder.Build();
        return new PolicySnapshot
        {
            Version = ConfigVersion.Of(config),
            Config = config,
            Upstreams = upstreams.All,
            Routes = routes,
            Server = config.Server,
            Runaway = config.Runaway,
            Search = config.Search,
            Fetch = config.Fetch,
            Access = config.Access,
            RouteTable = table,
            Models = ModelListBuilder.Build(catalogue, upstreams.All, routes, targets, builder.ExplicitModels, config.Policies.Count > 0),
        };
    }
}
