namespace Dragoman.Core.Runaway;

/// <summary>Why a session is taken for a runaway.</summary>
public enum RunawayCause : byte
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>The same calls give the same results again and again.</summary>
    Repeats,

    /// <summary>Agents start agents too deep.</summary>
    Depth,

    /// <summary>Too many agents are started.</summary>
    Agents,

    /// <summary>It spends too fast.</summary>
    Spend,
}
