namespace Dragoman.ControlPlane.Roles;

/// <summary>How far an allowed operation goes.</summary>
internal enum Reach
{
    /// <summary>It is refused.</summary>
    None,

    /// <summary>What belongs to the caller, and what holds for the caller.</summary>
    Own,

    /// <summary>Everything.</summary>
    All,
}
