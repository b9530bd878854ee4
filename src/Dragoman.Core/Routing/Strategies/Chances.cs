namespace Dragoman.Core.Routing.Strategies;

/// <summary>Numbers from random bits.</summary>
internal static class Chances
{
    /// <summary>The next number in the open interval from 0 to 1, from a state that moves on (SplitMix64).</summary>
    public static double Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        return Unit(Mix(state));
    }

    /// <summary>
    /// An exponentially distributed number with the weight as its rate. The smallest of several belongs to each in proportion to its
    /// weight, and so on down the order: a weighted shuffle.
    /// </summary>
    public static double Exponential(ref ulong state, double weight) => -Math.Log(Next(ref state)) / weight;

    /// <summary>Spreads bits.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>Bits as a number in the open interval from 0 to 1.</summary>
    public static double Unit(ulong bits) => ((bits >> 11) + 0.5) * (1.0 / (1ul << 53));
}
