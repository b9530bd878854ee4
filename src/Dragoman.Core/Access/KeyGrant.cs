using System.Net;
using Dragoman.Core.Limits;
using Dragoman.Core.Routing;
using Dragoman.Core.Spending;

namespace Dragoman.Core.Access;

/// <summary>
/// What showing one key means: who it is, what it may use, what caps and limits it. Everything is found out when a state is compiled;
/// the path of a turn only reads. Immutable; its accounts and limiters are the node's own.
/// </summary>
public sealed class KeyGrant
{
    /// <summary>The key's id, in records.</summary>
    public required string KeyId { get; init; }

    /// <summary>What people call it.</summary>
    public required string KeyName { get; init; }

    /// <summary>True for the key that the gateway printed when it first started: the owner of all.</summary>
    public bool IsBootstrap { get; init; }

    /// <summary>The user; null for a key of a team or of the organisation.</summary>
    public Principal? User { get; init; }

    /// <summary>The team.</summary>
    public Principal? Team { get; init; }

    /// <summary>The customer.</summary>
    public Principal? Customer { get; init; }

    /// <summary>The project that its turns count for where they name no other.</summary>
    public string? Project { get; init; }

    /// <summary>Whose turn it is in a queue: the user, or the key where no person stands behind it.</summary>
    public string Developer => User?.Id.Id ?? KeyId;

    /// <summary>Policies that say something, the innermost first.</summary>
    public IReadOnlyList<AccessPolicy> Policies { get; init; } = [];

    /// <summary>Budgets of the key, user, team, customer and organisation, the innermost first.</summary>
    public SpendingAccount[] Accounts { get; init; } = [];

    /// <summary>Limits of the same, and the defaults.</summary>
    public RateLimiter[] Limiters { get; init; } = [];

    /// <summary>Who is disabled, e.g. <c>team Payments</c>; null while all of them may.</summary>
    public string? DisabledBy { get; init; }

    /// <summary>When the key ends, microseconds since 1970-01-01 UTC.</summary>
    public long EndsUs { get; init; } = long.MaxValue;

    /// <summary>True where some policy says from where requests may come.</summary>
    public bool NamesNetworks { get; init; }

    /// <summary>True where some policy names tools.</summary>
    public bool NamesTools { get; init; }

    /// <summary>Null where requests may come from there.</summary>
    public ScopeRefusal? CheckNetwork(IPAddress? address)
    {
        for (var i = 0; NamesNetworks && i < Policies.Count; i++)
        {
            if (Policies[i].CheckNetwork(address) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>Null where a turn may go there; all levels must allow it. Allocates only where one refuses.</summary>
    public ScopeRefusal? CheckTarget(string requested, Route route, RouteTarget target)
    {
        for (var i = 0; i < Policies.Count; i++)
        {
            if (Policies[i].CheckTarget(requested, route, target) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>Null where this tool may be offered.</summary>
    public ScopeRefusal? CheckTool(string name)
    {
        for (var i = 0; i < Policies.Count; i++)
        {
            if (Policies[i].CheckTool(name) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }
}
