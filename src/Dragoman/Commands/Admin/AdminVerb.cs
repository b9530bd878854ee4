using System.CommandLine;
using System.Text.Json.Nodes;

namespace Dragoman.Commands.Admin;

/// <summary>Makes verbs that speak to the admin API: connect, do one thing, print it as a table or as JSON.</summary>
internal sealed class AdminVerb(AdminOptions options, CommandHost host)
{
    /// <summary>The most entries that a list fetches.</summary>
    public const int MostEntries = 10_000;

    /// <summary>The process.</summary>
    public CommandHost Host => host;

    /// <summary>A verb that only holds others.</summary>
    public static Verb Group(string name, string description, IReadOnlyList<string> examples, params Verb[] verbs)
    {
        var group = new Verb(name, description) { Examples = examples };
        foreach (var verb in verbs)
        {
            group.Subcommands.Add(verb);
        }

        return group;
    }

    /// <summary>A verb that does something and prints what comes back.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="example">A line to try.</param>
    /// <param name="symbols">Its options and arguments.</param>
    /// <param name="run">Does it, and gives what is printed.</param>
    /// <param name="print">Prints it for people.</param>
    public Verb Make(
        string name,
        string description,
        string example,
        IReadOnlyList<Symbol> symbols,
        Func<AdminClient, ParseResult, CancellationToken, Task<JsonNode>> run,
        Action<JsonNode> print)
    {
        var verb = new Verb(name, description) { Examples = [example] };
        foreach (var symbol in symbols)
        {
            if (symbol is Option option)
            {
                verb.Options.Add(option);
            }
            else
            {
                verb.Arguments.Add((Argument)symbol);
            }
        }

        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = await options.ConnectAsync(parsed, cancellation);
            var result = await run(client, parsed, cancellation);
            if (options.Json(parsed))
            {
                host.Out.WriteLine(result.ToJsonString(JsonOutput.Indented));
            }
            else
            {
                print(result);
            }

            return 0;
        });
        return verb;
    }

    /// <summary>Prints a list as a table.</summary>
    /// <param name="columns">Title and member; a member may lead inwards with dots.</param>
    public Action<JsonNode> AsTable(params (string Title, string Member)[] columns) => list =>
    {
        var entries = list.AsArray();
        if (entries.Count == 0)
        {
            host.Out.WriteLine("There are none.");
            return;
        }

        Table.Print(
            host,
            [.. columns.Select(column => column.Title)],
            entries.Select(entry => (IReadOnlyList<string>)[.. columns.Select(column => Cell(entry!, column.Member))]));
    };

    /// <summary>Prints one thing, a line for each member.</summary>
    public void AsLines(JsonNode node)
    {
        foreach (var (name, value) in node.AsObject())
        {
            host.Out.WriteLine($"{name}: {Text(value)}");
        }
    }

    private static string Cell(JsonNode entry, string path)
    {
        JsonNode? node = entry;
        foreach (var name in path.Split('.'))
        {
            node = (node as JsonObject)?[name];
        }

        return Text(node);
    }

    private static string Text(JsonNode? node) => node switch
    {
        null => "-",
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(),
    };
}
