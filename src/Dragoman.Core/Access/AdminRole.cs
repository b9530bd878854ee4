namespace Dragoman.Core.Access;

/// <summary>What somebody at the admin API is there for (F10).</summary>
public enum AdminRole
{
    /// <summary>Whoever writes code: what is theirs, and nothing else.</summary>
    Developer,

    /// <summary>Looks at everything that happened, and shuts doors.</summary>
    Security,

    /// <summary>Sets budgets, reads and exports what was spent.</summary>
    Finance,

    /// <summary>Gives out keys, sets budgets and limits.</summary>
    Admin,

    /// <summary>Everything; alone decides who else is let in.</summary>
    Owner,
}
