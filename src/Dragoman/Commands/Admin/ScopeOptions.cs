using System.CommandLine;
using System.Text.Json.Nodes;

namespace Dragoman.Commands.Admin;

/// <summary>What may be used: the same options for keys and for those above them.</summary>
internal sealed class ScopeOptions
{
    private readonly (string Member, Option<string?> Option)[] _all =
    [
        ("models", Option("--models", "Models that may be asked for, e.g. claude-*,openai/gpt-5", "NAMES")),
        ("routes", Option("--routes", "Routes that may be used", "NAMES")),
        ("upstreams", Option("--upstreams", "Upstreams that may be used", "NAMES")),
        ("tools", Option("--tools", "Tools that may be offered", "NAMES")),
        ("networks", Option("--networks", "Addresses that requests may come from, e.g. 10.0.0.0/8", "CIDRS")),
        ("regions", Option("--regions", "Regions of upstreams", "NAMES")),
    ];

    /// <summary>The options.</summary>
    public IReadOnlyList<Symbol> Symbols => [.. _all.Select(entry => entry.Option)];

    /// <summary>The scopes; null where no option is given. <c>-</c> allows nothing.</summary>
    public JsonObject? Read(ParseResult parsed)
    {
        JsonObject? scopes = null;
        foreach (var (member, option) in _all)
        {
            if (parsed.GetValue(option) is { } text)
            {
                var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                (scopes ??= [])[member] = new JsonArray([.. names.Where(name => name != "-").Select(name => (JsonNode)name)]);
            }
        }

        return scopes;
    }

    private static Option<string?> Option(string name, string description, string helpName) =>
        Inputs.Text(name, description + "; separated by commas, - for none (default: all).", helpName);
}
