using Dragoman.Core.Access;

namespace Dragoman.ControlPlane;

/// <summary>Who stands above whom.</summary>
internal static class Lineage
{
    // Deeper than the levels are, so that a circle in a damaged store ends.
    private const int MaxDepth = 8;

    /// <summary>The holder and everything above it, the organisation last.</summary>
    public static IReadOnlyList<PrincipalId> Of(AccessState state, PrincipalId holder)
    {
        var line = new List<PrincipalId>();
        PrincipalId? next = holder;
        while (next is { } current && line.Count < MaxDepth)
        {
            line.Add(current);
            next = state.Principals.FirstOrDefault(principal => principal.Id == current)?.Parent;
        }

        if (!line.Contains(PrincipalId.Organisation))
        {
            line.Add(PrincipalId.Organisation);
        }

        return line;
    }

    /// <summary>True where neither the holder nor anything above it is disabled or gone.</summary>
    public static bool IsOpen(AccessState state, PrincipalId holder) => Of(state, holder).All(
        id => id == PrincipalId.Organisation
            || state.Principals.FirstOrDefault(principal => principal.Id == id) is { DisabledAt: null });
}
