using System.CommandLine;
using System.Text.Json.Nodes;

namespace Dragoman.Commands.Admin;

/// <summary><c>dragoman customers|teams|users|projects</c>: who is there.</summary>
internal static class PrincipalVerbs
{
    private static readonly (string Collection, string Word, string? Parent, string Description)[] Kinds =
    [
        ("customers", "customer", null, "Whoever is billed: clients, departments, cost centres."),
        ("teams", "team", "customer", "People who share a budget."),
        ("users", "user", "team", "Developers and machine accounts."),
        ("projects", "project", "team", "Repositories, across teams."),
    ];

    /// <summary>The verbs.</summary>
    public static IEnumerable<Verb> Create(AdminVerb make) => Kinds.Select(kind => Of(make, kind.Collection, kind.Word, kind.Parent, kind.Description));

    private static Verb Of(AdminVerb make, string collection, string word, string? parent, string description) => AdminVerb.Group(
        collection,
        $"{description} Make, list, change, disable.",
        [$"dragoman {collection} list", $"dragoman {collection} create NAME{(parent is null ? "" : $" --{parent} NAME")}"],
        CreateVerb(make, collection, word, parent),
        make.Make(
            "list",
            $"List {collection}.",
            $"dragoman {collection} list --json",
            [],
            async (client, _, cancellation) => await client.ListAsync(collection, AdminVerb.MostEntries, cancellation),
            make.AsTable(("ID", "id"), ("NAME", "name"), ("BELONGS TO", "parent_id"), ("EMAIL", "email"), ("CREATED", "created_at"), ("DISABLED", "disabled_at"))),
        OneVerb(make, collection, word, "show", $"Show a {word}.", (client, path, cancellation) => client.GetAsync(path, cancellation)),
        ChangeVerb(make, collection, word, parent),
        OneVerb(make, collection, word, "disable", $"Shut a {word} out, with everything below it.", (client, path, cancellation) => client.PostAsync(path + "/disable", null, cancellation)),
        OneVerb(make, collection, word, "enable", $"Let a {word} in again.", (client, path, cancellation) => client.PostAsync(path + "/enable", null, cancellation)));

    private static Verb CreateVerb(AdminVerb make, string collection, string word, string? parent)
    {
        var name = new Argument<string>("NAME") { Description = word == "project" ? "The repository's name." : $"What people call the {word}." };
        var belongs = parent is null ? null : Inputs.Text($"--{parent}", $"The {parent} it belongs to, by id or name.", "ID");
        var email = word == "user" ? Inputs.Text("--email", "The user's e-mail address.", "ADDRESS") : null;
        var scopes = new ScopeOptions();
        return make.Make(
            "create",
            $"Make a {word}.",
            $"dragoman {collection} create {(word == "project" ? "acme/shop" : "NAME")}",
            [name, .. Given(belongs, email), .. scopes.Symbols],
            async (client, parsed, cancellation) =>
            {
                var body = new JsonObject { ["name"] = parsed.GetValue(name) };
                if (belongs is not null && parsed.GetValue(belongs) is { } above)
                {
                    body["parent_id"] = await Inputs.ResolveAsync(client, parent + "s", above, cancellation);
                }

                if (scopes.Read(parsed) is { } allowed)
                {
                    body["scopes"] = allowed;
                }

                return await client.PostAsync(collection, body.With("email", email is null ? null : parsed.GetValue(email)), cancellation);
            },
            make.AsLines);
    }

    private static Verb ChangeVerb(AdminVerb make, string collection, string word, string? parent)
    {
        var id = Inputs.Id(word);
        var name = word == "project" ? null : Inputs.Text("--name", "The new name.", "NAME");
        var belongs = parent is null ? null : Inputs.Text($"--{parent}", $"The {parent} it now belongs to; - for none.", "ID");
        var email = word == "user" ? Inputs.Text("--email", "The new e-mail address; - for none.", "ADDRESS") : null;
        var scopes = new ScopeOptions();
        return make.Make(
            "change",
            $"Change a {word}.",
            $"dragoman {collection} change ID --models claude-*",
            [id, .. Given(name, belongs, email), .. scopes.Symbols],
            async (client, parsed, cancellation) =>
            {
                var body = new JsonObject().With("name", name is null ? null : parsed.GetValue(name));
                if (belongs is not null && parsed.GetValue(belongs) is { } above)
                {
                    body["parent_id"] = above == "-" ? null : await Inputs.ResolveAsync(client, parent + "s", above, cancellation);
                }

                if (email is not null && parsed.GetValue(email) is { } address)
                {
                    body["email"] = address == "-" ? null : address;
                }

                if (scopes.Read(parsed) is { } allowed)
                {
                    body["scopes"] = allowed;
                }

                return await client.PatchAsync(await Inputs.PathAsync(client, collection, parsed.GetValue(id)!, cancellation), body, cancellation);
            },
            make.AsLines);
    }

    /// <summary>A verb about one thing that takes nothing but its id.</summary>
    internal static Verb OneVerb(
        AdminVerb make, string collection, string word, string name, string description, Func<AdminClient, string, CancellationToken, Task<JsonNode>> run)
    {
        var id = Inputs.Id(word);
        return make.Make(
            name,
            description,
            $"dragoman {collection} {name} ID",
            [id],
            async (client, parsed, cancellation) =>
                await run(client, await Inputs.PathAsync(client, collection, parsed.GetValue(id)!, cancellation), cancellation),
            make.AsLines);
    }

    private static IEnumerable<Symbol> Given(params Symbol?[] symbols) => symbols.OfType<Symbol>();
}
