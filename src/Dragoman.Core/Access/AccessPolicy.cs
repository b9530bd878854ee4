using System.Net;
using Dragoman.Core.Routing;

namespace Dragoman.Core.Access;

/// <summary>What one level (a key, its user, team, customer or the organisation) allows. Immutable; pure; allocates only where it refuses.</summary>
public sealed class AccessPolicy
{
    private readonly NamePattern? _models, _routes, _upstreams, _tools, _regions;
    private readonly NetworkList? _networks;

    /// <summary>Compiles the scopes of a level.</summary>
    /// <param name="id">The policy's name in refusals and records, e.g. <c>team team_3f9a</c>.</param>
    /// <param name="scopes">What it allows.</param>
    public AccessPolicy(string id, AccessScopes scopes)
    {
        Id = id;
        (_models, _routes, _upstreams) = (NamePattern.Of(scopes.Models), NamePattern.Of(scopes.Routes), NamePattern.Of(scopes.Upstreams));
        (_tools, _regions) = (NamePattern.Of(scopes.Tools), NamePattern.Of(scopes.Regions));
        _networks = scopes.Networks is null ? null : new NetworkList(scopes.Networks);
    }

    /// <summary>Its name.</summary>
    public string Id { get; }

    /// <summary>True where it names tools: then those of a request must be looked at.</summary>
    public bool NamesTools => _tools is not null;

    /// <summary>True where it says from where requests may come.</summary>
    public bool NamesNetworks => _networks is not null;

    /// <summary>Null where the address may ask.</summary>
    public ScopeRefusal? CheckNetwork(IPAddress? address) => _networks is null || _networks.Holds(address)
        ? null
        : new(Id, ScopeKind.Network, address?.ToString() ?? "unknown", _networks.Names);

    /// <summary>Null where a turn may go there.</summary>
    /// <param name="requested">The model as the client asked for it.</param>
    /// <param name="route">The route that it goes by.</param>
    /// <param name="target">Where it would go.</param>
    public ScopeRefusal? CheckTarget(string requested, Route route, RouteTarget target)
    {
        if (_models is { } models && !models.Fits(target.Model) && !models.Fits(target.Name) && !models.Fits(requested))
        {
            return new(Id, ScopeKind.Model, requested, models.Names);
        }

        if (_routes is { } routes && !routes.Fits(route.Name))
        {
            return new(Id, ScopeKind.Route, route.Name, routes.Names);
        }

        if (_upstreams is { } upstreams && !upstreams.Fits(target.Upstream.Id))
        {
            return new(Id, ScopeKind.Upstream, target.Upstream.Id, upstreams.Names);
        }

        return _regions is { } regions && !regions.Fits(target.Upstream.Residency ?? string.Empty)
            ? new(Id, ScopeKind.Region, target.Upstream.Residency ?? "unknown", regions.Names)
            : null;
    }

    /// <summary>Null where this tool may be offered.</summary>
    public ScopeRefusal? CheckTool(string name) => _tools is null || _tools.Fits(name)
        ? null
        : new(Id, ScopeKind.Tool, name, _tools.Names);
}
