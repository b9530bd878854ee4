namespace Dragoman.Core.Rules;

/// <summary>A condition that was asked, or an <c>else</c> that was reached.</summary>
/// <param name="Line">1-based line in the rule.</param>
/// <param name="Text">That line as written.</param>
/// <param name="Held">True where its branch was taken.</param>
/// <param name="Facts">The facts that the condition names, with their values.</param>
public sealed record RuleStep(int Line, string Text, bool Held, IReadOnlyList<KeyValuePair<string, string>> Facts);
