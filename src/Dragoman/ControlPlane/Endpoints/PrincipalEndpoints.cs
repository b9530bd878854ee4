using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.Roles;
using Dragoman.ControlPlane.Shapes;
using Dragoman.Core.Access;
using Dragoman.DataPlane;
using Dragoman.Store.Access;

namespace Dragoman.ControlPlane.Endpoints;

/// <summary>Customers, teams, users and projects: the same endpoints four times.</summary>
internal sealed class PrincipalEndpoints(AccessDesk directory, RandomIds ids, TimeProvider time) : IAdminEndpoints
{
    private static readonly (PrincipalKind Kind, string Path, string Word, PrincipalKind? Parent)[] Kinds =
    [
        (PrincipalKind.Customer, "customers", "customer", null),
        (PrincipalKind.Team, "teams", "team", PrincipalKind.Customer),
        (PrincipalKind.User, "users", "user", PrincipalKind.Team),
        (PrincipalKind.Project, "projects", "project", PrincipalKind.Team),
    ];

    /// <inheritdoc/>
    public IEnumerable<AdminRoute> Routes => Kinds.SelectMany(kind => Of(kind.Kind, "/" + kind.Path, kind.Word, kind.Parent));

    private IEnumerable<AdminRoute> Of(PrincipalKind kind, string path, string word, PrincipalKind? parent)
    {
        yield return new("GET", path, AdminOperation.ReadDirectory, $"List {word}s, the oldest first.", call => ListAsync(call, kind))
        {
            Query =
            [
                .. QueryParameter.Paging,
                new("name", "Only the one of this name."),
                new("parent_id", "Only those that belong here."),
            ],
            Answer = typeof(Page<PrincipalShape>),
        };
        yield return new("POST", path, AdminOperation.WriteDirectory, $"Make a {word}.", call => CreateAsync(call, kind, path, word, parent))
        {
            Body = typeof(NewPrincipal), Answer = typeof(PrincipalShape), Status = 201,
        };
        yield return new("GET", path + "/{id}", AdminOperation.ReadDirectory, $"One {word}.", call => GetAsync(call, kind, word))
        {
            Answer = typeof(PrincipalShape),
        };
        yield return new("PATCH", path + "/{id}", AdminOperation.WriteDirectory, $"Change a {word}.", call => ChangeAsync(call, kind, word, parent))
        {
            Body = typeof(PrincipalChange), Answer = typeof(PrincipalShape), IsConditional = true,
        };
        yield return new(
            "POST", path + "/{id}/disable", AdminOperation.DisableDirectory, $"Shut a {word} out, with everything below it.", call => SwitchAsync(call, kind, word, false))
        {
            Answer = typeof(PrincipalShape),
        };
        yield return new("POST", path + "/{id}/enable", AdminOperation.WriteDirectory, $"Let a {word} in again.", call => SwitchAsync(call, kind, word, true))
        {
            Answer = typeof(PrincipalShape),
        };
    }

    private async ValueTask<AdminAnswer> ListAsync(AdminCall call, PrincipalKind kind)
    {
        var state = await directory.StateAsync(call.Cancellation);
        var (name, parent) = (call.Query("name"), call.Query("parent_id"));
        var fitting = state.Principals.Where(principal => principal.Id.Kind == kind
            && (name is null || principal.Name == name) && (parent is null || principal.Parent?.Id == parent));
        var (page, next) = Cursors.Page(fitting, principal => principal.Id.Id, call);
        return AdminAnswer.Ok(new Page<PrincipalShape>([.. page.Select(PrincipalShape.Of)], next), AdminJson.Default.PagePrincipalShape);
    }

    private async ValueTask<AdminAnswer> GetAsync(AdminCall call, PrincipalKind kind, string word)
    {
        var found = Find(await directory.StateAsync(call.Cancellation), kind, call.Id, word);
        return AdminAnswer.Ok(PrincipalShape.Of(found), AdminJson.Default.PrincipalShape, found.Version);
    }

    private async ValueTask<AdminAnswer> CreateAsync(AdminCall call, PrincipalKind kind, string path, string word, PrincipalKind? parent)
    {
        var wish = call.Read(AdminJson.Default.NewPrincipal);
        var name = Checks.Name(wish.Name);
        var state = await directory.StateAsync(call.Cancellation);
        var made = new Principal
        {
            // A project is found by the repository's name that a turn carries, so the name is the id.
            Id = new PrincipalId(kind, kind == PrincipalKind.Project ? name : ids.Next(word + "_")),
            Name = name,
            Parent = ParentOf(state, wish.ParentId, parent, word),
            Email = EmailOf(kind, wish.Email),
            Scopes = Checks.Scopes(wish.Scopes),
            CreatedAt = time.GetUtcNow(),
        };
        var shape = PrincipalShape.Of(made);
        await directory.WriteAsync(
            call, [AccessChange.Create(made)], word + ".create", made.Id.Id, null, shape, AdminJson.Default.PrincipalShape);
        return AdminAnswer.Created(shape, AdminJson.Default.PrincipalShape, $"{AdminPaths.Root}{path}/{Uri.EscapeDataString(made.Id.Id)}", made.Version);
    }

    private async ValueTask<AdminAnswer> ChangeAsync(AdminCall call, PrincipalKind kind, string word, PrincipalKind? parent)
    {
        var (wish, present) = call.ReadChange(AdminJson.Default.PrincipalChange);
        var state = await directory.StateAsync(call.Cancellation);
        var old = Find(state, kind, call.Id, word);
        call.RequireVersion(old.Version);
        if (kind == PrincipalKind.Project && present.Contains("name"))
        {
            throw AdminProblem.Invalid("A project's name is the repository's and cannot change; make another project.");
        }

        var changed = old with
        {
            Name = present.Contains("name") ? Checks.Name(wish.Name) : old.Name,
            Parent = present.Contains("parent_id") ? ParentOf(state, wish.ParentId, parent, word) : old.Parent,
            Email = present.Contains("email") ? EmailOf(kind, wish.Email) : old.Email,
            Scopes = present.Contains("scopes") ? Checks.Scopes(wish.Scopes) : old.Scopes,
        };
        return await SaveAsync(call, old, changed, word + ".change");
    }

    private async ValueTask<AdminAnswer> SwitchAsync(AdminCall call, PrincipalKind kind, string word, bool on)
    {
        var old = Find(await directory.StateAsync(call.Cancellation), kind, call.Id, word);
        return old.DisabledAt is null == on
            ? AdminAnswer.Ok(PrincipalShape.Of(old), AdminJson.Default.PrincipalShape, old.Version)
            : await SaveAsync(call, old, old with { DisabledAt = on ? null : time.GetUtcNow() }, $"{word}.{(on ? "enable" : "disable")}");
    }

    private async ValueTask<AdminAnswer> SaveAsync(AdminCall call, Principal old, Principal changed, string action)
    {
        var shape = PrincipalShape.Of(changed with { Version = old.Version + 1 });
        await directory.WriteAsync(
            call, [AccessChange.Update(changed)], action, old.Id.Id, PrincipalShape.Of(old), shape, AdminJson.Default.PrincipalShape);
        return AdminAnswer.Ok(shape, AdminJson.Default.PrincipalShape, shape.Version);
    }

    private static Principal Find(AccessState state, PrincipalKind kind, string id, string word) =>
        state.Principals.FirstOrDefault(principal => principal.Id.Kind == kind && principal.Id.Id == id) ?? throw AdminProblem.NotFound(word, id);

    private static PrincipalId? ParentOf(AccessState state, string? id, PrincipalKind? kind, string word)
    {
        if (id is null)
        {
            return null;
        }

        if (kind is not { } level)
        {
            throw AdminProblem.Invalid($"A {word} belongs to the organisation itself; leave parent_id out.");
        }

        var parent = new PrincipalId(level, id);
        return state.Principals.Any(principal => principal.Id == parent)
            ? parent
            : throw AdminProblem.Invalid($"parent_id takes the id of a {SnakeCaseEnum<PrincipalKind>.Word(level)}, and there is none of this id; make it first.");
    }

    private static string? EmailOf(PrincipalKind kind, string? email) => kind == PrincipalKind.User || email is null
        ? Checks.Email(email)
        : throw AdminProblem.Invalid("Only users have an email; leave it out.");
}
