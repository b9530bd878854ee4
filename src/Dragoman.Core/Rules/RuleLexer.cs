using System.Globalization;

namespace Dragoman.Core.Rules;

/// <summary>
/// Cuts a rule into tokens. White space and line ends only separate, <c>#</c> begins a comment. A word holds every character that
/// a route's name may hold, so <c>gpt-5-mini</c> is one word; operators need no space around them otherwise.
/// </summary>
internal ref struct RuleLexer(ReadOnlySpan<char> text)
{
    /// <summary>The longest rule, in characters.</summary>
    public const int MaxLength = 16 * 1024;

    private const int MaxTokens = 4000;

    private static readonly string[] Symbols = ["<=", ">=", "==", "!=", "<", ">", "=", "(", ")", "[", "]", ",", "+", "*", "/", "-", ":"];

    private readonly ReadOnlySpan<char> _text = text;
    private int _at;
    private int _line = 1;
    private int _lineStart;

    /// <summary>All tokens, with an end token behind them.</summary>
    public static List<RuleToken> Read(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new RuleSyntaxException(new RuleError(1, 1, $"the rule has {text.Length} characters", $"at most {MaxLength} are allowed"));
        }

        var lexer = new RuleLexer(text);
        var tokens = new List<RuleToken>();
        while (true)
        {
            tokens.Add(lexer.Next());
            if (tokens[^1].Kind == RuleTokenKind.End)
            {
                return tokens;
            }

            if (tokens.Count > MaxTokens)
            {
                throw new RuleSyntaxException(new RuleError(
                    tokens[^1].Line, tokens[^1].Column, $"the rule has more than {MaxTokens} words and signs", "split it into several policies"));
            }
        }
    }

    private readonly int Column => _at - _lineStart + 1;

    private RuleToken Next()
    {
        SkipBlank();
        if (_at >= _text.Length)
        {
            return new RuleToken(RuleTokenKind.End, "", 0, _line, Column);
        }

        var c = _text[_at];
        if (char.IsAsciiDigit(c))
        {
            return ReadNumber();
        }

        if (char.IsAsciiLetter(c) || c == '_')
        {
            return ReadWord();
        }

        if (c is '"' or '\'')
        {
            return ReadText(c);
        }

        foreach (var symbol in Symbols)
        {
            if (_text[_at..].StartsWith(symbol))
            {
                var token = new RuleToken(RuleTokenKind.Symbol, symbol, 0, _line, Column);
                _at += symbol.Length;
                return token;
            }
        }

        throw Error($"the character \"{c}\" has no meaning here", "take it out, or put text into quotes");
    }

    private void SkipBlank()
    {
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c == '#')
            {
                var end = _text[_at..].IndexOf('\n');
                _at = end < 0 ? _text.Length : _at + end;
                continue;
            }

            if (c is not (' ' or '\t' or '\r' or '\n'))
            {
                return;
            }

            _at++;
            if (c == '\n')
            {
                _line++;
                _lineStart = _at;
            }
        }
    }

    private RuleToken ReadNumber()
    {
        var (start, column) = (_at, Column);
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] is '_' or '.'))
        {
            _at++;
        }

        var digits = _text[start.._at].ToString().Replace("_", "", StringComparison.Ordinal);
        var factor = 1;
        if (_at < _text.Length && _text[_at] is 'k' or 'K')
        {
            factor = 1000;
            _at++;
        }

        // "8kb" or "5x" is a slip of the pen, and so is "5-mini" outside of a route's name.
        if (_at < _text.Length && IsWordPart(_text[_at]) && _text[_at] is not ('-' or '/' or ':' or '+'))
        {
            throw Error($"\"{_text[start..(_at + 1)]}\" is no number", "write 8000, 8_000, 8k or 0.5");
        }

        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? new RuleToken(RuleTokenKind.Number, digits, value * factor, _line, column)
            : throw Error($"\"{digits}\" is no number", "write 8000, 8_000, 8k or 0.5");
    }

    private RuleToken ReadWord()
    {
        var (start, column) = (_at, Column);
        while (_at < _text.Length && IsWordPart(_text[_at]))
        {
            _at++;
        }

        // A colon at the end closes the condition, a colon inside belongs to the name (llama3:8b).
        while (_text[_at - 1] is ':' or '-' or '+' or '/' or '.')
        {
            _at--;
        }

        return new RuleToken(RuleTokenKind.Word, _text[start.._at].ToString(), 0, _line, column);
    }

    private RuleToken ReadText(char quote)
    {
        var column = Column;
        var length = _text[(_at + 1)..].IndexOfAny(quote, '\n');
        if (length < 0 || _text[_at + 1 + length] == '\n')
        {
            throw Error("the text is not closed", $"put {quote} at its end");
        }

        var content = _text.Slice(_at + 1, length).ToString();
        _at += length + 2;
        return new RuleToken(RuleTokenKind.Text, content, 0, _line, column);
    }

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':' or '/' or '@' or '+';

    private readonly RuleSyntaxException Error(string message, string fix) => new(new RuleError(_line, Column, message, fix));
}
