using System.Globalization;
using System.Text;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>Makes Messages requests of every block, tool and setting, with members nobody knows yet; the same for the same seed.</summary>
internal sealed class MessagesMaker(int seed)
{
    private readonly Random _random = new(seed);
    private readonly JsonMaker _json = new(seed + 1);
    private int _calls;

    public string Request()
    {
        _calls = 0;
        var json = new StringBuilder("{\"model\":\"m\",\"max_tokens\":").Append(_random.Next(4_096, 100_000).ToString(CultureInfo.InvariantCulture));
        Sometimes(json, ",\"stream\":true");
        Sometimes(json, $",\"system\":{Pick("\"You are \\u00e9.\"", $"[{Text()},{Text()}]")}");
        Sometimes(json, $",\"tools\":[{Tool("a")},{Tool("b")},{Pick(Tool("c"), "{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"max_uses\":3}")}]");
        Sometimes(json, $",\"tool_choice\":{Pick("{\"type\":\"auto\"}", "{\"type\":\"any\",\"disable_parallel_tool_use\":true}", "{\"type\":\"tool\",\"name\":\"a\"}")}");
        // Thinking is only cleared where there is some.
        Sometimes(json, $",\"thinking\":{Pick("{\"type\":\"adaptive\",\"display\":\"omitted\"},\"context_management\":{\"edits\":[{\"type\":\"clear_thinking_20251015\",\"keep\":\"all\"}]}", "{\"type\":\"disabled\"}", "{\"type\":\"enabled\",\"budget_tokens\":2048}")}");
        Sometimes(json, ",\"output_config\":{\"effort\":\"high\",\"future\":1}");
        Sometimes(json, ",\"stop_sequences\":[\"</severity>\",\"\\nEND\"]");
        Sometimes(json, ",\"metadata\":{\"user_id\":\"u_1\"}");
        Sometimes(json, $",\"a_member_of_tomorrow\":{_json.Object()}");
        json.Append(",\"messages\":[");
        var turns = _random.Next(1, 5);
        for (var i = 0; i < turns; i++)
        {
            json.Append(i > 0 ? "," : string.Empty);
            AddTurn(json);
        }

        return json.Append("]}").ToString();
    }

    private void AddTurn(StringBuilder json)
    {
        json.Append($"{{\"role\":\"user\",\"content\":{Pick("\"Do \\\"it\\\".\"", $"[{Text()},{Media()}]", $"[{Media()}]")}}}");
        Sometimes(json, ",{\"role\":\"system\",\"content\":\"<total_tokens>5</total_tokens>\",\"output_config\":{\"effort\":\"low\"}}");
        var calls = _random.Next(4);
        var first = _calls;
        _calls += calls;
        var ids = Enumerable.Range(first, calls).Select(i => $"toolu_{i}").ToList();
        var blocks = new List<string> { Text() };
        if (_random.Next(2) == 0)
        {
            blocks.Insert(0, Pick("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"EqQB\"}", "{\"type\":\"redacted_thinking\",\"data\":\"Eq\"}"));
        }

        blocks.AddRange(ids.Select(id => $"{{\"type\":\"tool_use\",\"id\":\"{id}\",\"name\":\"a\",\"input\":{_json.Object()}{Maybe(",\"caller\":{\"type\":\"direct\"}")}}}"));
        json.Append($",{{\"role\":\"assistant\",\"content\":[{string.Join(',', blocks)}]}}");
        if (calls > 0)
        {
            var results = ids.Select(id => $"{{\"type\":\"tool_result\",\"tool_use_id\":\"{id}\",\"content\":{Result()}{Maybe(",\"is_error\":true")}{Cache()}}}");
            json.Append($",{{\"role\":\"user\",\"content\":[{string.Join(',', results)}]}}");
        }
    }

    private string Tool(string name) =>
        $"{{\"name\":\"{name}\",\"description\":\"d {name}\",\"input_schema\":{{\"type\":\"object\",\"properties\":{_json.Object()}}}{Maybe(",\"defer_loading\":true")}{Maybe(",\"strict\":true")}{Cache()}}}";

    private string Text() => $"{{\"type\":\"text\",\"text\":\"{Pick("plain", "a\\n\\u00e9 é 😀", "\\\"quoted\\\" \\\\ \\/")}\"{Cache()}}}";

    private string Media() => Pick(
        "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"QUJD\"},\"transformations\":{\"oversized_image\":\"downsize\"}}",
        "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://example.com/a.png\"}}",
        "{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"QUJD\"},\"title\":\"t\",\"citations\":{\"enabled\":true}}",
        "{\"type\":\"document\",\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"words\"}}",
        $"{{\"type\":\"block_of_tomorrow\",\"value\":{_json.Object()}}}");

    private string Result() => Pick("\"done\"", "\"\"", $"[{Text()}]", $"[{Text()},{Media()}]", "[{\"type\":\"tool_reference\",\"tool_name\":\"b\"}]", "[]");

    private string Cache() => Maybe(Pick(",\"cache_control\":{\"type\":\"ephemeral\"}", ",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}"));

    private string Maybe(string text) => _random.Next(3) == 0 ? text : string.Empty;

    private void Sometimes(StringBuilder json, string text) => json.Append(Maybe(text));

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];
}
