using System.CommandLine;
using System.Text.Json.Nodes;

namespace Dragoman.Commands.Admin;

/// <summary><c>dragoman limits</c>: how fast holders may go.</summary>
internal static class LimitVerbs
{
    private const string Collection = "limits";

    /// <summary>The verb.</summary>
    public static Verb Create(AdminVerb make) => AdminVerb.Group(
        Collection,
        "Limits of requests, tokens and concurrency.",
        ["dragoman limits create --user ada --metric requests --amount 60", "dragoman limits list"],
        CreateVerb(make),
        make.Make(
            "list",
            "List limits.",
            "dragoman limits list",
            [],
            async (client, _, cancellation) => await client.ListAsync(Collection, AdminVerb.MostEntries, cancellation),
            make.AsTable(
                ("ID", "id"), ("LEVEL", "scope.kind"), ("HOLDER", "scope.id"), ("MODEL", "model"), ("COUNTS", "metric"), ("AMOUNT>", "amount"),
                ("SECONDS>", "per_seconds"), ("BURST>", "burst"))),
        PrincipalVerbs.OneVerb(make, Collection, "limit", "show", "Show a limit.", (client, path, cancellation) => client.GetAsync(path, cancellation)),
        ChangeVerb(make),
        PrincipalVerbs.OneVerb(make, Collection, "limit", "delete", "Take a limit away.", (client, path, cancellation) => client.DeleteAsync(path, cancellation)));

    private static Verb CreateVerb(AdminVerb make)
    {
        var holder = new HolderOptions("user", "team", "customer", "project", "key", "upstream");
        var metric = Inputs.Text("--metric", "What it counts: requests, tokens or concurrency.", "METRIC", required: true);
        var amount = new Option<long>("--amount") { Description = "How many.", HelpName = "N", Required = true };
        var (per, burst) = Pace();
        var model = Inputs.Text("--model", "Only turns with this model count; may end in *.", "NAME");
        return make.Make(
            "create",
            "Set a limit; without a holder it holds for each address that requests come from.",
            "dragoman limits create --team platform --metric tokens --amount 2000000 --per 1h",
            [.. holder.Symbols, metric, amount, per, burst, model],
            async (client, parsed, cancellation) =>
            {
                var body = new JsonObject { ["metric"] = parsed.GetValue(metric), ["amount"] = parsed.GetValue(amount) };
                if (await holder.ReadAsync(client, parsed, cancellation) is { } scope)
                {
                    body["scope"] = scope;
                }

                Put(body, parsed, per, burst);
                return await client.PostAsync(Collection, body.With("model", parsed.GetValue(model)), cancellation);
            },
            make.AsLines);
    }

    private static Verb ChangeVerb(AdminVerb make)
    {
        var id = Inputs.PlainId("limit");
        var amount = new Option<long?>("--amount") { Description = "How many.", HelpName = "N" };
        var (per, burst) = Pace();
        return make.Make(
            "change",
            "Change a limit.",
            "dragoman limits change lim_… --amount 120",
            [id, amount, per, burst],
            async (client, parsed, cancellation) =>
            {
                var body = new JsonObject();
                if (parsed.GetValue(amount) is { } count)
                {
                    body["amount"] = count;
                }

                Put(body, parsed, per, burst);
                return await client.PatchAsync($"{Collection}/{parsed.GetValue(id)}", body, cancellation);
            },
            make.AsLines);
    }

    private static (Option<string?> Per, Option<long?> Burst) Pace() => (
        Inputs.Text("--per", "The time that the amount is for, e.g. 60s, 1h, 1d (default: 60s).", "LENGTH"),
        new Option<long?>("--burst") { Description = "How many at once after a rest (default: as many as the amount).", HelpName = "N" });

    private static void Put(JsonObject body, ParseResult parsed, Option<string?> per, Option<long?> burst)
    {
        if (parsed.GetValue(per) is { } text)
        {
            body["per_seconds"] = (Inputs.Length(text)
                ?? throw new CommandFailure($"--per takes a length such as 60s or 1h, not \"{text}\".")).TotalSeconds;
        }

        if (parsed.GetValue(burst) is { } count)
        {
            body["burst"] = count;
        }
    }
}
