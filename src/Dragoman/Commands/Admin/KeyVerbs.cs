using System.CommandLine;
using System.Text.Json.Nodes;

namespace Dragoman.Commands.Admin;

/// <summary><c>dragoman keys</c>: virtual keys.</summary>
internal static class KeyVerbs
{
    private const string Collection = "keys";

    /// <summary>The verb.</summary>
    public static Verb Create(AdminVerb make) => AdminVerb.Group(
        Collection,
        "Virtual keys: make, list, rotate, disable.",
        ["dragoman keys create --name laptop --user ada", "dragoman keys list", "dragoman keys rotate key_… --overlap 12h"],
        CreateVerb(make),
        ListVerb(make),
        PrincipalVerbs.OneVerb(make, Collection, "key", "show", "Show a key.", (client, path, cancellation) => client.GetAsync(path, cancellation)),
        ChangeVerb(make),
        RotateVerb(make),
        PrincipalVerbs.OneVerb(make, Collection, "key", "disable", "End a key.", (client, path, cancellation) => client.PostAsync(path + "/disable", null, cancellation)),
        PrincipalVerbs.OneVerb(make, Collection, "key", "enable", "Let a disabled key in again.", (client, path, cancellation) => client.PostAsync(path + "/enable", null, cancellation)));

    private static Verb CreateVerb(AdminVerb make)
    {
        var name = Inputs.Text("--name", "What people call the key.", "NAME", required: true);
        var holder = new HolderOptions("user", "team");
        var project = Inputs.Text("--project", "The repository that its turns count for where they name no other.", "NAME");
        var expires = Inputs.Text("--expires", "When it ends: a date, or a length from now such as 90d (default: never).", "TIME");
        var scopes = new ScopeOptions();
        return make.Make(
            "create",
            "Make a key. Its secret is shown this once.",
            "dragoman keys create --name laptop --user ada --expires 90d --models claude-*",
            [name, .. holder.Symbols, project, expires, .. scopes.Symbols],
            async (client, parsed, cancellation) =>
            {
                var body = new JsonObject
                {
                    ["name"] = parsed.GetValue(name),
                    ["owner"] = await holder.ReadAsync(client, parsed, cancellation)
                        ?? throw new CommandFailure($"A key belongs to somebody: give one of {holder.Names}."),
                };
                if (scopes.Read(parsed) is { } allowed)
                {
                    body["scopes"] = allowed;
                }

                body.With("project", parsed.GetValue(project)).With("expires_at", Inputs.Time(parsed.GetValue(expires), "--expires", make.Host.Time));
                return await client.PostAsync(Collection, body, cancellation);
            },
            node => Secrets.Print(make, node, Secrets.Key));
    }

    private static Verb ListVerb(AdminVerb make)
    {
        var owner = new HolderOptions("user", "team");
        return make.Make(
            "list",
            "List keys by their prefix.",
            "dragoman keys list --user ada",
            owner.Symbols,
            async (client, parsed, cancellation) =>
            {
                var holder = await owner.ReadAsync(client, parsed, cancellation);
                return await client.ListAsync(holder is null ? Collection : $"{Collection}?owner_id={holder["id"]}", AdminVerb.MostEntries, cancellation);
            },
            make.AsTable(
                ("ID", "id"), ("NAME", "name"), ("PREFIX", "prefix"), ("OWNER", "owner.id"), ("PROJECT", "project"),
                ("EXPIRES", "expires_at"), ("DISABLED", "disabled_at"), ("REPLACED BY", "replaced_by")));
    }

    private static Verb ChangeVerb(AdminVerb make)
    {
        var id = Inputs.PlainId("key");
        var name = Inputs.Text("--name", "The new name.", "NAME");
        var project = Inputs.Text("--project", "The repository that its turns count for; - for none.", "NAME");
        var expires = Inputs.Text("--expires", "When it ends; - for never.", "TIME");
        var scopes = new ScopeOptions();
        return make.Make(
            "change",
            "Change a key's name, project, scopes or expiry.",
            "dragoman keys change key_… --expires 30d",
            [id, name, project, expires, .. scopes.Symbols],
            async (client, parsed, cancellation) =>
            {
                var body = new JsonObject().With("name", parsed.GetValue(name));
                if (parsed.GetValue(project) is { } repository)
                {
                    body["project"] = repository == "-" ? null : repository;
                }

                if (parsed.GetValue(expires) is { } end)
                {
                    body["expires_at"] = end == "-" ? null : Inputs.Time(end, "--expires", make.Host.Time);
                }

                if (scopes.Read(parsed) is { } allowed)
                {
                    body["scopes"] = allowed;
                }

                return await client.PatchAsync($"{Collection}/{parsed.GetValue(id)}", body, cancellation);
            },
            make.AsLines);
    }

    private static Verb RotateVerb(AdminVerb make)
    {
        var id = Inputs.PlainId("key");
        var overlap = Inputs.Text("--overlap", "How long the old key goes on, e.g. 12h; 0m to end it at once (default: 24h).", "LENGTH");
        return make.Make(
            "rotate",
            "Replace a key by a new one, whose secret is shown this once; the old one goes on for a while.",
            "dragoman keys rotate key_… --overlap 12h",
            [id, overlap],
            async (client, parsed, cancellation) =>
            {
                var body = new JsonObject();
                if (parsed.GetValue(overlap) is { } text)
                {
                    body["overlap_minutes"] = (int)(Inputs.Length(text)
                        ?? throw new CommandFailure($"--overlap takes a length such as 12h or 30m, not \"{text}\".")).TotalMinutes;
                }

                return await client.PostAsync($"{Collection}/{parsed.GetValue(id)}/rotate", body, cancellation);
            },
            node => Secrets.Print(make, node, Secrets.Key));
    }
}
