using System.Buffers.Text;
using System.Text;

namespace Dragoman.ControlPlane.Http;

/// <summary>
/// Where a page ended, in a form that says nothing to people, so that nobody builds one by hand and it may change. Pages go by key,
/// not by number: what is added or taken away meanwhile neither repeats nor hides an entry.
/// </summary>
internal static class Cursors
{
    /// <summary>The cursor behind an entry.</summary>
    public static string Write(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>The entry behind which to go on.</summary>
    /// <exception cref="AdminProblem">It is no cursor of this API.</exception>
    public static string Read(string cursor)
    {
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        }
        catch (FormatException)
        {
            throw Broken();
        }
    }

    /// <summary>The answer to a cursor that none of our pages gave.</summary>
    public static AdminProblem Broken() =>
        AdminProblem.Invalid("The cursor is not one of this list: take next_cursor of the page before as it is, or leave it out for the first page.");

    /// <summary>One page of what is held in memory.</summary>
    /// <param name="all">Everything that the caller may see, in the order of the keys.</param>
    /// <param name="key">The key, unique and in ordinal order.</param>
    /// <param name="call">Says limit and cursor.</param>
    public static (List<T> Page, string? Next) Page<T>(IEnumerable<T> all, Func<T, string> key, AdminCall call)
    {
        var after = call.Query("cursor") is { } cursor ? Read(cursor) : null;
        var page = all
            .Where(entry => after is null || string.CompareOrdinal(key(entry), after) > 0)
            .OrderBy(key, StringComparer.Ordinal)
            .Take(call.Limit + 1)
            .ToList();
        if (page.Count <= call.Limit)
        {
            return (page, null);
        }

        page.RemoveAt(page.Count - 1);
        return (page, Write(key(page[^1])));
    }
}
