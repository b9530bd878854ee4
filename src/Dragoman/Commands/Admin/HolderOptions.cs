using System.CommandLine;
using System.Text.Json.Nodes;

namespace Dragoman.Commands.Admin;

/// <summary>Whom a key, budget or limit is for: one option for each level.</summary>
internal sealed class HolderOptions(params string[] kinds)
{
    private readonly (string Kind, Option<string?> Option)[] _all =
    [
        .. kinds.Select(kind => (kind, Inputs.Text($"--{kind}", $"The {kind}, by id{(kind is "user" or "team" or "customer" ? " or name" : "")}.", "ID"))),
    ];

    /// <summary>The options.</summary>
    public IReadOnlyList<Symbol> Symbols => [.. _all.Select(entry => entry.Option)];

    /// <summary>The holder; null where no option is given.</summary>
    /// <exception cref="CommandFailure">Several are given, or there is none of this name.</exception>
    public async Task<JsonObject?> ReadAsync(AdminClient client, ParseResult parsed, CancellationToken cancellation)
    {
        var given = _all.Where(entry => parsed.GetValue(entry.Option) is not null).ToList();
        if (given.Count > 1)
        {
            throw new CommandFailure($"{string.Join(" and ", given.Select(entry => entry.Option.Name))} exclude each other: give one.");
        }

        if (given.Count == 0)
        {
            return null;
        }

        var (kind, option) = given[0];
        var text = parsed.GetValue(option)!;
        var id = kind is "user" or "team" or "customer" ? await Inputs.ResolveAsync(client, kind + "s", text, cancellation) : text;
        return new JsonObject { ["kind"] = kind, ["id"] = id };
    }

    /// <summary>The same options in words.</summary>
    public string Names => string.Join(", ", _all.Select(entry => entry.Option.Name));
}
