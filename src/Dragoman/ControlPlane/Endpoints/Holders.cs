using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.Roles;
using Dragoman.ControlPlane.Shapes;
using Dragoman.Core.Access;

namespace Dragoman.ControlPlane.Endpoints;

/// <summary>Reads whom a budget, limit or key is for, and says what holds for a caller.</summary>
internal static class Holders
{
    /// <summary>The holder that a shape names.</summary>
    /// <exception cref="AdminProblem">There is no such holder.</exception>
    public static PrincipalId Read(HolderShape shape, AccessState state, string member)
    {
        if (shape.Kind == PrincipalKind.Organisation)
        {
            return shape.Id is null || shape.Id == PrincipalId.Organisation.Id
                ? PrincipalId.Organisation
                : throw AdminProblem.Invalid($"There is one organisation; leave {member}.id out.");
        }

        var id = new PrincipalId(shape.Kind, Checks.Name(shape.Id, member + ".id"));
        var exists = shape.Kind switch
        {
            PrincipalKind.Key => state.Keys.Any(key => key.Id == id.Id),
            // What they are called is the configuration's and the clients' matter; one may be capped before it is first seen.
            PrincipalKind.Upstream or PrincipalKind.Project => true,
            _ => state.Principals.Any(principal => principal.Id == id),
        };
        return exists ? id : throw AdminProblem.Invalid($"{member} names {id}, and there is none of this id; make it first, or check the id.");
    }

    /// <summary>Everybody whose budgets and limits hold for the caller: its key, itself, and all above it.</summary>
    public static HashSet<PrincipalId> LineOf(AdminCaller caller, AccessState state)
    {
        var line = new HashSet<PrincipalId>();
        if (caller.Owner is { } owner)
        {
            line.UnionWith(Lineage.Of(state, owner));
            line.UnionWith(state.Keys.Where(key => key.Owner == owner).Select(key => new PrincipalId(PrincipalKind.Key, key.Id)));
        }

        return line;
    }

    /// <summary>True where the caller may see what belongs to a holder.</summary>
    public static bool MaySee(AdminCall call, AccessState state, PrincipalId? holder) =>
        call.Reach == Reach.All || (holder is { } known && LineOf(call.Caller, state).Contains(known));

    /// <summary>The filter <c>scope_kind</c> and <c>scope_id</c> of a list.</summary>
    public static bool Fits(AdminCall call, PrincipalId? holder) =>
        (call.Choice<PrincipalKind>("scope_kind") is not { } kind || holder?.Kind == kind)
        && (call.Query("scope_id") is not { } id || holder?.Id == id);
}
