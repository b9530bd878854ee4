namespace Dragoman.Core.Rules;

/// <summary>
/// A Pratt parser for conditions. Type errors are noted and parsing goes on, so that all of them are seen at once; a value whose
/// type went wrong is null.
/// </summary>
internal sealed class ExpressionParser(List<RuleToken> tokens, List<RuleError> errors)
{
    private const int MaxDepth = 64;

    private static readonly Dictionary<string, int> Powers = new(StringComparer.Ordinal)
    {
        ["or"] = 1, ["and"] = 2,
        ["<"] = 4, ["<="] = 4, [">"] = 4, [">="] = 4, ["=="] = 4, ["="] = 4, ["!="] = 4,
        ["in"] = 4, ["not"] = 4, ["contains"] = 4, ["starts_with"] = 4, ["ends_with"] = 4,
        ["+"] = 5, ["-"] = 5, ["*"] = 6, ["/"] = 6,
    };

    private readonly List<RuleFact> _facts = [];
    private int _at;
    private int _depth;

    public static string Name(RuleType type) => type switch { RuleType.Boolean => "yes or no", RuleType.Number => "number", _ => "text" };

    public RuleNode? Read(ref int at)
    {
        _at = at;
        _depth = 0;
        var node = Read(0);
        at = _at;
        return node;
    }

    /// <summary>The facts that were named since the last call.</summary>
    public RuleFact[] TakeFacts()
    {
        RuleFact[] taken = [.. _facts.Distinct()];
        _facts.Clear();
        return taken;
    }

    private RuleToken Current => tokens[_at];

    private RuleNode? Read(int minPower)
    {
        if (++_depth > MaxDepth)
        {
            throw Syntax(Current, $"the condition is nested deeper than {MaxDepth} levels", "split it");
        }

        var left = ReadOperand();
        while (Power(Current) is var power && power > minPower)
        {
            left = ReadOperator(left, power);
        }

        _depth--;
        return left;
    }

    private static int Power(RuleToken token) =>
        token.Kind is RuleTokenKind.Word or RuleTokenKind.Symbol ? Powers.GetValueOrDefault(token.Text) : 0;

    private RuleNode? ReadOperand()
    {
        var token = Current;
        _at++;
        switch (token.Kind)
        {
            case RuleTokenKind.Number:
                return new NumberLiteral(token.Number) { At = token };
            case RuleTokenKind.Text:
                return new TextLiteral(token.Text) { At = token };
            case RuleTokenKind.Symbol when token.Text == "-":
                return Read(6) switch
                {
                    NumberNode number => new ArithmeticNode(new NumberLiteral(0) { At = token }, number, '-') { At = token },
                    var other => Mismatch(token, other is null, "- needs a number behind it"),
                };
            case RuleTokenKind.Symbol when token.Text == "(":
                var inner = Read(0);
                Take(")", "close the bracket");
                return inner;
            case RuleTokenKind.Word when token.Text == "not":
                return Read(3) switch
                {
                    BooleanNode operand => new NotNode(operand) { At = token },
                    var other => Mismatch(token, other is null, "not needs something that is true or false"),
                };
            case RuleTokenKind.Word when token.Text is "true" or "false":
                return new BooleanLiteral(token.Text == "true") { At = token };
            case RuleTokenKind.Word when Powers.ContainsKey(token.Text) || token.Text is "if" or "elif" or "else" or "route":
                break;
            case RuleTokenKind.Word:
                return ReadFact(token);
        }

        throw Syntax(token, $"expected a fact, a number or a text, found {token.Describe()}", "for example: input_tokens < 8000");
    }

    private RuleNode? ReadFact(RuleToken token)
    {
        if (RuleFacts.Find(token.Text) is { } fact)
        {
            _facts.Add(fact);
            return fact.Node(token);
        }

        var names = RuleFacts.All.Select(known => known.Name).ToArray();
        var near = Configuration.Binding.Nearest.Of(token.Text, names);
        errors.Add(new RuleError(
            token.Line, token.Column, $"unknown fact \"{token.Text}\"",
            near is null ? $"there are {string.Join(", ", names)}" : $"did you mean \"{near}\"?"));
        return null;
    }

    private RuleNode? ReadOperator(RuleNode? left, int power)
    {
        var token = Current;
        _at++;
        if (token.Text == "not")
        {
            if (!Current.IsWord("in"))
            {
                throw Syntax(Current, $"expected \"in\", found {Current.Describe()}", "write: tier not in [\"opus\", \"fable\"]");
            }

            _at++;
            return ReadIn(left, token) is { } test ? new NotNode(test) { At = token } : null;
        }

        if (token.Text == "in")
        {
            return ReadIn(left, token);
        }

        var right = Read(power);
        if (power == 4 && Power(Current) == 4)
        {
            throw Syntax(Current, "comparisons do not chain", "join two of them with \"and\"");
        }

        CheckValue(left, right);
        CheckValue(right, left);
        return left is null || right is null ? null : Combine(left, right, token);
    }

    // "phase" has a handful of values: a word that is none of them would make a branch that never holds.
    private void CheckValue(RuleNode? fact, RuleNode? literal)
    {
        if (fact is TextFactNode { Values: { } values } && literal is TextLiteral text)
        {
            CheckValue(values, text.Text, text.At);
        }
    }

    private void CheckValue(IReadOnlyList<string> values, string text, RuleToken at)
    {
        if (!values.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            var near = Configuration.Binding.Nearest.Of(text, values);
            errors.Add(new RuleError(
                at.Line, at.Column, $"it is never \"{text}\"", near is null ? $"there are {string.Join(", ", values)}" : $"did you mean \"{near}\"?"));
        }
    }

    private RuleNode? Combine(RuleNode left, RuleNode right, RuleToken token) => (token.Text, left, right) switch
    {
        ("and", BooleanNode a, BooleanNode b) => new AndNode(a, b) { At = token },
        ("or", BooleanNode a, BooleanNode b) => new OrNode(a, b) { At = token },
        ("==" or "=", BooleanNode a, BooleanNode b) => new BooleanEqualNode(a, b, true) { At = token },
        ("!=", BooleanNode a, BooleanNode b) => new BooleanEqualNode(a, b, false) { At = token },
        ("==" or "=", TextNode a, TextNode b) => new TextCompareNode(a, b, TextTest.Equal) { At = token },
        ("!=", TextNode a, TextNode b) => new TextCompareNode(a, b, TextTest.NotEqual) { At = token },
        ("contains", TextNode a, TextNode b) => new TextCompareNode(a, b, TextTest.Contains) { At = token },
        ("starts_with", TextNode a, TextNode b) => new TextCompareNode(a, b, TextTest.StartsWith) { At = token },
        ("ends_with", TextNode a, TextNode b) => new TextCompareNode(a, b, TextTest.EndsWith) { At = token },
        ("+" or "-" or "*" or "/", NumberNode a, NumberNode b) => new ArithmeticNode(a, b, token.Text[0]) { At = token },
        ("<" or "<=" or ">" or ">=" or "==" or "=" or "!=", NumberNode a, NumberNode b) =>
            new CompareNode(a, b, token.Text == "=" ? "==" : token.Text) { At = token },
        _ => Mismatch(token, false, $"{token.Text} does not go between a {Name(left.Type)} and a {Name(right.Type)}"),
    };

    private BooleanNode? ReadIn(RuleNode? left, RuleToken token)
    {
        var close = Current.IsSymbol("(") ? ")" : "]";
        if (!Current.IsSymbol("(") && !Current.IsSymbol("["))
        {
            throw Syntax(Current, $"expected a list, found {Current.Describe()}", "write: tier in [\"opus\", \"fable\"]");
        }

        var (texts, numbers) = (new List<string>(), new List<double>());
        do
        {
            _at++;
            switch (Current.Kind)
            {
                case RuleTokenKind.Text:
                    texts.Add(Current.Text);
                    if (left is TextFactNode { Values: { } values })
                    {
                        CheckValue(values, Current.Text, Current);
                    }

                    break;
                case RuleTokenKind.Number: numbers.Add(Current.Number); break;
                default: throw Syntax(Current, $"expected a text or a number, found {Current.Describe()}", "put texts into quotes");
            }

            _at++;
        }
        while (Current.IsSymbol(","));
        Take(close, "close the list");
        return (left, texts.Count, numbers.Count) switch
        {
            (null, _, _) => null,
            (TextNode text, _, 0) => new TextInNode(text, [.. texts]) { At = token },
            (NumberNode number, 0, _) => new NumberInNode(number, [.. numbers]) { At = token },
            _ => (BooleanNode?)Mismatch(token, false, $"the list holds other things than the {Name(left.Type)} in front of it"),
        };
    }

    private void Take(string symbol, string fix)
    {
        if (!Current.IsSymbol(symbol))
        {
            throw Syntax(Current, $"expected \"{symbol}\", found {Current.Describe()}", fix);
        }

        _at++;
    }

    private RuleNode? Mismatch(RuleToken at, bool isNoted, string message)
    {
        if (!isNoted)
        {
            errors.Add(new RuleError(at.Line, at.Column, message, "compare things of one kind"));
        }

        return null;
    }

    private static RuleSyntaxException Syntax(RuleToken at, string message, string fix) => new(new RuleError(at.Line, at.Column, message, fix));
}
