using Dragoman.Core.Routing;

namespace Dragoman.Core.Rules;

/// <summary>
/// A compiled rule: a tree of typed conditions that ends in route names. It runs no code of its author's, allocates nothing and
/// always ends.
/// </summary>
public sealed class Rule
{
    private readonly RuleStatement _root;

    private readonly IReadOnlySet<string> _facts;

    internal Rule(string text, RuleStatement root, IReadOnlyList<RuleTarget> targets, IReadOnlySet<string> facts)
    {
        Text = text;
        _facts = facts;
        _root = root;
        Targets = targets;
    }

    /// <summary>The rule as written.</summary>
    public string Text { get; }

    /// <summary>Every <c>route NAME</c> in it, in order.</summary>
    public IReadOnlyList<RuleTarget> Targets { get; }

    /// <summary>The index in <see cref="Targets"/> of the chosen route; -1 where no branch holds.</summary>
    public int Decide(in TurnFacts facts) => _root.Run(in facts);

    /// <summary>True where some condition names that fact.</summary>
    public bool Names(string fact) => _facts.Contains(fact);

    /// <summary>What was asked on the way to <see cref="Decide"/>'s answer, in order: each condition with its place, what it came to and the facts it named.</summary>
    public IReadOnlyList<RuleStep> Explain(in TurnFacts facts)
    {
        var steps = new List<RuleStep>();
        _root.Trace(in facts, Text.Split('\n'), steps);
        return steps;
    }

    /// <summary>Compiles a rule. All that is wrong with it comes back; nothing is thrown, whatever the text.</summary>
    public static RuleResult Compile(string text) => RuleParser.Parse(text);

    /// <summary>Two rules are equal when their texts are.</summary>
    public override bool Equals(object? obj) => obj is Rule other && other.Text == Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}

/// <summary>A <c>route NAME</c> of a rule.</summary>
/// <param name="Name">The name.</param>
/// <param name="Line">1-based line in the rule.</param>
/// <param name="Column">1-based column.</param>
public sealed record RuleTarget(string Name, int Line, int Column);

/// <summary>What became of compiling a rule.</summary>
/// <param name="Rule">The rule; null where there is any error.</param>
/// <param name="Errors">What is wrong, with places.</param>
/// <param name="Warnings">What works but is probably not meant, e.g. a branch that can never be reached.</param>
public sealed record RuleResult(Rule? Rule, IReadOnlyList<RuleError> Errors, IReadOnlyList<RuleError> Warnings);
