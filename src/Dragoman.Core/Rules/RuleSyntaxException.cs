namespace Dragoman.Core.Rules;

/// <summary>Leaves the parser at the first thing that cannot be understood; never leaves <see cref="RuleParser"/>.</summary>
internal sealed class RuleSyntaxException(RuleError error) : Exception(error.Message)
{
    public RuleError Error { get; } = error;
}
