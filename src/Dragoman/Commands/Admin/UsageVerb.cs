using System.CommandLine;
using System.Text.Json.Nodes;

namespace Dragoman.Commands.Admin;

/// <summary><c>dragoman usage</c>: what was used and spent.</summary>
internal static class UsageVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(AdminVerb make)
    {
        var by = Inputs.Text("--by", "What to group by: user, team, customer, project, model, upstream; several with commas (default: user).", "WORDS");
        var bucket = Inputs.Text("--bucket", "Group by time as well: hour or day, of UTC.", "LENGTH");
        var (from, to) = Times();
        var verb = make.Make(
            "usage",
            "What was used and spent: turns, tokens, dollars.",
            "dragoman usage --by team,model --bucket day --from 2026-11-01",
            [by, bucket, from, to],
            async (client, parsed, cancellation) => await client.ListAsync(
                "usage" + Query(
                    ("group_by", parsed.GetValue(by)),
                    ("bucket", parsed.GetValue(bucket)),
                    ("from", parsed.GetValue(from)),
                    ("to", parsed.GetValue(to))),
                AdminVerb.MostEntries,
                cancellation),
            list => Print(make, list));
        return verb;
    }

    /// <summary>The options that bound a time.</summary>
    public static (Option<string?> From, Option<string?> To) Times() => (
        Inputs.Text("--from", "Only from this time on, e.g. 2026-11-01.", "TIME"),
        Inputs.Text("--to", "Only before this time.", "TIME"));

    /// <summary>A query of what is given.</summary>
    public static string Query(params (string Name, string? Value)[] parameters)
    {
        var given = parameters.Where(parameter => parameter.Value is not null).Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}");
        var query = string.Join('&', given);
        return query.Length > 0 ? "?" + query : string.Empty;
    }

    private static void Print(AdminVerb make, JsonNode list)
    {
        var groups = list.AsArray().SelectMany(row => row!["group"]!.AsObject().Select(member => member.Key)).Distinct(StringComparer.Ordinal).ToList();
        make.AsTable(
        [
            ("START", "start"),
            .. groups.Select(name => (name.ToUpperInvariant(), "group." + name)),
            ("TURNS>", "turns"), ("FAILED>", "failed"), ("IN>", "input_tokens"), ("CACHED>", "cache_read_tokens"), ("OUT>", "output_tokens"), ("USD>", "cost_usd"),
        ])(list);
    }
}
