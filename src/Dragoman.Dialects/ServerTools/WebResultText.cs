using System.Text;

namespace Dragoman.Dialects.ServerTools;

/// <summary>Results in words, as the model reads them. What a page says is marked as a page's words.</summary>
internal static class WebResultText
{
    /// <summary>The words.</summary>
    public static string Of(WebCall call, WebOutcome outcome)
    {
        if (outcome.ErrorCode is { } code)
        {
            return code == "max_uses_exceeded"
                ? "Error: max_uses_exceeded. No further calls of this tool are possible; answer with what you know."
                : $"Error: {code}.";
        }

        if (outcome.Page is { } page)
        {
            return $"<page url=\"{page.Url.AbsoluteUri}\">\n{(page.Title.Length > 0 ? page.Title + "\n\n" : string.Empty)}{(page.Pdf is null ? page.Text : "A PDF document; it follows.")}\n</page>";
        }

        if (outcome.Hits.Count == 0)
        {
            return $"The search for \"{call.Argument}\" found nothing.";
        }

        var text = new StringBuilder("<search_results>\n");
        for (var i = 0; i < outcome.Hits.Count; i++)
        {
            var hit = outcome.Hits[i];
            text.Append(i + 1).Append(". ").Append(hit.Title).Append('\n').Append(hit.Url.AbsoluteUri);
            if (hit.Age.Length > 0)
            {
                text.Append(" (").Append(hit.Age).Append(')');
            }

            text.Append('\n');
            if (hit.Snippet.Length > 0)
            {
                text.Append(hit.Snippet).Append('\n');
            }
        }

        return text.Append("</search_results>").ToString();
    }
}
