using System.Security.Cryptography;
using System.Text;
using Dragoman.Dialects.Conversation;

namespace Dragoman.DataPlane;

/// <summary>Ids from the system's random source, which is asked for many at a time: each question is a call into a library.</summary>
internal sealed class RandomIds(TimeProvider time) : IIdSource
{
    private const int Length = 24;
    private const int TimeLength = 8;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _left;

    private static ReadOnlySpan<byte> Alphabet => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8;

    /// <inheritdoc/>
    public void Fill(Span<byte> target)
    {
        var random = _random ??= new byte[1024];
        for (var i = 0; i < target.Length; i++)
        {
            if (_left == 0)
            {
                RandomNumberGenerator.Fill(random);
                _left = random.Length;
            }

            // 256 is no multiple of 62: the bias is harmless in an id that only has to be unique.
            target[i] = Alphabet[random[--_left] % 62];
        }
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        var random = _random ??= new byte[1024];
        if (_left < sizeof(ulong))
        {
            RandomNumberGenerator.Fill(random);
            _left = random.Length;
        }

        _left -= sizeof(ulong);
        return BitConverter.ToUInt64(random, _left);
    }

    /// <summary>
    /// An id such as <c>req_</c> and 24 characters: the milliseconds since 1970, then 95 random bits. Ids of turns stand in an index,
    /// and ones that grow are added at its end; random ones would each touch, and log, a page of their own.
    /// </summary>
    public string Next(string prefix)
    {
        Span<byte> id = stackalloc byte[Length];
        var milliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = TimeLength - 1; i >= 0; i--)
        {
            id[i] = Alphabet[(int)(milliseconds % 62)];
            milliseconds /= 62;
        }

        Fill(id[TimeLength..]);
        return string.Concat(prefix, Encoding.ASCII.GetString(id));
    }

    /// <summary>When an id was made; the beginning of 1970 for one that was made in another way.</summary>
    public static DateTimeOffset TimeOf(string id)
    {
        var start = id.IndexOf('_', StringComparison.Ordinal) + 1;
        long milliseconds = 0;
        foreach (var c in id.AsSpan(start, Math.Min(TimeLength, id.Length - start)))
        {
            milliseconds = (milliseconds * 62) + Math.Max(0, Alphabet.IndexOf((byte)c));
        }

        return id.Length - start == Length ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : DateTimeOffset.UnixEpoch;
    }
}
