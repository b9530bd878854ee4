using Dragoman.Core.Routing;

namespace Dragoman.Core.Rules;

/// <summary>An expression with its type and place. Evaluation allocates nothing, cannot fail and takes as many steps as it has nodes.</summary>
internal abstract class RuleNode
{
    public required RuleToken At { get; init; }

    public abstract RuleType Type { get; }
}

internal enum RuleType : byte
{
    Boolean,
    Number,
    Text,
}

internal abstract class BooleanNode : RuleNode
{
    public override RuleType Type => RuleType.Boolean;

    public abstract bool Test(in TurnFacts facts);
}

internal abstract class NumberNode : RuleNode
{
    public override RuleType Type => RuleType.Number;

    public abstract double Value(in TurnFacts facts);
}

internal abstract class TextNode : RuleNode
{
    public override RuleType Type => RuleType.Text;

    public abstract string Value(in TurnFacts facts);
}
