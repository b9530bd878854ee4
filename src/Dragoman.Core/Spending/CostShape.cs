using System.Numerics;

namespace Dragoman.Core.Spending;

/// <summary>What turns of like cost have in common.</summary>
/// <param name="Model">The model at its upstream.</param>
/// <param name="Size">The power of two of the input's tokens.</param>
/// <param name="IsFirst">True for a session's first turn, which finds no cache.</param>
/// <param name="Agent">Who it is for.</param>
public readonly record struct CostShape(string Model, byte Size, bool IsFirst, AgentKind Agent)
{
    private const byte AnySize = byte.MaxValue;

    /// <summary>The shape of a turn.</summary>
    public static CostShape Of(string model, long inputTokens, bool isFirst, AgentKind agent) =>
        new(model, (byte)BitOperations.Log2((ulong)Math.Max(inputTokens, 1)), isFirst, agent);

    /// <summary>The same whatever the size.</summary>
    public CostShape Coarse => this with { Size = AnySize };
}
