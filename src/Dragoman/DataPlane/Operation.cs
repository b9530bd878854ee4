namespace Dragoman.DataPlane;

/// <summary>What clients ask for.</summary>
internal enum Operation : byte
{
    /// <summary>No such path.</summary>
    Unknown,

    /// <summary>A turn, in whichever dialect.</summary>
    Turn,

    /// <summary>A count of tokens.</summary>
    CountTokens,

    /// <summary>The list of models.</summary>
    Models,

    /// <summary>One model.</summary>
    Model,

    /// <summary>What the caller has spent of its caps.</summary>
    Usage,

    /// <summary>A probe whether anybody is here (H-013).</summary>
    Hello,

    /// <summary>Is the process alive?</summary>
    Healthz,

    /// <summary>Can it serve turns?</summary>
    Readyz,
}
