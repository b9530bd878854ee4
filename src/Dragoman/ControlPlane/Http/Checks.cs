using System.Globalization;
using System.Net;
using Dragoman.Core.Access;

namespace Dragoman.ControlPlane.Http;

/// <summary>The bounds of what may be set. Each refusal says what is taken instead.</summary>
internal static class Checks
{
    private const int MaxName = 200;
    private const int MaxText = 1000;
    private const int MaxEntries = 200;

    /// <summary>A name: visible, one line, not endless.</summary>
    /// <exception cref="AdminProblem">It is not.</exception>
    public static string Name(string? text, string member = "name") =>
        text is { Length: > 0 and <= MaxName } && text.Trim() == text && !text.Any(char.IsControl)
            ? text
            : throw AdminProblem.Invalid($"{member} takes one line of 1 to {MaxName} characters without spaces at its ends.");

    /// <summary>A remark for people; null stays null.</summary>
    /// <exception cref="AdminProblem">It is too long.</exception>
    public static string? Text(string? text, string member) => text is null or { Length: <= MaxText }
        ? text
        : throw AdminProblem.Invalid($"{member} takes at most {MaxText} characters.");

    /// <summary>An e-mail address; null stays null.</summary>
    /// <exception cref="AdminProblem">It is none.</exception>
    public static string? Email(string? text) =>
        text is null || (text.Length <= MaxName && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
            && at == text.LastIndexOf('@') && at < text.Length - 1 && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            ? text
            : throw AdminProblem.Invalid("email takes an address such as ada@example.com.");

    /// <summary>A model's name or the beginning of names; null stays null.</summary>
    /// <exception cref="AdminProblem">It is neither.</exception>
    public static string? Model(string? text) => text is null ? null : Pattern(text, "model");

    /// <summary>A time that is yet to come; null stays null.</summary>
    /// <exception cref="AdminProblem">It has passed.</exception>
    public static DateTimeOffset? Future(DateTimeOffset? end, DateTimeOffset now, string member) => end is null || end > now
        ? end?.ToUniversalTime()
        : throw AdminProblem.Invalid($"{member} takes a time that is yet to come.");

    /// <summary>A time zone that this machine knows.</summary>
    /// <exception cref="AdminProblem">It does not.</exception>
    public static string TimeZone(string? text) => text is null ? "UTC"
        : TimeZoneInfo.TryFindSystemTimeZoneById(text, out _) ? text
        : throw AdminProblem.Invalid("time_zone takes an IANA name such as Europe/Vienna or UTC.");

    /// <summary>Per cent with one decimal as per mille.</summary>
    /// <exception cref="AdminProblem">It is out of bounds.</exception>
    public static int Permille(decimal percent, int from, int to, string member) =>
        percent >= from && percent <= to && percent * 10 == decimal.Truncate(percent * 10)
            ? (int)(percent * 10)
            : throw AdminProblem.Invalid(string.Create(CultureInfo.InvariantCulture, $"{member} takes per cent from {from} to {to}, with at most one decimal."));

    /// <summary>A whole number within bounds.</summary>
    /// <exception cref="AdminProblem">It is out of bounds.</exception>
    public static long Number(long value, long from, long to, string member) => value >= from && value <= to
        ? value
        : throw AdminProblem.Invalid(string.Create(CultureInfo.InvariantCulture, $"{member} takes a number from {from} to {to}."));

    /// <summary>What may be used; null stays null.</summary>
    /// <exception cref="AdminProblem">A list is endless, or an entry is not of its kind.</exception>
    public static AccessScopes? Scopes(AccessScopes? scopes)
    {
        if (scopes is null)
        {
            return null;
        }

        Patterns(scopes.Models, "scopes.models");
        Patterns(scopes.Routes, "scopes.routes");
        Patterns(scopes.Upstreams, "scopes.upstreams");
        Patterns(scopes.Tools, "scopes.tools");
        Patterns(scopes.Regions, "scopes.regions");
        Patterns(scopes.Networks, "scopes.networks");
        foreach (var network in scopes.Networks ?? [])
        {
            if (!IPNetwork.TryParse(network, out _))
            {
                throw AdminProblem.Invalid($"scopes.networks takes CIDR notation such as 10.0.0.0/8 or 192.0.2.7/32, not \"{network}\".");
            }
        }

        return scopes;
    }

    private static void Patterns(IReadOnlyList<string>? entries, string member)
    {
        if (entries?.Count > MaxEntries)
        {
            throw AdminProblem.Invalid($"{member} takes at most {MaxEntries} entries.");
        }

        foreach (var entry in entries ?? [])
        {
            Pattern(entry, member);
        }
    }

    private static string Pattern(string? text, string member) =>
        text is { Length: > 0 and <= MaxName } && text.All(c => c is > ' ' and < '\x7f') && text.IndexOf('*', StringComparison.Ordinal) is var star
            && (star < 0 || star == text.Length - 1)
            ? text
            : throw AdminProblem.Invalid($"{member} takes names of visible ASCII characters; a * may stand at the end only.");
}
