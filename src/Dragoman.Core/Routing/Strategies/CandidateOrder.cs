using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Dragoman.Core.Routing.Strategies;

/// <summary>The order in which a turn tries its route's targets. A value of fixed size, so that deciding allocates nothing.</summary>
public struct CandidateOrder
{
    /// <summary>The most targets that a route may have.</summary>
    public const int Capacity = 64;

    private Indexes _targets;
    private int _count;

    /// <summary>How many there are.</summary>
    public readonly int Count => _count;

    /// <summary>What put the first one there.</summary>
    public OrderReason Reason { get; internal set; }

    /// <summary>The index in <see cref="Route.Targets"/> of the nth to try.</summary>
    public readonly int this[int n] => n < _count ? _targets[n] : throw new ArgumentOutOfRangeException(nameof(n));

    /// <summary>Which try a target of the route is, from 0; -1 where it is not tried.</summary>
    public int PlaceOf(int target) => Span.IndexOf((byte)target);

    /// <summary>Takes the nth one out; those behind it move up.</summary>
    public void RemoveAt(int n)
    {
        Span[(n + 1)..].CopyTo(Span[n..]);
        _count--;
    }

    /// <summary>A target behind the others; ignored where there is no room.</summary>
    internal void Add(int target)
    {
        if (_count < Capacity)
        {
            _targets[_count++] = (byte)target;
        }
    }

    /// <summary>The targets, to be put in order.</summary>
    [UnscopedRef]
    internal Span<byte> Span => ((Span<byte>)_targets)[.._count];

    /// <summary>Puts the nth one first; those before it move back by one.</summary>
    internal void Promote(int n)
    {
        var target = _targets[n];
        Span[..n].CopyTo(Span[1..]);
        _targets[0] = target;
    }

    [InlineArray(Capacity)]
    private struct Indexes
    {
        private byte _first;
    }
}
