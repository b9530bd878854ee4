using System.Net;
using System.Text;
using Dragoman.Core.Runaway;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane.Watch;

/// <summary>
/// The link in a pause's error: a page with one button. Whoever has the token may go on, as only the session's own client was told
/// it. Looking at the page changes nothing, as programs look at links, too.
/// </summary>
internal sealed class ResumePage(RunawayBook book)
{
    /// <summary>What its paths begin with.</summary>
    public const string Path = "/sessions/resume/";

    private const int MaxToken = 100;

    /// <summary>True for its paths.</summary>
    public static bool Owns(string? path) => path?.StartsWith(Path, StringComparison.Ordinal) == true;

    /// <summary>Shows the page, or lets the session go on.</summary>
    public Task RunAsync(HttpContext http)
    {
        var token = http.Request.Path.Value![Path.Length..];
        if (token.Length is 0 or > MaxToken || book.FindToken(token) is not { } session)
        {
            return WriteAsync(http, StatusCodes.Status404NotFound, "<p>Nothing is paused under this link. The session may go on already.</p>");
        }

        if (HttpMethods.IsPost(http.Request.Method))
        {
            book.ResumeByToken(token);
            return WriteAsync(http, StatusCodes.Status200OK, "<p>The session may go on. Send your next prompt.</p>");
        }

        if (!HttpMethods.IsGet(http.Request.Method))
        {
            http.Response.Headers.Allow = "GET, POST";
            return WriteAsync(http, StatusCodes.Status405MethodNotAllowed, "<p>Open this link in a browser.</p>");
        }

        return WriteAsync(
            http, StatusCodes.Status200OK,
            $"<p>The gateway paused the session {WebUtility.HtmlEncode(session)}.</p><form method=\"post\"><button>Let it go on</button></form>");
    }

    private static Task WriteAsync(HttpContext http, int status, string content)
    {
        var page = Encoding.UTF8.GetBytes($"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Dragoman</title>{content}</html>");
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = page.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers["content-security-policy"] = "default-src 'none'; form-action 'self'; frame-ancestors 'none'";
        response.Headers["referrer-policy"] = "no-referrer";
        return response.Body.WriteAsync(page, http.RequestAborted).AsTask();
    }
}
