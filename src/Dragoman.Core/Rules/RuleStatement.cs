using Dragoman.Core.Routing;

namespace Dragoman.Core.Rules;

/// <summary>A statement of a rule. It gives the index of the chosen target, or -1.</summary>
internal abstract class RuleStatement
{
    public abstract int Run(in TurnFacts facts);
}

internal sealed class RouteStatement(int target) : RuleStatement
{
    public override int Run(in TurnFacts facts) => target;
}

/// <summary>An <c>if</c> with its <c>elif</c> and <c>else</c> branches; the condition of <c>else</c> is null.</summary>
internal sealed class IfStatement(IReadOnlyList<(BooleanNode? Condition, RuleStatement Then)> branches) : RuleStatement
{
    private readonly (BooleanNode? Condition, RuleStatement Then)[] _branches = [.. branches];

    public override int Run(in TurnFacts facts)
    {
        foreach (var (condition, then) in _branches)
        {
            if (condition is null || condition.Test(in facts))
            {
                return then.Run(in facts);
            }
        }

        return -1;
    }
}
