namespace Dragoman.Dialects.AnthropicMessages.Hosts;

/// <summary>
/// Which betas a host takes. The list of betas is open (H-005): a host either takes all but some, or, where it refuses what it
/// does not know, only some. Names are whole betas, or families without a date.
/// </summary>
public sealed class HostBetas
{
    private readonly HashSet<string>? _supported;
    private readonly HashSet<string> _unsupported;
    private readonly BodyFields _closed;

    private readonly Dictionary<string, string> _renamed;

    private HostBetas(IEnumerable<string>? supported, IEnumerable<string> unsupported, IEnumerable<KeyValuePair<string, string>> renamed)
    {
        _renamed = new(renamed, StringComparer.OrdinalIgnoreCase);
        _supported = supported is null ? null : new(supported, StringComparer.OrdinalIgnoreCase);
        _unsupported = new(unsupported, StringComparer.OrdinalIgnoreCase);
        var families = _supported is null ? _unsupported.Select(BetaTable.FamilyOf) : BetaTable.Families.Where(family => !TakesFamily(family));
        _closed = families.Aggregate(default(BodyFields), (all, family) => all.With(BetaTable.Opens(family)));
    }

    /// <summary>A host that takes every beta: Anthropic.</summary>
    public static HostBetas Every { get; } = new(null, [], []);

    /// <summary>A host to which no header of betas goes. Members that need none may stay.</summary>
    public static HostBetas NoHeader { get; } = new(["thinking-display", "automatic-caching"], [], []);

    /// <summary>True where nothing needs to be taken out.</summary>
    public bool TakesEverything => _supported is null && _unsupported.Count == 0 && _renamed.Count == 0;

    /// <summary>Makes one.</summary>
    /// <param name="supported">The only ones that it takes; null for all.</param>
    /// <param name="unsupported">Those that it does not take.</param>
    /// <param name="renamed">Those that have another name there: the family, and the whole beta that is sent instead.</param>
    public static HostBetas Create(
        IReadOnlyList<string>? supported,
        IReadOnlyList<string> unsupported,
        IReadOnlyCollection<KeyValuePair<string, string>>? renamed = null) =>
        supported is null && unsupported.Count == 0 && renamed is not { Count: > 0 } ? Every : new(supported, unsupported, renamed ?? []);

    /// <summary>The same host without these betas, or families of betas.</summary>
    internal HostBetas Without(IEnumerable<string> betas) => new(_supported, _unsupported.Concat(betas), _renamed);

    /// <summary>The name that a beta has there.</summary>
    public string NameOf(string beta) => _renamed.Count == 0 ? beta : _renamed.GetValueOrDefault(BetaTable.FamilyOf(beta), beta);

    /// <summary>True when the host takes this beta.</summary>
    public bool Takes(string beta)
    {
        var family = BetaTable.FamilyOf(beta);
        return !_unsupported.Contains(beta) && !_unsupported.Contains(family)
            && (_supported is null || _supported.Contains(beta) || _supported.Contains(family));
    }

    /// <summary>The fields that must not be sent when these betas are.</summary>
    /// <param name="lines">The header's lines.</param>
    internal BodyFields Closed(IEnumerable<string> lines) =>
        _closed.IsEmpty ? _closed : HostPlan.Values(lines).Aggregate(_closed, (closed, beta) => closed.Without(BetaTable.Opens(BetaTable.FamilyOf(beta))));

    private bool TakesFamily(string family) =>
        !_unsupported.Contains(family) && _supported!.Any(name => BetaTable.FamilyOf(name).Equals(family, StringComparison.OrdinalIgnoreCase));
}
