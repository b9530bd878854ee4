using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Dragoman.Commands.Admin;

/// <summary><c>dragoman budgets</c>: caps on spending, and more of it for a while.</summary>
internal static class BudgetVerbs
{
    private const string Collection = "budgets";

    private static readonly (string Title, string Member)[] IncreaseColumns =
    [
        ("ID", "id"), ("BUDGET", "budget_id"), ("ASKED BY", "asked_by"), ("USD>", "amount_usd"), ("HOURS>", "hours"),
        ("STATUS", "status"), ("REASON", "reason"), ("UNTIL", "until"),
    ];

    /// <summary>The verb.</summary>
    public static Verb Create(AdminVerb make) => AdminVerb.Group(
        Collection,
        "Caps on what holders may spend, and more of it for a while.",
        ["dragoman budgets create --team platform --usd 2000 --per month", "dragoman budgets list", "dragoman budgets increases --status pending"],
        CreateVerb(make),
        make.Make(
            "list",
            "List budgets and how they stand.",
            "dragoman budgets list",
            [],
            async (client, _, cancellation) => await client.ListAsync(Collection, AdminVerb.MostEntries, cancellation),
            make.AsTable(
                ("ID", "id"), ("LEVEL", "scope.kind"), ("HOLDER", "scope.id"), ("MODEL", "model"), ("USD>", "limit_usd"), ("PER", "period"),
                ("SPENT>", "spent_usd"), ("INCREASE>", "increase_usd"), ("RESETS", "resets_at"))),
        PrincipalVerbs.OneVerb(make, Collection, "budget", "show", "Show a budget and how it stands.", (client, path, cancellation) => client.GetAsync(path, cancellation)),
        ChangeVerb(make),
        PrincipalVerbs.OneVerb(make, Collection, "budget", "delete", "Take a budget away.", (client, path, cancellation) => client.DeleteAsync(path, cancellation)),
        AskVerb(make),
        IncreasesVerb(make),
        ApproveVerb(make),
        DecisionVerb(make, "deny", "Deny a wish for more budget."));

    private static Verb CreateVerb(AdminVerb make)
    {
        var holder = new HolderOptions("user", "team", "customer", "project", "key", "upstream");
        var usd = Inputs.Text("--usd", "The cap in dollars.", "AMOUNT", required: true);
        var per = Inputs.Text("--per", "The window: minute, hour, day, week, month, quarter or year.", "PERIOD", required: true);
        var rolling = new Option<bool>("--rolling") { Description = "A window that slides with the clock, not one of the calendar." };
        var zone = Inputs.Text("--time-zone", "Whose calendar counts, e.g. Europe/Vienna (default: UTC).", "ZONE");
        var model = Inputs.Text("--model", "Only turns with this model count; may end in *.", "NAME");
        var soft = Inputs.Text("--soft", "Per cent of the cap from which those concerned are warned (default: 80).", "PERCENT");
        var hard = Inputs.Text("--hard", "Per cent of the cap at which everything stops (default: 110).", "PERCENT");
        return make.Make(
            "create",
            "Set a budget; without a holder it is the whole organisation's.",
            "dragoman budgets create --user ada --usd 25 --per day",
            [.. holder.Symbols, usd, per, rolling, zone, model, soft, hard],
            async (client, parsed, cancellation) =>
            {
                var body = new JsonObject
                {
                    ["scope"] = await holder.ReadAsync(client, parsed, cancellation) ?? new JsonObject { ["kind"] = "organisation" },
                    ["limit_usd"] = parsed.GetValue(usd),
                    ["period"] = parsed.GetValue(per),
                    ["rolling"] = parsed.GetValue(rolling),
                };
                Percent(body, "soft_percent", parsed.GetValue(soft), "--soft");
                Percent(body, "hard_percent", parsed.GetValue(hard), "--hard");
                return await client.PostAsync(
                    Collection, body.With("time_zone", parsed.GetValue(zone)).With("model", parsed.GetValue(model)), cancellation);
            },
            make.AsLines);
    }

    private static Verb ChangeVerb(AdminVerb make)
    {
        var id = Inputs.PlainId("budget");
        var usd = Inputs.Text("--usd", "The new cap in dollars.", "AMOUNT");
        var soft = Inputs.Text("--soft", "Per cent of the cap from which those concerned are warned.", "PERCENT");
        var hard = Inputs.Text("--hard", "Per cent of the cap at which everything stops.", "PERCENT");
        return make.Make(
            "change",
            "Change a budget's cap or marks; what is spent stays spent.",
            "dragoman budgets change bud_… --usd 3000",
            [id, usd, soft, hard],
            async (client, parsed, cancellation) =>
            {
                var body = new JsonObject().With("limit_usd", parsed.GetValue(usd));
                Percent(body, "soft_percent", parsed.GetValue(soft), "--soft");
                Percent(body, "hard_percent", parsed.GetValue(hard), "--hard");
                return await client.PatchAsync($"{Collection}/{parsed.GetValue(id)}", body, cancellation);
            },
            make.AsLines);
    }

    private static Verb AskVerb(AdminVerb make)
    {
        var id = Inputs.PlainId("budget");
        var usd = Inputs.Text("--usd", "How many dollars more.", "AMOUNT", required: true);
        var hours = new Option<int>("--hours") { Description = "For how many hours.", HelpName = "N", DefaultValueFactory = _ => 24 };
        var reason = Inputs.Text("--reason", "Why, for whoever decides.", "TEXT");
        return make.Make(
            "ask",
            "Ask for more budget for a while; a virtual key may do that for the budgets that hold for it.",
            "dragoman budgets ask bud_… --usd 50 --reason \"release week\"",
            [id, usd, hours, reason],
            async (client, parsed, cancellation) => await client.PostAsync(
                "increases",
                new JsonObject { ["budget_id"] = parsed.GetValue(id), ["amount_usd"] = parsed.GetValue(usd), ["hours"] = parsed.GetValue(hours) }
                    .With("reason", parsed.GetValue(reason)),
                cancellation),
            make.AsLines);
    }

    private static Verb IncreasesVerb(AdminVerb make)
    {
        var status = Inputs.Text("--status", "Only those that are pending, approved or denied.", "STATUS");
        return make.Make(
            "increases",
            "List wishes for more budget.",
            "dragoman budgets increases --status pending",
            [status],
            async (client, parsed, cancellation) => await client.ListAsync(
                parsed.GetValue(status) is { } word ? $"increases?status={Uri.EscapeDataString(word)}" : "increases", AdminVerb.MostEntries, cancellation),
            make.AsTable(IncreaseColumns));
    }

    private static Verb ApproveVerb(AdminVerb make)
    {
        var id = Inputs.PlainId("wish");
        var usd = Inputs.Text("--usd", "How many dollars more (default: as asked for).", "AMOUNT");
        var hours = new Option<int?>("--hours") { Description = "For how many hours (default: as asked for).", HelpName = "N" };
        return make.Make(
            "approve",
            "Grant more budget from now on; it ends by itself.",
            "dragoman budgets approve inc_… --hours 8",
            [id, usd, hours],
            async (client, parsed, cancellation) =>
            {
                var body = new JsonObject().With("amount_usd", parsed.GetValue(usd));
                if (parsed.GetValue(hours) is { } length)
                {
                    body["hours"] = length;
                }

                return await client.PostAsync($"increases/{parsed.GetValue(id)}/approve", body, cancellation);
            },
            make.AsLines);
    }

    private static Verb DecisionVerb(AdminVerb make, string name, string description)
    {
        var id = Inputs.PlainId("wish");
        return make.Make(
            name,
            description,
            $"dragoman budgets {name} inc_…",
            [id],
            (client, parsed, cancellation) => client.PostAsync($"increases/{parsed.GetValue(id)}/{name}", null, cancellation),
            make.AsLines);
    }

    private static void Percent(JsonObject body, string member, string? text, string option)
    {
        if (text is not null)
        {
            body[member] = decimal.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
                ? percent
                : throw new CommandFailure($"{option} takes per cent such as 80, not \"{text}\".");
        }
    }
}
