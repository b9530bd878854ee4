using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Dragoman.Core.Access;
using Dragoman.Core.Limits;
using Dragoman.Core.Spending;

namespace Dragoman.DataPlane.Admission;

/// <summary>
/// Finds the grant behind a shown key in the directory in force. Keys that were just shown are remembered, so that they are not hashed
/// for each of a session's turns; what is remembered holds for one directory only, so a key that is disabled is not remembered past it.
/// </summary>
internal sealed class AccessGate
{
    private const int MaxKeyLength = 4096;
    private const int Places = 256;

    private readonly AccessKey _bootstrap;
    private readonly SpendingBook _spending;
    private readonly LimitBook _limits;

    // The texts are in the process's memory anyhow, as the headers of whatever requests are being served.
    private readonly Shown?[] _shown = new Shown?[Places];
    private AccessDirectory _directory;

    public AccessGate(AccessKey bootstrap, SpendingBook spending, LimitBook limits)
    {
        (_bootstrap, _spending, _limits) = (bootstrap, spending, limits);
        _directory = Compile(AccessState.Empty);
    }

    /// <summary>The directory in force.</summary>
    public AccessDirectory Directory => Volatile.Read(ref _directory);

    /// <summary>Puts a state in force. Turns that run keep what they were granted.</summary>
    public void Load(AccessState state) => Volatile.Write(ref _directory, Compile(state));

    /// <summary>The grant behind a key; null for one that is not ours. Says nothing about whether it may do anything now.</summary>
    public KeyGrant? Find(ReadOnlySpan<char> shown)
    {
        shown = ClaudeToken.KeyIn(shown);
        if (shown.IsEmpty || shown.Length > MaxKeyLength)
        {
            return null;
        }

        var directory = Directory;
        // The hash is seeded anew in each process: where a key stands tells nobody anything.
        ref var place = ref _shown[string.GetHashCode(shown, StringComparison.Ordinal) & (Places - 1)];
        if (place is { } seen && ReferenceEquals(seen.Directory, directory)
            && CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(shown), MemoryMarshal.AsBytes<char>(seen.Text)))
        {
            return seen.Grant;
        }

        Span<byte> utf8 = stackalloc byte[MaxKeyLength * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(shown, utf8)], hash);
        if (directory.Find(hash) is not { } grant)
        {
            return null;
        }

        Volatile.Write(ref place, new Shown(shown.ToArray(), grant, directory));
        return grant;
    }

    /// <summary>The limits of an address; none where addresses are not limited.</summary>
    public RateLimiter[] LimitersOf(IPAddress? address) => _limits.OfAddress(address);

    private AccessDirectory Compile(AccessState state) =>
        AccessDirectory.Compile(state, _spending, _limits, _bootstrap.Sha256, _bootstrap.Id);

    private sealed record Shown(char[] Text, KeyGrant Grant, AccessDirectory Directory);
}
