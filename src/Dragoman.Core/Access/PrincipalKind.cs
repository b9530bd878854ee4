namespace Dragoman.Core.Access;

/// <summary>The levels at which money and limits are held. The first five nest, from the outermost to the key that is shown.</summary>
public enum PrincipalKind
{
    /// <summary>The whole installation; there is one.</summary>
    Organisation,

    /// <summary>Whoever is billed: a client, a department, a cost centre.</summary>
    Customer,

    /// <summary>People who share a budget.</summary>
    Team,

    /// <summary>One developer, or one machine account.</summary>
    User,

    /// <summary>One virtual key.</summary>
    Key,

    /// <summary>A repository; it lies across the others.</summary>
    Project,

    /// <summary>A configured upstream, whose account has a budget of its own.</summary>
    Upstream,
}
