namespace Dragoman.Core.Access;

/// <summary>What a scope is about.</summary>
public enum ScopeKind
{
    /// <summary>The model.</summary>
    Model,

    /// <summary>The route.</summary>
    Route,

    /// <summary>The upstream.</summary>
    Upstream,

    /// <summary>A tool.</summary>
    Tool,

    /// <summary>The address that a request comes from.</summary>
    Network,

    /// <summary>The upstream's region.</summary>
    Region,
}
