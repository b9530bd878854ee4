using System.Runtime.CompilerServices;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Upstreams.Transport;

/// <summary>Reads whole bodies with a bound.</summary>
public static class BodyReader
{
    /// <summary>The largest whole answer that is taken, in bytes.</summary>
    public const int MaxAnswerBytes = 64 * 1024 * 1024;

    /// <summary>The most of an error body that is looked at, in bytes; the rest says nothing more.</summary>
    public const int MaxErrorBytes = 256 * 1024;

    /// <summary>Reads up to <paramref name="limit"/> bytes into <paramref name="target"/>.</summary>
    /// <returns>False when the body is longer than that.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<bool> ReadAsync(Stream body, ByteWriter target, int limit, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await body.ReadAsync(target.GetMemory(16 * 1024), cancellation);
            if (read == 0)
            {
                return true;
            }

            target.Advance(read);
            if (target.Length > limit)
            {
                return false;
            }
        }
    }

    /// <summary>The failure for an answer that is larger than <see cref="MaxAnswerBytes"/>.</summary>
    public static Failure TooLarge(string upstream) => new(
        FailureCause.Malformed,
        502,
        $"The upstream '{upstream}' answered with more than {MaxAnswerBytes / (1024 * 1024)} MB; ask for a shorter answer.");
}
