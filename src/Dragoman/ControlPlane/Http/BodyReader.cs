using Microsoft.AspNetCore.Http;

namespace Dragoman.ControlPlane.Http;

/// <summary>Reads a small JSON body whole.</summary>
internal static class BodyReader
{
    /// <summary>The largest body of the admin API, in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The body; empty where there is none.</summary>
    /// <exception cref="AdminProblem">It is too large, or says that it is not JSON.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > MaxBytes)
        {
            throw TooLarge();
        }

        using var buffer = new MemoryStream();
        var block = new byte[8 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(block, cancellation)) > 0)
        {
            if (buffer.Length + read > MaxBytes)
            {
                throw TooLarge();
            }

            buffer.Write(block, 0, read);
        }

        if (buffer.Length > 0 && !request.HasJsonContentType())
        {
            throw new AdminProblem(StatusCodes.Status415UnsupportedMediaType, "Bodies are JSON here; send content-type: application/json.");
        }

        return buffer.ToArray();
    }

    private static AdminProblem TooLarge() =>
        new(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {MaxBytes / 1024} KB; send less.");
}
