namespace Dragoman.Core.Rules;

/// <summary>What is wrong with a rule.</summary>
/// <param name="Line">1-based line within the rule's text.</param>
/// <param name="Column">1-based column.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Fix">What to do.</param>
public sealed record RuleError(int Line, int Column, string Message, string Fix)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Line}:{Column} {Message}{(Fix.Length > 0 ? "; " + Fix : string.Empty)}";
}
