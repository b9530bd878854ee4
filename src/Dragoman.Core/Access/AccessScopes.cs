namespace Dragoman.Core.Access;

/// <summary>What a holder may use. A list that is null allows everything; an empty one nothing. Names may end in <c>*</c>.</summary>
public sealed record AccessScopes
{
    /// <summary>Models: a name that clients ask for, an upstream's model id, or <c>upstream/model</c>.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>Configured routes.</summary>
    public IReadOnlyList<string>? Routes { get; init; }

    /// <summary>Configured upstreams.</summary>
    public IReadOnlyList<string>? Upstreams { get; init; }

    /// <summary>Tools that may be offered to the model.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Addresses that requests may come from, in CIDR notation.</summary>
    public IReadOnlyList<string>? Networks { get; init; }

    /// <summary>Regions of upstreams.</summary>
    public IReadOnlyList<string>? Regions { get; init; }
}
