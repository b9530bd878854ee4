using System.Globalization;
using System.Text;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>Makes JSON objects that are as awkward as JSON allows, the same ones for the same seed. No white space between tokens.</summary>
internal sealed class JsonMaker(int seed)
{
    private static readonly string[] Awkward =
    [
        "\\\"", "\\\\", "\\/", "\\n", "\\t", "\\r", "\\b", "\\f", "\\u0000", "\\u001f", "\\u00e9", "\\ud83d\\ude00", "\\u2028", "é", "😀", "漢字", "<div>", "&", "'", "{", "}",
        "[", "]", ":", ",", " ", "\\\\\\\"", "}{", "data: ", "\u2028", "\\u007f", "%s", "${x}", "</tool_call>",
    ];

    private static readonly string[] Numbers = ["0", "-0", "1", "-1", "1.0", "1e3", "1E+21", "0.1", "9007199254740993", "123456789012345678901234567890", "1e-7"];

    private readonly Random _random = new(seed);

    /// <summary>One object.</summary>
    public string Object()
    {
        var json = new StringBuilder();
        AddObject(json, 0);
        return json.ToString();
    }

    /// <summary>Cuts a text into pieces between characters.</summary>
    public IEnumerable<string> Pieces(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(_random.Next(1, 24), text.Length - at);
            if (char.IsHighSurrogate(text[at + length - 1]) && at + length < text.Length)
            {
                length++;
            }

            yield return text.Substring(at, length);
            at += length;
        }
    }

    private void AddObject(StringBuilder json, int depth)
    {
        json.Append('{');
        var count = _random.Next(0, depth == 0 ? 6 : 4);
        for (var i = 0; i < count; i++)
        {
            json.Append(i > 0 ? "," : string.Empty).Append('"').Append(i.ToString(CultureInfo.InvariantCulture));
            AddText(json, 3);
            json.Append("\":");
            AddValue(json, depth + 1);
        }

        json.Append('}');
    }

    private void AddValue(StringBuilder json, int depth)
    {
        switch (_random.Next(depth > 5 ? 4 : 7))
        {
            case 0:
                json.Append(Numbers[_random.Next(Numbers.Length)]);
                break;
            case 1:
                json.Append(_random.Next(3) switch { 0 => "true", 1 => "false", _ => "null" });
                break;
            case 2 or 3:
                json.Append('"');
                AddText(json, 12);
                json.Append('"');
                break;
            case 4:
                json.Append('[');
                for (var i = _random.Next(4); i > 0; i--)
                {
                    AddValue(json, depth + 1);
                    json.Append(i > 1 ? "," : string.Empty);
                }

                json.Append(']');
                break;
            default:
                AddObject(json, depth);
                break;
        }
    }

    private void AddText(StringBuilder json, int most)
    {
        for (var i = _random.Next(most); i > 0; i--)
        {
            json.Append(_random.Next(3) == 0 ? "plain" : Awkward[_random.Next(Awkward.Length)]);
        }
    }
}
