using System.Numerics;

namespace Dragoman.Core.Routing.Health;

/// <summary>How the last turns of a target ended, one bit each.</summary>
internal struct HealthWindow
{
    /// <summary>Turns that it remembers.</summary>
    public const int Size = 32;

    private uint _failed;
    private int _count;

    /// <summary>Turns remembered.</summary>
    public readonly int Count => _count;

    /// <summary>How many of them failed.</summary>
    public readonly int Failed => BitOperations.PopCount(_failed);

    /// <summary>Takes in one more.</summary>
    public void Add(bool failed)
    {
        _failed = (_failed << 1) | (failed ? 1u : 0u);
        _count = Math.Min(_count + 1, Size);
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => this = default;
}
