using System.Text;
using Microsoft.AspNetCore.Http;

namespace Dragoman.Testing;

/// <summary>Writes an answer onto the wire as its transport settings say: frame by frame, cut, held back, broken off.</summary>
internal static class Playback
{
    public static async Task SendAsync(HttpContext context, Answer answer, int status, string contentType, byte[] body, CancellationToken stop)
    {
        AddHeaders(context, answer);
        context.Response.StatusCode = status;
        if (body.Length > 0 || contentType.Length > 0)
        {
            context.Response.ContentType = contentType;
        }

        context.Response.ContentLength = body.Length;
        if (status is not 204 and not 304)
        {
            await context.Response.Body.WriteAsync(body, stop);
        }
    }

    /// <summary>Writes the steps: a string is one SSE frame, bytes go as they are, a task is waited for.</summary>
    public static async Task StreamAsync(HttpContext context, Answer answer, IEnumerable<object> steps, CancellationToken stop, string? contentType = null)
    {
        AddHeaders(context, answer);
        context.Response.ContentType = contentType ?? answer.StreamContentType;
        context.Response.Headers.CacheControl = "no-cache";
        await context.Response.Body.FlushAsync(stop);
        var frames = 0;
        foreach (var step in steps)
        {
            if (step is Task wait)
            {
                await wait.WaitAsync(stop);
                continue;
            }

            if (frames == answer.ResetsAfter)
            {
                Reset(context);
                return;
            }

            if (frames == answer.EndsAfter)
            {
                return;
            }

            await WriteAsync(context.Response.Body, step as byte[] ?? Encode(answer, (string)step), answer.BytesPerWrite, stop);
            frames++;
        }

        if (frames <= answer.ResetsAfter)
        {
            Reset(context);
        }
    }

    /// <summary>True when it was the answer that broke the connection, not the client.</summary>
    public static bool WasReset(HttpContext context) => context.Items.ContainsKey(typeof(Playback));

    private static void Reset(HttpContext context)
    {
        context.Items[typeof(Playback)] = true;
        context.Abort();
    }

    private static byte[] Encode(Answer answer, string frame)
    {
        var text = answer.Comment is { } comment ? $": {comment}\n\n{frame}" : frame;
        return Encoding.UTF8.GetBytes(answer.CrLf ? text.Replace("\n", "\r\n", StringComparison.Ordinal) : text);
    }

    private static async Task WriteAsync(Stream body, byte[] bytes, int? size, CancellationToken stop)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(size ?? bytes.Length, bytes.Length - at);
            await body.WriteAsync(bytes.AsMemory(at, length), stop);
            await body.FlushAsync(stop);
            at += length;
        }
    }

    private static void AddHeaders(HttpContext context, Answer answer)
    {
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers.Append(name, value);
        }
    }
}
