using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Dragoman.Commands.Admin;

/// <summary>Options that several admin verbs take, and what they mean in the API's words.</summary>
internal static class Inputs
{
    /// <summary>An option with a text.</summary>
    public static Option<string?> Text(string name, string description, string helpName, bool required = false) =>
        new(name) { Description = description, HelpName = helpName, Required = required };

    /// <summary>The id or name that a verb is about.</summary>
    public static Argument<string> Id(string what) => new("ID") { Description = $"The {what}'s id or name." };

    /// <summary>An id.</summary>
    public static Argument<string> PlainId(string what) => new("ID") { Description = $"The {what}'s id." };

    /// <summary>Puts a text into a body where it is given.</summary>
    public static JsonObject With(this JsonObject body, string member, string? value)
    {
        if (value is not null)
        {
            body[member] = value;
        }

        return body;
    }

    /// <summary>A time: a date, a moment, or a length from now such as <c>90d</c>, <c>12h</c>, <c>30m</c>.</summary>
    /// <exception cref="CommandFailure">It is none.</exception>
    public static string? Time(string? text, string option, TimeProvider time)
    {
        if (text is null)
        {
            return null;
        }

        if (Length(text) is { } length)
        {
            return time.GetUtcNow().Add(length).ToString("O", CultureInfo.InvariantCulture);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)
            : throw new CommandFailure($"{option} takes a date such as 2027-01-31, a moment, or a length from now such as 90d or 12h, not \"{text}\".");
    }

    /// <summary>A length such as <c>90d</c>, <c>12h</c>, <c>30m</c>, <c>10s</c>; null where it is none.</summary>
    public static TimeSpan? Length(string text)
    {
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return null;
        }

        return text[^1] switch
        {
            'd' => TimeSpan.FromDays(count),
            'h' => TimeSpan.FromHours(count),
            'm' => TimeSpan.FromMinutes(count),
            's' => TimeSpan.FromSeconds(count),
            _ => null,
        };
    }

    /// <summary>The id behind an id or a name. Ids that the gateway makes begin with their kind.</summary>
    /// <exception cref="CommandFailure">Nothing has this name.</exception>
    public static async Task<string> ResolveAsync(AdminClient client, string collection, string text, CancellationToken cancellation)
    {
        // A project's name is its id; the others have no name, or one that several may share.
        if (collection is not ("customers" or "teams" or "users") || text.StartsWith(collection[..^1] + "_", StringComparison.Ordinal))
        {
            return text;
        }

        var found = await client.ListAsync($"{collection}?name={Uri.EscapeDataString(text)}", 1, cancellation);
        return found.Count > 0
            ? (string)found[0]!["id"]!
            : throw new CommandFailure($"There is no {collection[..^1]} {text}: `dragoman {collection} list` shows which there are.");
    }

    /// <summary>The path of one thing.</summary>
    public static async Task<string> PathAsync(AdminClient client, string collection, string text, CancellationToken cancellation) =>
        $"{collection}/{Uri.EscapeDataString(await ResolveAsync(client, collection, text, cancellation))}";
}
