using System.CommandLine;
using System.Text.Json.Nodes;
using Dragoman.Store.Audit;
using Dragoman.Store.Engines;

namespace Dragoman.Commands.Admin;

/// <summary><c>dragoman audit</c>: what administrators did, and whether the log is as it was written.</summary>
internal static class AuditVerbs
{
    private const int UsualLimit = 50;

    /// <summary>The verb.</summary>
    public static Verb Create(AdminVerb make, AdminOptions options, SharedOptions shared) => AdminVerb.Group(
        "audit",
        "What administrators did and what was refused, and whether the log is as it was written.",
        ["dragoman audit list", "dragoman audit verify", "dragoman audit verify --offline --data /var/lib/dragoman"],
        ListVerb(make),
        VerifyVerb(make, options, shared));

    private static Verb ListVerb(AdminVerb make)
    {
        var limit = new Option<int>("--limit") { Description = $"How many, at most {AdminVerb.MostEntries}.", HelpName = "N", DefaultValueFactory = _ => UsualLimit };
        var actor = Inputs.Text("--actor", "Only what this caller did.", "ID");
        var action = Inputs.Text("--action", "Only this action, e.g. key.create.", "ACTION");
        var target = Inputs.Text("--target", "Only what was done to this.", "ID");
        var (from, to) = UsageVerb.Times();
        return make.Make(
            "list",
            "List the audit log, the youngest entry first.",
            "dragoman audit list --action key.create --from 2026-11-01",
            [limit, actor, action, target, from, to],
            async (client, parsed, cancellation) => await client.ListAsync(
                "audit" + UsageVerb.Query(
                    ("actor", parsed.GetValue(actor)),
                    ("action", parsed.GetValue(action)),
                    ("target", parsed.GetValue(target)),
                    ("from", parsed.GetValue(from)),
                    ("to", parsed.GetValue(to))),
                Math.Clamp(parsed.GetValue(limit), 1, AdminVerb.MostEntries),
                cancellation),
            make.AsTable(
                ("NO>", "sequence"), ("TIME", "at"), ("ACTOR", "actor"), ("FROM", "from"), ("ACTION", "action"), ("TARGET", "target"),
                ("OUTCOME", "outcome"), ("DETAIL", "detail")));
    }

    private static Verb VerifyVerb(AdminVerb make, AdminOptions options, SharedOptions shared)
    {
        var offline = new Option<bool>("--offline") { Description = "Read the store itself, not through a running gateway." };
        var verb = new Verb("verify", "Walk the whole chain of the audit log and name the first entry that is not as it was written.")
        {
            Examples = ["dragoman audit verify", "dragoman audit verify --offline --data /var/lib/dragoman"],
            ExitCodes = ["0  the log is as it was written", "1  it is not, or could not be read; the output says which"],
        };
        verb.Options.Add(offline);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var check = parsed.GetValue(offline)
                ? await OfflineAsync(shared.Place(parsed), make.Host, cancellation)
                : await OnlineAsync(options, parsed, cancellation);
            if (options.Json(parsed))
            {
                make.Host.Out.WriteLine(check.ToJsonString(JsonOutput.Indented));
            }
            else
            {
                Print(make.Host, check);
            }

            return (bool)check["intact"]! ? 0 : 1;
        });
        return verb;
    }

    private static async Task<JsonNode> OnlineAsync(AdminOptions options, ParseResult parsed, CancellationToken cancellation)
    {
        using var client = await options.ConnectAsync(parsed, cancellation);
        return await client.GetAsync("audit/verify", cancellation);
    }

    private static async Task<JsonNode> OfflineAsync(StorePlace place, CommandHost host, CancellationToken cancellation)
    {
        // Opening makes what is missing; a look at a wrong directory should leave no trace and say no "intact".
        if (!place.Exists)
        {
            throw new CommandFailure($"There is no store in {place.DataDirectory}: say with --data where it is.");
        }

        await using var engine = place.Open(host.Time);
        using var signer = AuditSigner.FromDirectory(place.DataDirectory);
        var verdict = await new AuditStore(engine, signer).VerifyAsync(cancellation: cancellation);
        return new JsonObject
        {
            ["intact"] = verdict.IsIntact,
            ["entries"] = verdict.Rows,
            ["deleted"] = verdict.Deleted,
            ["checkpoints"] = verdict.Checkpoints,
            ["first_broken"] = verdict.FirstBadRow,
            ["problem"] = verdict.Problem,
            ["unknown_keys"] = new JsonArray([.. verdict.UnknownKeys.Select(key => (JsonNode)key)]),
        };
    }

    private static void Print(CommandHost host, JsonNode check)
    {
        host.Out.WriteLine((bool)check["intact"]!
            ? $"The audit log is as it was written: {check["entries"]} entries, {check["checkpoints"]} signed checkpoints, {check["deleted"]} deleted by retention."
            : $"The audit log was changed. {check["problem"]} {check["entries"]} entries before it are as they were written.");
        foreach (var key in check["unknown_keys"]!.AsArray())
        {
            host.Out.WriteLine($"note: checkpoints are signed by the key {key} of another node.");
        }
    }
}
