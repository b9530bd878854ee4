using Microsoft.AspNetCore.Http;

namespace Dragoman.Testing;

/// <summary>A web server with the pages that a test gives it.</summary>
public sealed class FakePages : FakeUpstream
{
    private readonly Dictionary<string, (int Status, string Type, byte[] Body, string? Location)> _pages = [];

    private FakePages()
    {
    }

    /// <summary>Opens a server without pages.</summary>
    public static async Task<FakePages> OpenAsync()
    {
        var pages = new FakePages();
        await pages.StartAsync();
        return pages;
    }

    /// <summary>Adds a page.</summary>
    public FakePages With(string path, string body, string type = "text/html; charset=utf-8", int status = 200) =>
        With(path, System.Text.Encoding.UTF8.GetBytes(body), type, status);

    /// <summary>Adds a page of bytes.</summary>
    public FakePages With(string path, byte[] body, string type, int status = 200)
    {
        _pages[path] = (status, type, body, null);
        return this;
    }

    /// <summary>Adds a redirect.</summary>
    public FakePages Redirect(string path, string location)
    {
        _pages[path] = (302, "text/plain", [], location);
        return this;
    }

    /// <inheritdoc/>
    protected override async Task AnswerAsync(HttpContext context, RecordedRequest request, CancellationToken stop)
    {
        foreach (var name in new[] { "authorization", "cookie", "x-api-key" })
        {
            if (request.Header(name) is { Length: > 0 })
            {
                Violate(request, $"a stranger's page was sent {name}");
            }
        }

        var page = _pages.GetValueOrDefault(request.Path, (404, "text/plain", "nothing here"u8.ToArray(), null));
        context.Response.StatusCode = page.Item1;
        context.Response.ContentType = page.Item2;
        if (page.Item4 is { } location)
        {
            context.Response.Headers.Location = location;
        }

        await context.Response.Body.WriteAsync(page.Item3, stop);
    }
}
