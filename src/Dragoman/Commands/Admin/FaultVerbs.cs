using System.CommandLine;
using System.Text.Json.Nodes;

namespace Dragoman.Commands.Admin;

/// <summary><c>dragoman faults</c>: faults put in for a while, to see what happens (D19).</summary>
internal static class FaultVerbs
{
    private const string Collection = "faults";

    /// <summary>The verb.</summary>
    public static Verb Create(AdminVerb make)
    {
        var id = Inputs.PlainId("fault");
        return AdminVerb.Group(
            Collection,
            "Faults put in for a while, to see what happens.",
            ["dragoman faults create --upstream openai --status 529 --share 10 --for 5m", "dragoman faults list"],
            CreateVerb(make),
            make.Make(
                "list",
                "List the faults in force.",
                "dragoman faults list",
                [],
                async (client, _, cancellation) => await client.ListAsync(Collection, AdminVerb.MostEntries, cancellation),
                make.AsTable(
                    ("ID", "id"), ("ROUTE", "route"), ("UPSTREAM", "upstream"), ("SHARE>", "share_percent"), ("STATUS>", "status"), ("DELAY MS>", "delay_ms"),
                    ("CUT AFTER>", "cut_after_events"), ("BY", "by"), ("ENDS", "ends_at"))),
            make.Make(
                "end",
                "End a fault before its time.",
                "dragoman faults end flt_…",
                [id],
                async (client, parsed, cancellation) => await client.DeleteAsync($"{Collection}/{parsed.GetValue(id)}", cancellation),
                make.AsLines));
    }

    private static Verb CreateVerb(AdminVerb make)
    {
        var route = Inputs.Text("--route", "Only turns of this route.", "NAME");
        var upstream = Inputs.Text("--upstream", "Only attempts at this upstream.", "NAME");
        var share = Number("--share", "Of a hundred turns so many have it (default: 100).");
        var status = Number("--status", "The HTTP status that the upstream seems to answer with.");
        var delay = Inputs.Text("--delay", "How long an attempt waits before it is made, e.g. 500ms, 30s.", "LENGTH");
        var cut = Number("--cut-after", "After how many events the upstream's stream seems to break.");
        var length = Inputs.Text("--for", "How long it is in force, at most 1h.", "LENGTH", required: true);
        return make.Make(
            "create",
            "Put a fault into a share of the turns of a route or an upstream.",
            "dragoman faults create --route team-gpt --cut-after 20 --for 10m",
            [route, upstream, share, status, delay, cut, length],
            async (client, parsed, cancellation) =>
            {
                var body = new JsonObject { ["for_seconds"] = (long)Length(parsed, length, "--for")!.Value.TotalSeconds }
                    .With("route", parsed.GetValue(route)).With("upstream", parsed.GetValue(upstream));
                Put(body, "share_percent", parsed.GetValue(share));
                Put(body, "status", parsed.GetValue(status));
                Put(body, "delay_ms", (long?)Length(parsed, delay, "--delay")?.TotalMilliseconds);
                Put(body, "cut_after_events", parsed.GetValue(cut));
                return await client.PostAsync(Collection, body, cancellation);
            },
            make.AsLines);
    }

    private static Option<long?> Number(string name, string description) => new(name) { Description = description, HelpName = "N" };

    private static TimeSpan? Length(ParseResult parsed, Option<string?> option, string name) => parsed.GetValue(option) is not { } text ? null
        : Inputs.Length(text) ?? throw new CommandFailure($"{name} takes a length such as 30s or 5m, not \"{text}\".");

    private static void Put(JsonObject body, string member, long? value)
    {
        if (value is { } number)
        {
            body[member] = number;
        }
    }
}
