using Dragoman.Core.Spending;

namespace Dragoman.Core.Access;

/// <summary>Resolves keys: their owners up to the organisation, and everything that these allow, cap and limit.</summary>
internal sealed class GrantCompiler
{
    // Customers, teams and users nest three deep; a ring that somebody makes by mistake must not hang the gateway.
    private const int MaxDepth = 8;

    private readonly AccessState _state;
    private readonly AccessBooks _books;
    private readonly Dictionary<PrincipalId, Principal> _principals;
    private readonly Dictionary<string, VirtualKey> _keys;
    private readonly ILookup<string, string> _family;

    public GrantCompiler(AccessState state, AccessBooks books)
    {
        _state = state;
        _books = books;
        _principals = state.Principals.GroupBy(principal => principal.Id).ToDictionary(group => group.Key, group => group.First());
        _keys = state.Keys.GroupBy(key => key.Id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        _family = state.Keys.ToLookup(Newest, key => key.Id, StringComparer.Ordinal);
    }

    public KeyGrant Bootstrap(string id)
    {
        IReadOnlyList<PrincipalId> scopes = [new(PrincipalKind.Key, id), PrincipalId.Organisation];
        return new()
        {
            KeyId = id,
            KeyName = "bootstrap",
            IsBootstrap = true,
            Accounts = _books.Accounts(scopes),
            Limiters = _books.Limiters(scopes),
        };
    }

    public KeyGrant Of(VirtualKey key)
    {
        var owners = Owners(key.Owner);
        var newest = Newest(key);
        // Keys that took each other's place share one account of money and limits (F01).
        IReadOnlyList<PrincipalId> scopes =
        [
            .. _family[newest].Order(StringComparer.Ordinal).Select(id => new PrincipalId(PrincipalKind.Key, id)),
            .. owners.Ids,
        ];
        IReadOnlyList<AccessPolicy> policies =
        [
            .. key.Scopes is { } own ? new[] { new AccessPolicy($"key {key.Name}", own) } : [],
            .. owners.Found.Where(owner => owner.Scopes is not null).Select(owner => new AccessPolicy(Name(owner), owner.Scopes!)),
        ];
        return new()
        {
            KeyId = key.Id,
            KeyName = key.Name,
            User = owners.Of(PrincipalKind.User),
            Team = owners.Of(PrincipalKind.Team),
            Customer = owners.Of(PrincipalKind.Customer),
            Project = key.Project,
            Policies = policies,
            Accounts = _books.Accounts(scopes),
            Limiters = [.. _books.Limiters(scopes), .. _books.Defaults(newest, scopes)],
            DisabledBy = DisabledBy(key, owners),
            EndsUs = key.ExpiresAt is { } end ? Moment.Us(end) : long.MaxValue,
            NamesNetworks = policies.Any(policy => policy.NamesNetworks),
            NamesTools = policies.Any(policy => policy.NamesTools),
        };
    }

    // A key whose owner is not known any more is nobody's, and opens nothing.
    private static string? DisabledBy(VirtualKey key, OwnerChain owners) =>
        key.DisabledAt is not null ? $"key {key.Name}"
        : owners.Missing is { } missing ? $"{missing} (it does not exist any more)"
        : owners.Found.FirstOrDefault(owner => owner.DisabledAt is not null) is { } disabled ? Name(disabled)
        : null;

    private string Newest(VirtualKey key)
    {
        for (var i = 0; i < _state.Keys.Count && key.ReplacedBy is { } next && _keys.TryGetValue(next, out var newer); i++)
        {
            key = newer;
        }

        return key.Id;
    }

    private OwnerChain Owners(PrincipalId owner)
    {
        var chain = new OwnerChain();
        PrincipalId? next = owner;
        for (var depth = 0; next is { } id && id != PrincipalId.Organisation && depth < MaxDepth; depth++)
        {
            chain.Ids.Add(id);
            if (!_principals.TryGetValue(id, out var principal))
            {
                chain.Missing = id;
                break;
            }

            chain.Found.Add(principal);
            next = principal.Parent;
        }

        chain.Ids.Add(PrincipalId.Organisation);
        if (_principals.TryGetValue(PrincipalId.Organisation, out var organisation))
        {
            chain.Found.Add(organisation);
        }

        return chain;
    }

    private static string Name(Principal principal) =>
        principal.Id.Kind == PrincipalKind.Organisation ? "organisation" : $"{principal.Id.Kind.ToString().ToLowerInvariant()} {principal.Name}";

    private sealed class OwnerChain
    {
        public List<PrincipalId> Ids { get; } = [];

        public List<Principal> Found { get; } = [];

        public PrincipalId? Missing { get; set; }

        public Principal? Of(PrincipalKind kind) => Found.FirstOrDefault(principal => principal.Id.Kind == kind);
    }
}
