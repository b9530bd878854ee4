using Dragoman.Core.Spending;

namespace Dragoman.Core.Tests.Spending;

public sealed class CostLearnerTests
{
    private static readonly CostShape Shape = CostShape.Of("openai/gpt-5", 60_000, isFirst: false, AgentKind.Main);

    [Fact]
    public void F06_until_something_is_learned_the_guess_holds() => new CostLearner().Expect(Shape, 1_000_000).ShouldBe(1_000_000);

    [Fact]
    public void F06_what_is_set_aside_is_what_95_of_100_such_turns_stayed_below()
    {
        var learner = new CostLearner();
        for (var i = 1; i <= 200; i++)
        {
            learner.Learn(Shape, 1_000_000, i % 20 == 0 ? 900_000 : 100_000 + (i % 19 * 1_000));
        }

        // The tenth that cost nine times as much is one in twenty: the answer lies between the many and the few, a fourth of an octave wide.
        learner.Expect(Shape, 1_000_000).ShouldBeInRange(118_000, 150_000);
    }

    [Fact]
    public void A_shape_that_was_not_seen_learns_from_the_same_turns_of_other_sizes()
    {
        var learner = new CostLearner();
        for (var i = 0; i < 20; i++)
        {
            learner.Learn(Shape, 1_000_000, 250_000);
        }

        learner.Expect(CostShape.Of("openai/gpt-5", 1_000_000, false, AgentKind.Main), 20_000_000).ShouldBeInRange(4_900_000, 6_000_000);
        learner.Expect(CostShape.Of("openai/gpt-5", 1_000_000, false, AgentKind.Side), 20_000_000).ShouldBe(20_000_000);
    }

    [Fact]
    public void A_change_of_prices_is_followed()
    {
        var learner = new CostLearner();
        for (var i = 0; i < 200; i++)
        {
            learner.Learn(Shape, 1_000_000, 4_000_000);
        }

        for (var i = 0; i < 2_000; i++)
        {
            learner.Learn(Shape, 1_000_000, 500_000);
        }

        learner.Expect(Shape, 1_000_000).ShouldBeLessThan(600_000);
    }
}
