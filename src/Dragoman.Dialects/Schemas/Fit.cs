namespace Dragoman.Dialects.Schemas;

/// <summary>How a value and a schema go together.</summary>
internal enum Fit : byte
{
    /// <summary>As it is.</summary>
    Same,

    /// <summary>Written otherwise, with the same meaning.</summary>
    Changed,

    /// <summary>Not, or not without guessing.</summary>
    No,
}
