using System.Collections.Concurrent;
using Dragoman.Dialects.Conversation;

namespace Dragoman.DataPlane;

/// <summary>
/// Thought signatures of running sessions, for clients that drop them (H-114). Bounded by number and by bytes; the oldest go first.
/// Forgotten with the process: the upstream is then told its documented stand-in.
/// </summary>
internal sealed class SignatureMemory(int maxEntries = 50_000, long maxBytes = 64L * 1024 * 1024) : ISignatureMemory
{
    // A signature is one to three kilobytes; more than this is not one.
    private const int MaxValue = 256 * 1024;

    private readonly ConcurrentDictionary<string, byte[]> _kept = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Key, byte[] Value)> _order = new();
    private long _bytes;

    /// <inheritdoc/>
    public void Remember(string key, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.Length > MaxValue)
        {
            return;
        }

        var copy = value.ToArray();
        _kept[key] = copy;
        _order.Enqueue((key, copy));
        Interlocked.Add(ref _bytes, copy.Length);
        while ((_order.Count > maxEntries || Interlocked.Read(ref _bytes) > maxBytes) && _order.TryDequeue(out var oldest))
        {
            Interlocked.Add(ref _bytes, -oldest.Value.Length);
            // Not where a newer value has taken its place.
            _kept.TryRemove(new KeyValuePair<string, byte[]>(oldest.Key, oldest.Value));
        }
    }

    /// <inheritdoc/>
    public byte[]? Find(string key) => _kept.GetValueOrDefault(key);
}
