using System.CommandLine;
using System.Text.Json.Nodes;

namespace Dragoman.Commands.Admin;

/// <summary><c>dragoman admin</c>: who may use the admin API.</summary>
internal static class TokenVerbs
{
    /// <summary>The verb.</summary>
    public static Verb Create(AdminVerb make) => AdminVerb.Group(
        "admin",
        "Who may use the admin API, and as what.",
        ["dragoman admin whoami", "dragoman admin create-token --name ci --role admin", "dragoman admin tokens"],
        make.Make(
            "whoami",
            "Show whom the credential belongs to and what it may do.",
            "dragoman admin whoami",
            [],
            (client, _, cancellation) => client.GetAsync("self", cancellation),
            make.AsLines),
        make.Make(
            "tokens",
            "List admin tokens by their prefix.",
            "dragoman admin tokens",
            [],
            async (client, _, cancellation) => await client.ListAsync("tokens", AdminVerb.MostEntries, cancellation),
            make.AsTable(
                ("ID", "id"), ("NAME", "name"), ("ROLE", "role"), ("USER", "user_id"), ("PREFIX", "prefix"), ("EXPIRES", "expires_at"), ("REVOKED", "revoked_at"))),
        CreateToken(make),
        Revoke(make),
        make.Make("policy", "Show the policy in force.", "dragoman admin policy", [], (client, _, cancellation) => client.GetAsync("policy", cancellation), make.AsLines));

    private static Verb CreateToken(AdminVerb make)
    {
        var name = Inputs.Text("--name", "What people call the token.", "NAME", required: true);
        var role = Inputs.Text("--role", "owner, admin, finance, security or developer.", "ROLE", required: true);
        var user = Inputs.Text("--user", "The user whose things a developer's token shows, by id or name.", "ID");
        var expires = Inputs.Text("--expires", "When it ends: a date, or a length from now such as 90d (default: never).", "TIME");
        return make.Make(
            "create-token",
            "Make an admin token. Its secret is shown this once.",
            "dragoman admin create-token --name ci --role finance --expires 365d",
            [name, role, user, expires],
            async (client, parsed, cancellation) =>
            {
                var body = new JsonObject { ["name"] = parsed.GetValue(name), ["role"] = parsed.GetValue(role) };
                if (parsed.GetValue(user) is { } whose)
                {
                    body["user_id"] = await Inputs.ResolveAsync(client, "users", whose, cancellation);
                }

                return await client.PostAsync(
                    "tokens", body.With("expires_at", Inputs.Time(parsed.GetValue(expires), "--expires", make.Host.Time)), cancellation);
            },
            node => Secrets.Print(make, node, "token"));
    }

    private static Verb Revoke(AdminVerb make)
    {
        var id = Inputs.PlainId("token");
        return make.Make(
            "revoke-token",
            "End an admin token for good.",
            "dragoman admin revoke-token tok_…",
            [id],
            (client, parsed, cancellation) => client.PostAsync($"tokens/{parsed.GetValue(id)}/revoke", null, cancellation),
            make.AsLines);
    }
}
