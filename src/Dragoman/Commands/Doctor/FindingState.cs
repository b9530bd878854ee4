namespace Dragoman.Commands.Doctor;

/// <summary>How bad a finding is.</summary>
internal enum FindingState
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, but probably not as meant.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Failed,
}
