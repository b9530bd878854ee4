using System.Security.Cryptography;
using Dragoman.Dialects.Conversation;

namespace Dragoman.DataPlane;

/// <summary>Ids from the system's random source.</summary>
internal sealed class RandomIds : IIdSource
{
    /// <inheritdoc/>
    public void Fill(Span<byte> target)
    {
        RandomNumberGenerator.Fill(target);
        for (var i = 0; i < target.Length; i++)
        {
            // 256 is no multiple of 62: the bias is harmless in an id that only has to be unique.
            target[i] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8[target[i] % 62];
        }
    }

    /// <summary>An id such as <c>req_</c> and 24 characters.</summary>
    public string Next(string prefix)
    {
        Span<byte> random = stackalloc byte[24];
        Fill(random);
        return string.Concat(prefix, System.Text.Encoding.ASCII.GetString(random));
    }
}
