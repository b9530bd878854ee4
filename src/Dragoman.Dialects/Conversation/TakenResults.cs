namespace Dragoman.Dialects.Conversation;

/// <summary>Which tool results of a request were given to their calls already, by block index.</summary>
internal sealed class TakenResults
{
    private ulong[] _bits = new ulong[16];

    /// <summary>Forgets everything and makes room for that many blocks.</summary>
    public void Reset(int blocks)
    {
        var words = (blocks >> 6) + 1;
        if (_bits.Length < words)
        {
            _bits = new ulong[words * 2];
        }

        _bits.AsSpan(0, words).Clear();
    }

    /// <summary>Marks a block.</summary>
    public void Take(int block) => _bits[block >> 6] |= 1UL << (block & 63);

    /// <summary>True when the block was marked.</summary>
    public bool IsTaken(int block) => (_bits[block >> 6] & (1UL << (block & 63))) != 0;
}
