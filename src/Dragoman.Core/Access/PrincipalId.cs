namespace Dragoman.Core.Access;

/// <summary>Names one holder of money and limits.</summary>
/// <param name="Kind">Its level.</param>
/// <param name="Id">Its id, unique within the level, e.g. <c>team_3f9a…</c>; for a project the repository's name, for an upstream its configured id.</param>
public readonly record struct PrincipalId(PrincipalKind Kind, string Id)
{
    /// <summary>The organisation's one id.</summary>
    public static PrincipalId Organisation { get; } = new(PrincipalKind.Organisation, "org");

    /// <inheritdoc/>
    public override string ToString() => Kind == PrincipalKind.Organisation ? "organisation" : $"{Kind.ToString().ToLowerInvariant()} {Id}";
}
