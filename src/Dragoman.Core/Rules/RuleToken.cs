namespace Dragoman.Core.Rules;

/// <summary>A token of a rule with its place.</summary>
internal readonly record struct RuleToken(RuleTokenKind Kind, string Text, double Number, int Line, int Column)
{
    public bool IsWord(string word) => Kind == RuleTokenKind.Word && Text == word;

    public bool IsSymbol(string symbol) => Kind == RuleTokenKind.Symbol && Text == symbol;

    public string Describe() => Kind switch
    {
        RuleTokenKind.End => "the end of the rule",
        RuleTokenKind.Text => $"the text \"{Text}\"",
        _ => $"\"{Text}\"",
    };
}

internal enum RuleTokenKind : byte
{
    End,
    Word,
    Number,
    Text,
    Symbol,
}
