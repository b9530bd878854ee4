using Dragoman.Core.Routing;

namespace Dragoman.Core.Rules;

internal delegate bool BooleanFact(in TurnFacts facts);

internal delegate double NumberFact(in TurnFacts facts);

internal delegate string TextFact(in TurnFacts facts);

internal sealed class BooleanFactNode(BooleanFact read) : BooleanNode
{
    public override bool Test(in TurnFacts facts) => read(in facts);
}

internal sealed class NumberFactNode(NumberFact read) : NumberNode
{
    public override double Value(in TurnFacts facts) => read(in facts);
}

internal sealed class TextFactNode(TextFact read, IReadOnlyList<string>? values) : TextNode
{
    /// <summary>The only values there are; null for any.</summary>
    public IReadOnlyList<string>? Values => values;

    public override string Value(in TurnFacts facts) => read(in facts);
}

internal sealed class BooleanLiteral(bool value) : BooleanNode
{
    public override bool Test(in TurnFacts facts) => value;
}

internal sealed class NumberLiteral(double value) : NumberNode
{
    public override double Value(in TurnFacts facts) => value;
}

internal sealed class TextLiteral(string value) : TextNode
{
    public string Text => value;

    public override string Value(in TurnFacts facts) => value;
}

internal sealed class NotNode(BooleanNode operand) : BooleanNode
{
    public override bool Test(in TurnFacts facts) => !operand.Test(in facts);
}

internal sealed class AndNode(BooleanNode left, BooleanNode right) : BooleanNode
{
    public override bool Test(in TurnFacts facts) => left.Test(in facts) && right.Test(in facts);
}

internal sealed class OrNode(BooleanNode left, BooleanNode right) : BooleanNode
{
    public override bool Test(in TurnFacts facts) => left.Test(in facts) || right.Test(in facts);
}

internal sealed class BooleanEqualNode(BooleanNode left, BooleanNode right, bool isEqual) : BooleanNode
{
    public override bool Test(in TurnFacts facts) => (left.Test(in facts) == right.Test(in facts)) == isEqual;
}

internal sealed class CompareNode(NumberNode left, NumberNode right, string sign) : BooleanNode
{
    private readonly byte _sign = (byte)Array.IndexOf(Signs, sign);

    private static readonly string[] Signs = ["<", "<=", ">", ">=", "==", "!="];

    public override bool Test(in TurnFacts facts)
    {
        var (a, b) = (left.Value(in facts), right.Value(in facts));
        return _sign switch { 0 => a < b, 1 => a <= b, 2 => a > b, 3 => a >= b, 4 => a == b, _ => a != b };
    }
}

internal sealed class ArithmeticNode(NumberNode left, NumberNode right, char sign) : NumberNode
{
    public override double Value(in TurnFacts facts)
    {
        var (a, b) = (left.Value(in facts), right.Value(in facts));
        return sign switch { '+' => a + b, '-' => a - b, '*' => a * b, _ => a / b };
    }
}

internal sealed class TextCompareNode(TextNode left, TextNode right, TextTest test) : BooleanNode
{
    public override bool Test(in TurnFacts facts)
    {
        var (a, b) = (left.Value(in facts), right.Value(in facts));
        return test switch
        {
            TextTest.Equal => a.Equals(b, StringComparison.OrdinalIgnoreCase),
            TextTest.NotEqual => !a.Equals(b, StringComparison.OrdinalIgnoreCase),
            TextTest.Contains => a.Contains(b, StringComparison.OrdinalIgnoreCase),
            TextTest.StartsWith => a.StartsWith(b, StringComparison.OrdinalIgnoreCase),
            _ => a.EndsWith(b, StringComparison.OrdinalIgnoreCase),
        };
    }
}

internal enum TextTest : byte
{
    Equal,
    NotEqual,
    Contains,
    StartsWith,
    EndsWith,
}

internal sealed class TextInNode(TextNode left, string[] values) : BooleanNode
{
    public override bool Test(in TurnFacts facts)
    {
        var text = left.Value(in facts);
        foreach (var value in values)
        {
            if (text.Equals(value, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}

internal sealed class NumberInNode(NumberNode left, double[] values) : BooleanNode
{
    public override bool Test(in TurnFacts facts)
    {
        var number = left.Value(in facts);
        foreach (var value in values)
        {
            if (number == value)
            {
                return true;
            }
        }

        return false;
    }
}
