using System.Runtime.CompilerServices;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>Takes a request body into one pooled buffer, with the limits of the Messages API (H-003, H-004).</summary>
internal static class BodyIntake
{
    /// <summary>
    /// Reads the body. The arena is the caller's to dispose. The buffer fits a whole body of known length and what a translation
    /// appends to it.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The largest body; 32 MiB at Anthropic.</param>
    /// <param name="cancellation">The client's departure.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<(Arena? Arena, Slice Body, Failure? Failure)> ReadAsync(
        HttpRequest request, long maxBytes, CancellationToken cancellation)
    {
        if (request.Headers.ContentEncoding.Count > 0
            && !string.Equals(request.Headers.ContentEncoding[0], "identity", StringComparison.OrdinalIgnoreCase))
        {
            return (null, default, Client(
                FailureCause.InvalidRequest,
                415,
                $"request_body_encoding_unsupported: send the body without a content-encoding, not as '{Short(request.Headers.ContentEncoding.ToString())}'."));
        }

        if (request.ContentLength > maxBytes)
        {
            return (null, default, TooLarge(maxBytes));
        }

        var arena = new Arena((int)(request.ContentLength ?? 16 * 1024) + 1024);
        var reader = request.BodyReader;
        var length = 0;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellation);
                foreach (var segment in result.Buffer)
                {
                    length += segment.Length;
                    if (length > maxBytes)
                    {
                        reader.AdvanceTo(result.Buffer.End);
                        arena.Dispose();
                        return (null, default, TooLarge(maxBytes));
                    }

                    arena.Append(segment.Span);
                }

                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return length == 0
                        ? (arena, default, Client(FailureCause.InvalidRequest, 400, "The request has no body; send a JSON object."))
                        : (arena, new Slice(1, length), null);
                }
            }
        }
        catch
        {
            arena.Dispose();
            throw;
        }
    }

    private static Failure TooLarge(long maxBytes) => Client(
        FailureCause.TooLarge,
        413,
        $"The request is larger than {maxBytes / (1024 * 1024)} MB; send fewer or smaller images and documents.") with
    {
        ShouldRetry = false,
    };

    private static Failure Client(FailureCause cause, int status, string message) =>
        new(cause, status, message) { Side = FailureSide.Client };

    private static string Short(string value) => value.Length > 40 ? value[..40] : value;
}
