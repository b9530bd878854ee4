using Dragoman.ControlPlane.Http;
using Dragoman.ControlPlane.Roles;
using Dragoman.ControlPlane.Shapes;
using Dragoman.Core.Access;
using Dragoman.DataPlane;
using Dragoman.Store.Access;

namespace Dragoman.ControlPlane.Endpoints;

/// <summary>Virtual keys (F01). A secret stands in the answer that made it and nowhere else.</summary>
internal sealed class KeyEndpoints(AccessDesk directory, RandomIds ids, TimeProvider time) : IAdminEndpoints
{
    private const int UsualOverlap = 24 * 60;
    private const int MaxOverlap = 90 * 24 * 60;

    /// <inheritdoc/>
    public IEnumerable<AdminRoute> Routes =>
    [
        new("GET", "/keys", AdminOperation.ReadKeys, "List keys by their prefix, the oldest first.", ListAsync)
        {
            Query =
            [
                .. QueryParameter.Paging,
                new("owner_id", "Only those of this user or team."),
                new("project", "Only those of this project."),
                new("prefix", "Only those whose secret begins so."),
            ],
            Answer = typeof(Page<KeyShape>),
        },
        new("POST", "/keys", AdminOperation.WriteKeys, "Make a key. The answer shows its secret, and no other answer does.", CreateAsync)
        {
            Body = typeof(NewKey), Answer = typeof(KeyShape), Status = 201,
        },
        new("GET", "/keys/{id}", AdminOperation.ReadKeys, "One key.", GetAsync) { Answer = typeof(KeyShape) },
        new("PATCH", "/keys/{id}", AdminOperation.WriteKeys, "Change a key's name, project, scopes or expiry.", ChangeAsync)
        {
            Body = typeof(KeyChange), Answer = typeof(KeyShape), IsConditional = true,
        },
        new("POST", "/keys/{id}/disable", AdminOperation.DisableKeys, "End a key.", call => SwitchAsync(call, false)) { Answer = typeof(KeyShape) },
        new("POST", "/keys/{id}/enable", AdminOperation.WriteKeys, "Let a disabled key in again.", call => SwitchAsync(call, true)) { Answer = typeof(KeyShape) },
        new("POST", "/keys/{id}/rotate", AdminOperation.WriteKeys, "Replace a key by a new one; the old one goes on for a while.", RotateAsync)
        {
            Body = typeof(KeyRotation), Answer = typeof(KeyShape), Status = 201,
        },
    ];

    private async ValueTask<AdminAnswer> ListAsync(AdminCall call)
    {
        var state = await directory.StateAsync(call.Cancellation);
        var (owner, project, prefix) = (call.Query("owner_id"), call.Query("project"), call.Query("prefix"));
        var fitting = state.Keys.Where(key => MaySee(call, key)
            && (owner is null || key.Owner.Id == owner)
            && (project is null || key.Project == project)
            && (prefix is null || key.Prefix.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(key.Prefix, StringComparison.Ordinal)));
        var (page, next) = Cursors.Page(fitting, key => key.Id, call);
        return AdminAnswer.Ok(new Page<KeyShape>([.. page.Select(key => KeyShape.Of(key))], next), AdminJson.Default.PageKeyShape);
    }

    private async ValueTask<AdminAnswer> GetAsync(AdminCall call)
    {
        var key = Find(call, await directory.StateAsync(call.Cancellation));
        return AdminAnswer.Ok(KeyShape.Of(key), AdminJson.Default.KeyShape, key.Version);
    }

    private async ValueTask<AdminAnswer> CreateAsync(AdminCall call)
    {
        var wish = call.Read(AdminJson.Default.NewKey);
        var state = await directory.StateAsync(call.Cancellation);
        var owner = Holders.Read(wish.Owner, state, "owner");
        if (owner.Kind is not (PrincipalKind.User or PrincipalKind.Team))
        {
            throw AdminProblem.Invalid("owner takes a user, or a team for a machine's key.");
        }

        var secret = AdminSecret.New(AdminSecret.KeyPrefix);
        var key = new VirtualKey
        {
            Id = ids.Next("key_"),
            Name = Checks.Name(wish.Name),
            Prefix = AdminSecret.PrefixOf(secret),
            Hash = AdminSecret.Hash(secret),
            Owner = owner,
            Project = wish.Project is { } project ? Checks.Name(project, "project") : null,
            Scopes = Checks.Scopes(wish.Scopes),
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = Checks.Future(wish.ExpiresAt, time.GetUtcNow(), "expires_at"),
        };
        await directory.WriteAsync(
            call, [AccessChange.Create(key)], "key.create", key.Id, null, KeyShape.Of(key), AdminJson.Default.KeyShape);
        return AdminAnswer.Created(KeyShape.Of(key, secret), AdminJson.Default.KeyShape, $"{AdminPaths.Root}/keys/{key.Id}", key.Version);
    }

    private async ValueTask<AdminAnswer> ChangeAsync(AdminCall call)
    {
        var (wish, present) = call.ReadChange(AdminJson.Default.KeyChange);
        var old = Find(call, await directory.StateAsync(call.Cancellation));
        call.RequireVersion(old.Version);
        var changed = old with
        {
            Name = present.Contains("name") ? Checks.Name(wish.Name) : old.Name,
            Project = !present.Contains("project") ? old.Project : wish.Project is { } project ? Checks.Name(project, "project") : null,
            Scopes = present.Contains("scopes") ? Checks.Scopes(wish.Scopes) : old.Scopes,
            ExpiresAt = present.Contains("expires_at") ? Checks.Future(wish.ExpiresAt, time.GetUtcNow(), "expires_at") : old.ExpiresAt,
        };
        if (old.ReplacedBy is not null && (changed.ExpiresAt is null || changed.ExpiresAt > old.ExpiresAt))
        {
            throw AdminProblem.Conflict("This key was rotated and may not be prolonged; use the one that replaced it.");
        }

        return await SaveAsync(call, old, changed, "key.change");
    }

    private async ValueTask<AdminAnswer> SwitchAsync(AdminCall call, bool on)
    {
        var old = Find(call, await directory.StateAsync(call.Cancellation));
        return old.DisabledAt is null == on
            ? AdminAnswer.Ok(KeyShape.Of(old), AdminJson.Default.KeyShape, old.Version)
            : await SaveAsync(call, old, old with { DisabledAt = on ? null : time.GetUtcNow() }, on ? "key.enable" : "key.disable");
    }

    private async ValueTask<AdminAnswer> RotateAsync(AdminCall call)
    {
        var wish = call.HasBody ? call.Read(AdminJson.Default.KeyRotation) : new KeyRotation();
        var overlap = Checks.Number(wish.OverlapMinutes ?? UsualOverlap, 0, MaxOverlap, "overlap_minutes");
        var old = Find(call, await directory.StateAsync(call.Cancellation));
        if (old.ReplacedBy is not null || old.DisabledAt is not null)
        {
            throw AdminProblem.Conflict("Only a key that is in force can be rotated; rotate the one that replaced it, or make a new key.");
        }

        var now = time.GetUtcNow();
        var end = now.AddMinutes(overlap);
        var secret = AdminSecret.New(AdminSecret.KeyPrefix);
        var made = old with
        {
            Id = ids.Next("key_"), Prefix = AdminSecret.PrefixOf(secret), Hash = AdminSecret.Hash(secret), CreatedAt = now, Version = 1,
        };
        var replaced = old with { ReplacedBy = made.Id, ExpiresAt = old.ExpiresAt < end ? old.ExpiresAt : end };
        await directory.WriteAsync(
            call,
            [AccessChange.Create(made), AccessChange.Update(replaced)],
            "key.rotate",
            old.Id,
            KeyShape.Of(old),
            KeyShape.Of(replaced),
            AdminJson.Default.KeyShape);
        return AdminAnswer.Created(KeyShape.Of(made, secret), AdminJson.Default.KeyShape, $"{AdminPaths.Root}/keys/{made.Id}", made.Version);
    }

    private async ValueTask<AdminAnswer> SaveAsync(AdminCall call, VirtualKey old, VirtualKey changed, string action)
    {
        var shape = KeyShape.Of(changed with { Version = old.Version + 1 });
        await directory.WriteAsync(
            call, [AccessChange.Update(changed)], action, old.Id, KeyShape.Of(old), shape, AdminJson.Default.KeyShape);
        return AdminAnswer.Ok(shape, AdminJson.Default.KeyShape, shape.Version);
    }

    private static VirtualKey Find(AdminCall call, AccessState state) =>
        state.Keys.FirstOrDefault(key => key.Id == call.Id && MaySee(call, key)) ?? throw AdminProblem.NotFound("key", call.Id);

    private static bool MaySee(AdminCall call, VirtualKey key) => call.Reach == Reach.All || key.Owner == call.Caller.Owner;
}
