using System.Net;
using System.Text;

namespace Dragoman.Upstreams.Search;

/// <summary>
/// The text of a page: without markup, scripts and styles, with line ends where blocks end. It reads every page from front to back
/// once, whatever is wrong with it.
/// </summary>
internal static class HtmlText
{
    private static readonly HashSet<string> Silent = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "style", "noscript", "svg", "template", "iframe", "object", "canvas", "nav", "select",
    };

    private static readonly HashSet<string> Inlines = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s",
        "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> SilentNames = Silent.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> InlineNames = Inlines.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Title and text of a page.</summary>
    public static (string Title, string Text) Read(string html)
    {
        var text = new StringBuilder(html.Length / 4);
        var title = Title(html);
        var sawHead = false;
        var at = 0;
        while (at < html.Length)
        {
            var open = html.IndexOf('<', at);
            Append(text, html.AsSpan(at, (open < 0 ? html.Length : open) - at));
            if (open < 0)
            {
                break;
            }

            at = open;
            var end = TagEnd(html, open, out var name, out var isClosing);
            if (end <= open)
            {
                // A lone bracket is text.
                text.Append('<');
                at++;
                continue;
            }

            at = end;
            var isHead = name.Equals("head", StringComparison.OrdinalIgnoreCase);
            if (!isClosing && ((isHead && !sawHead) || SilentNames.Contains(name)))
            {
                // A head is looked through once: its end may be missing, and a page of heads must not cost a search each.
                sawHead |= isHead;
                at = Behind(html, at, name, isHead);
                Break(text);
            }
            else if (name.Length > 0 && !InlineNames.Contains(name))
            {
                Break(text);
            }
        }

        return (title, Tidy(text));
    }

    /// <summary>A short text on one line: markup out, references resolved, at most <paramref name="max"/> characters.</summary>
    public static string Inline(string html, int max)
    {
        var text = html.AsSpan().IndexOfAny('<', '&') < 0 ? html : Read(html).Text;
        var line = new StringBuilder(Math.Min(text.Length, max));
        foreach (var c in text)
        {
            if (line.Length >= max)
            {
                break;
            }

            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                if (line.Length > 0 && line[^1] != ' ')
                {
                    line.Append(' ');
                }
            }
            else
            {
                line.Append(c);
            }
        }

        if (line.Length > 0 && char.IsHighSurrogate(line[^1]))
        {
            line.Length--;
        }

        return line.ToString().TrimEnd();
    }

    private static string Title(string html)
    {
        var open = html.IndexOf("<title", StringComparison.OrdinalIgnoreCase);
        var start = open < 0 ? -1 : html.IndexOf('>', open);
        var end = start < 0 ? -1 : html.IndexOf('<', start);
        return end < 0 ? string.Empty : Inline(WebUtility.HtmlDecode(html[(start + 1)..end]).Replace('<', ' '), 300);
    }

    // Where a tag, a comment or a declaration ends; not behind its start where it is none.
    private static int TagEnd(string html, int open, out ReadOnlySpan<char> name, out bool isClosing)
    {
        name = default;
        isClosing = false;
        if (string.CompareOrdinal(html, open, "<!--", 0, 4) == 0)
        {
            var comment = html.IndexOf("-->", open + 4, StringComparison.Ordinal);
            return comment < 0 ? html.Length : comment + 3;
        }

        var at = open + 1;
        if (at < html.Length && html[at] == '/')
        {
            isClosing = true;
            at++;
        }

        if (at >= html.Length || !(char.IsAsciiLetter(html[at]) || html[at] is '!' or '?'))
        {
            return open;
        }

        var start = at;
        while (at < html.Length && (char.IsAsciiLetterOrDigit(html[at]) || html[at] is '-' or ':'))
        {
            at++;
        }

        name = html.AsSpan(start, at - start);
        return AttributesEnd(html, at);
    }

    // A bracket inside a quoted value ends nothing.
    private static int AttributesEnd(string html, int at)
    {
        var quote = '\0';
        for (; at < html.Length; at++)
        {
            var c = html[at];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'' && at > 0 && html[at - 1] == '=')
            {
                quote = c;
            }
            else if (c == '>')
            {
                return at + 1;
            }
        }

        return html.Length;
    }

    private static int Behind(string html, int at, ReadOnlySpan<char> name, bool isHead)
    {
        var close = html.IndexOf(string.Concat("</", name), at, StringComparison.OrdinalIgnoreCase);
        if (close < 0)
        {
            // Never closed: for a head the body begins anyway.
            var body = isHead ? html.IndexOf("<body", at, StringComparison.OrdinalIgnoreCase) : -1;
            return body >= 0 ? body : isHead ? at : html.Length;
        }

        var end = html.IndexOf('>', close);
        return end < 0 ? html.Length : end + 1;
    }

    private static void Append(StringBuilder text, ReadOnlySpan<char> raw)
    {
        if (raw.IsEmpty)
        {
            return;
        }

        foreach (var c in raw.IndexOf('&') < 0 ? raw : WebUtility.HtmlDecode(raw.ToString()))
        {
            if (char.IsWhiteSpace(c))
            {
                if (text.Length > 0 && text[^1] is not (' ' or '\n'))
                {
                    text.Append(' ');
                }
            }
            else if (!char.IsControl(c))
            {
                text.Append(c);
            }
        }
    }

    private static void Break(StringBuilder text)
    {
        while (text.Length > 0 && text[^1] == ' ')
        {
            text.Length--;
        }

        if (text.Length > 0 && !(text.Length > 1 && text[^1] == '\n' && text[^2] == '\n'))
        {
            text.Append('\n');
        }
    }

    private static string Tidy(StringBuilder text)
    {
        while (text.Length > 0 && text[^1] is ' ' or '\n')
        {
            text.Length--;
        }

        return text.ToString();
    }
}
