namespace Dragoman.Core.Capabilities;

/// <summary>How one conformance check of a model ended.</summary>
public enum CheckOutcome : byte
{
    /// <summary>Not made, or it says nothing: the budget was spent, the upstream was busy, the network broke.</summary>
    Inconclusive,

    /// <summary>The model does it, and it survives the way there and back.</summary>
    Passed,

    /// <summary>It should work and does not.</summary>
    Failed,

    /// <summary>Upstream or model say that they do not offer it.</summary>
    Unsupported,
}
