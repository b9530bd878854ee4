namespace Dragoman.Core.Rules;

/// <summary>
/// Statements of the rule language:
/// <code>
/// if CONDITION:
///   route NAME
/// elif CONDITION:
///   route NAME
/// else:
///   route NAME
/// </code>
/// A branch holds one <c>route</c> or another <c>if</c>. An <c>elif</c> or <c>else</c> belongs to the nearest open <c>if</c>
/// that begins in its column, so that nesting means what it looks like.
/// </summary>
internal sealed class RuleParser
{
    private const int MaxDepth = 24;

    private readonly List<RuleToken> _tokens;
    private readonly ExpressionParser _expressions;
    private readonly List<RuleTarget> _targets = [];
    private readonly List<RuleError> _errors = [];
    private readonly List<RuleError> _warnings = [];
    private readonly HashSet<string> _facts = new(StringComparer.Ordinal);
    private int _at;

    private RuleParser(List<RuleToken> tokens)
    {
        _tokens = tokens;
        _expressions = new ExpressionParser(tokens, _errors);
    }

    public static RuleResult Parse(string text)
    {
        RuleParser? parser = null;
        try
        {
            parser = new RuleParser(RuleLexer.Read(text));
            var root = parser.ReadStatement(0);
            if (parser.Current.Kind != RuleTokenKind.End)
            {
                throw parser.Unexpected("nothing more", "a rule is one if with its branches, or one route");
            }

            var rule = parser._errors.Count == 0 ? new Rule(text, root, parser._targets, parser._facts) : null;
            return new RuleResult(rule, parser._errors, parser._warnings);
        }
        catch (RuleSyntaxException e)
        {
            return new RuleResult(null, [.. parser?._errors ?? [], e.Error], parser?._warnings ?? []);
        }
    }

    private RuleToken Current => _tokens[_at];

    private RuleStatement ReadStatement(int depth)
    {
        if (depth > MaxDepth)
        {
            throw Error(Current, $"is nested deeper than {MaxDepth} levels", "split it into several policies");
        }

        if (Current.IsWord("route"))
        {
            _at++;
            return ReadRoute();
        }

        return Current.IsWord("if") ? ReadIf(depth) : throw Unexpected("\"if\" or \"route\"", "a rule begins with: if input_tokens < 8000:");
    }

    private RouteStatement ReadRoute()
    {
        var name = Current;
        if (name.Kind is not (RuleTokenKind.Word or RuleTokenKind.Text) || name.Text.Length == 0
            || (name.Kind == RuleTokenKind.Word && name.Text is "if" or "elif" or "else" or "route"))
        {
            throw Unexpected("the name of a route", "put a name that begins with a digit into quotes");
        }

        _at++;
        _targets.Add(new RuleTarget(name.Text, name.Line, name.Column));
        return new RouteStatement(_targets.Count - 1);
    }

    private IfStatement ReadIf(int depth)
    {
        var opening = Current;
        var branches = new List<RuleBranch>();
        while (true)
        {
            var keyword = Current;
            _at++;
            var condition = keyword.Text == "else" ? null : ReadCondition();
            if (!Current.IsSymbol(":"))
            {
                throw Unexpected("\":\"", $"close the {keyword.Text} with a colon");
            }

            _at++;
            var facts = _expressions.TakeFacts();
            _facts.UnionWith(facts.Select(fact => fact.Name));
            branches.Add(new RuleBranch(condition, ReadStatement(depth + 1), keyword, facts));
            if (keyword.Text == "else" || !(Current.IsWord("elif") || Current.IsWord("else")))
            {
                break;
            }

            // A keyword further left belongs to an outer if. On one line there is only one if to belong to.
            if (Current.Column != opening.Column && Current.Line != opening.Line && depth > 0)
            {
                break;
            }
        }

        if (Current.IsWord("elif") || (Current.IsWord("else") && branches[^1].Condition is null && depth == 0))
        {
            if (branches[^1].Condition is null)
            {
                throw Error(Current, $"{Current.Text} behind else can never be reached", "move it in front of the else");
            }
        }

        return new IfStatement(branches);
    }

    private BooleanNode? ReadCondition()
    {
        var start = Current;
        var node = _expressions.Read(ref _at);
        switch (node)
        {
            case BooleanNode condition:
                if (condition is BooleanLiteral)
                {
                    _warnings.Add(new RuleError(start.Line, start.Column, "the condition never changes", "use a fact such as input_tokens"));
                }

                return condition;
            case null:
                break;
            default:
                _errors.Add(new RuleError(
                    start.Line, start.Column, $"the condition is a {ExpressionParser.Name(node.Type)}, not true or false", "compare it with something"));
                break;
        }

        // Never evaluated: an error was noted. A null would read as else.
        return new BooleanLiteral(false) { At = start };
    }

    private RuleSyntaxException Unexpected(string wanted, string fix) => Error(Current, $"expected {wanted}, found {Current.Describe()}", fix);

    private static RuleSyntaxException Error(RuleToken at, string message, string fix) => new(new RuleError(at.Line, at.Column, message, fix));
}
