using Dragoman.Core.Routing;

namespace Dragoman.Core.Rules;

/// <summary>A statement of a rule. It gives the index of the chosen target, or -1.</summary>
internal abstract class RuleStatement
{
    public abstract int Run(in TurnFacts facts);

    /// <summary>Notes what <see cref="Run"/> asks.</summary>
    public abstract void Trace(in TurnFacts facts, string[] lines, List<RuleStep> steps);
}

internal sealed class RouteStatement(int target) : RuleStatement
{
    public override int Run(in TurnFacts facts) => target;

    public override void Trace(in TurnFacts facts, string[] lines, List<RuleStep> steps)
    {
    }
}

/// <summary>A branch of an <c>if</c>; the condition of <c>else</c> is null.</summary>
internal sealed record RuleBranch(BooleanNode? Condition, RuleStatement Then, RuleToken At, RuleFact[] Facts);

/// <summary>An <c>if</c> with its <c>elif</c> and <c>else</c> branches.</summary>
internal sealed class IfStatement(IReadOnlyList<RuleBranch> branches) : RuleStatement
{
    private readonly RuleBranch[] _branches = [.. branches];

    public override int Run(in TurnFacts facts)
    {
        foreach (var branch in _branches)
        {
            if (branch.Condition is null || branch.Condition.Test(in facts))
            {
                return branch.Then.Run(in facts);
            }
        }

        return -1;
    }

    public override void Trace(in TurnFacts facts, string[] lines, List<RuleStep> steps)
    {
        foreach (var branch in _branches)
        {
            var held = branch.Condition?.Test(in facts) ?? true;
            var shown = new List<KeyValuePair<string, string>>(branch.Facts.Length);
            foreach (var fact in branch.Facts)
            {
                shown.Add(new(fact.Name, fact.Show(in facts)));
            }

            steps.Add(new RuleStep(branch.At.Line, lines[branch.At.Line - 1].Trim(), held, shown));
            if (held)
            {
                branch.Then.Trace(in facts, lines, steps);
                return;
            }
        }
    }
}
