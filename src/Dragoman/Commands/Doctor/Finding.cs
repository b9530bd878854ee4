namespace Dragoman.Commands.Doctor;

/// <summary>What one check found.</summary>
/// <param name="Check">A short name that stays the same, for programs.</param>
/// <param name="State">How bad it is.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Fix">What to do; empty where there is nothing to do.</param>
internal sealed record Finding(string Check, FindingState State, string Detail, string Fix = "")
{
    public static Finding Fine(string check, string detail) => new(check, FindingState.Ok, detail);

    public static Finding Warn(string check, string detail, string fix) => new(check, FindingState.Warning, detail, fix);

    public static Finding Fail(string check, string detail, string fix) => new(check, FindingState.Failed, detail, fix);
}
