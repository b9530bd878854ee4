using System.Collections.Concurrent;

namespace Dragoman.Core.Spending;

/// <summary>
/// What turns really cost beside what they looked like (F06): the reservation of a turn is what 95 of 100 such turns stayed below.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Learned is the ratio to a plain guess made from tokens and prices, so that a shape teaches also about its larger and smaller turns.
/// Never <c>max_tokens</c>: agents ask for 64,000 and use 400, and would be refused at a small part of their budget.
/// </remarks>
public sealed class CostLearner
{
    /// <summary>Generated tokens that a turn is thought to have until something was learned.</summary>
    public const long PriorOutputTokens = 1_500;

    // A shape comes from a configured model and three small numbers; beyond this bound somebody makes models up.
    private const int MaxShapes = 8_192;
    private const int Enough = 8;

    private readonly ConcurrentDictionary<CostShape, CostHistogram> _learned = new();

    /// <summary>What to set aside for a turn, nano-dollars. Allocates nothing.</summary>
    /// <param name="shape">What the turn looks like.</param>
    /// <param name="guess">What tokens and prices say that it costs, nano-dollars.</param>
    public long Expect(in CostShape shape, long guess)
    {
        if (_learned.TryGetValue(shape, out var learned) && learned.Count >= Enough)
        {
            return learned.Times(guess);
        }

        return _learned.TryGetValue(shape.Coarse, out learned) && learned.Count >= Enough ? learned.Times(guess) : guess;
    }

    /// <summary>What a turn that ran to its end cost.</summary>
    public void Learn(in CostShape shape, long guess, long costNanoUsd)
    {
        if (guess <= 0 || costNanoUsd < 0)
        {
            return;
        }

        Histogram(shape)?.Add(guess, costNanoUsd);
        Histogram(shape.Coarse)?.Add(guess, costNanoUsd);
    }

    private CostHistogram? Histogram(CostShape shape) => _learned.TryGetValue(shape, out var known) ? known
        : _learned.Count < MaxShapes ? _learned.GetOrAdd(shape, static _ => new CostHistogram())
        : null;
}
