using System.Runtime.CompilerServices;
using Dragoman.Core.Configuration;
using Dragoman.Hosting;

namespace Dragoman.DataPlane;

/// <summary>
/// What an upstream's refusal of our key is answered with: the key is read again, as its file may have been rotated (H-265). At most
/// once in ten seconds for each key, however many turns are refused.
/// </summary>
internal sealed class KeyRenewal(ConfigSource source, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly ConditionalWeakTable<Secret, StrongBox<long>> _read = [];

    /// <summary>True where another value than the one that was sent is there now, so that another attempt is worth it.</summary>
    public bool TryRenew(Secret? key, string? sent)
    {
        if (key is null || sent is null)
        {
            return false;
        }

        var last = _read.GetOrCreateValue(key);
        lock (last)
        {
            // Another turn was refused a moment ago, and has done it.
            if (key.Reveal() != sent)
            {
                return true;
            }

            if (last.Value != 0 && time.GetElapsedTime(last.Value) < Every)
            {
                return false;
            }

            last.Value = time.GetTimestamp();
            return source.Refresh(key);
        }
    }
}
