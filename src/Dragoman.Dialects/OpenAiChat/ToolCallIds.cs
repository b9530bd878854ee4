using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat;

/// <summary>
/// Tool call ids as the host wants them, each only once in a request. A pure function of the ids in order, so that an id is the
/// same on every turn (H-068, H-072, H-419).
/// </summary>
internal sealed class ToolCallIds
{
    // OpenAI's own limit.
    private const int MaxLength = 40;
    private const int MaxPlainLength = 64;
    private const int MistralLength = 9;

    private readonly ByteWriter _bytes = new(1024);
    private Entry[] _entries = new Entry[64];
    private int[] _buckets = new int[128];
    private int _count;

    /// <summary>The bytes of a mapped id.</summary>
    public ReadOnlySpan<byte> this[Slice id] => _bytes.Written.Slice(id.Start, id.Length);

    /// <summary>Forgets all ids.</summary>
    public void Reset()
    {
        _bytes.Reset();
        _count = 0;
        Array.Clear(_buckets);
    }

    /// <summary>The id for the next call.</summary>
    /// <param name="id">The client's id, escaped content.</param>
    /// <param name="rule">The host's rule.</param>
    /// <param name="isChanged">True when it differs from the client's.</param>
    public Slice Map(ReadOnlySpan<byte> id, ToolIdRule rule, out bool isChanged)
    {
        var keeps = Fits(id, rule);
        isChanged = !keeps;
        for (var n = 1; ; n++)
        {
            var start = _bytes.Length;
            if (keeps && n == 1)
            {
                _bytes.Write(id);
            }
            else if (keeps && rule != ToolIdRule.Alphanumeric9 && id.Length + 6 <= MaxLength && n < 10_000)
            {
                _bytes.Write(id);
                _bytes.Write((byte)'_');
                _bytes.WriteNumber(n);
            }
            else
            {
                WriteDigest(id, n, rule);
            }

            var slice = new Slice(start, _bytes.Length - start);
            if (TryAdd(slice))
            {
                return slice;
            }

            isChanged = true;
            _bytes.Truncate(start);
        }
    }

    private static bool Fits(ReadOnlySpan<byte> id, ToolIdRule rule) => rule switch
    {
        ToolIdRule.Alphanumeric9 => id.Length == MistralLength && IsAlphanumeric(id),
        ToolIdRule.Plain64 => id.Length is > 0 and <= MaxPlainLength && Conversation.ToolNames.IsPlain(id),
        _ => id.Length is > 0 and <= MaxLength && id.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0 && id.IndexOf((byte)'\\') < 0,
    };

    private static bool IsAlphanumeric(ReadOnlySpan<byte> id)
    {
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit((char)c))
            {
                return false;
            }
        }

        return true;
    }

    // Base 62 of a fixed 64-bit mix; two ids that meet are told apart by TryAdd, so it need not be a cryptographic one.
    private void WriteDigest(ReadOnlySpan<byte> id, int n, ToolIdRule rule)
    {
        var hash = Hash(id) + ((ulong)n * 0x9E3779B97F4A7C15UL);
        var length = rule == ToolIdRule.Alphanumeric9 ? MistralLength : 24;
        if (rule != ToolIdRule.Alphanumeric9)
        {
            _bytes.Write("call_"u8);
        }

        for (var i = 0; i < length; i++)
        {
            if (i % 8 == 0)
            {
                hash = Mix(hash + 0x9E3779B97F4A7C15UL);
            }

            var value = (hash >> (i % 8 * 8)) & 0xFF;
            _bytes.Write("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8[(int)(value % 62)]);
        }
    }

    private bool TryAdd(Slice id)
    {
        var text = this[id];
        var hash = Hash(text);
        for (var i = _buckets[(int)(hash % (ulong)_buckets.Length)]; i != 0; i = _entries[i - 1].Next)
        {
            if (_entries[i - 1].Hash == hash && this[_entries[i - 1].Id].SequenceEqual(text))
            {
                return false;
            }
        }

        if (_count == _entries.Length)
        {
            Grow();
        }

        ref var bucket = ref _buckets[(int)(hash % (ulong)_buckets.Length)];
        _entries[_count++] = new Entry(id, hash, bucket);
        bucket = _count;
        return true;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _buckets = new int[_entries.Length * 2];
        for (var i = 0; i < _count; i++)
        {
            ref var bucket = ref _buckets[(int)(_entries[i].Hash % (ulong)_buckets.Length)];
            _entries[i] = _entries[i] with { Next = bucket };
            bucket = i + 1;
        }
    }

    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 0x100000001B3UL;
        }

        return Mix(hash);
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCDUL;
        x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53UL;
        return x ^ (x >> 33);
    }

    private readonly record struct Entry(Slice Id, ulong Hash, int Next);
}
