using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.Testing;

namespace Dragoman.Bench.Fixtures;

/// <summary>
/// Requests in the shape that Claude Code sends: a long system prompt in blocks with cache hints, some twenty tools, and a history
/// of tool calls and results whose texts are source code. Made from own text, so that they are the same everywhere.
/// </summary>
internal static class RequestBodies
{
    private const string Prose =
        "A gateway stands between a person's tools and the models they ask. It must be careful with every byte: what it changes, "
        + "it must be able to name, and what it cannot carry, it must say. Work in small steps, read a file before you edit it, and "
        + "run the tests after each change.\n\n- Prefer plain names.\n- Say \"why\" in a comment, not \"what\".\n- Never guess at a path such as C:\\\\temp.\n";

    private const string Code =
        "     1\tnamespace Orders;\n     2\t\n     3\tpublic sealed class Basket\n     4\t{\n     5\t    private readonly List<Line> _lines = [];\n"
        + "     6\t\n     7\t    public decimal Total => _lines.Sum(line => line.Price * line.Count);\n     8\t\n"
        + "     9\t    public void Add(string article, decimal price) => _lines.Add(new Line(article, price, 1)); // \"one\"\n    10\t}\n";

    private static readonly string[] Tools =
    [
        "Read", "Write", "Edit", "Bash", "Glob", "Grep", "Task", "WebFetch", "WebSearch", "TodoWrite", "NotebookEdit", "KillShell",
        "BashOutput", "ExitPlanMode", "Skill", "SlashCommand", "AskUserQuestion", "mcp__tracker__list_issues", "mcp__tracker__get_issue",
    ];

    /// <summary>A body of about so many bytes.</summary>
    /// <param name="bytes">Its size; what is missing is filled with tool results.</param>
    /// <param name="model">The model asked for.</param>
    /// <param name="stream">True to ask for a stream.</param>
    public static byte[] Make(int bytes, string model = "claude-opus-5-5", bool stream = true)
    {
        var small = bytes < 20_000;
        var messages = new JsonArray { Message("user", Text(Repeat(Prose, small ? 300 : 1200))) };
        var body = new JsonObject
        {
            ["model"] = model,
            ["max_tokens"] = 32_000,
            ["stream"] = stream,
            ["system"] = new JsonArray { Text(Repeat(Prose, small ? 200 : 9000), cached: true), Text(Repeat(Prose, small ? 100 : 4000), cached: true) },
            ["tools"] = new JsonArray([.. Tools.Take(small ? 1 : Tools.Length).Select(name => Tool(name, small ? 120 : 1100))]),
            ["metadata"] = new JsonObject { ["user_id"] = "user_5f2b_account__session_0001" },
            ["messages"] = messages,
        };
        for (var turn = 0; Length(body) < bytes - 600; turn++)
        {
            AddExchange(messages, turn, Math.Min(4000, Math.Max(200, bytes - Length(body) - 900)));
        }

        return Serialize(body);
    }

    /// <summary>What the real CLI sent, where the reference data is there: the smallest and the largest of a full conversation.</summary>
    public static IEnumerable<(string Name, byte[] Body)> Captured() =>
        SharedData.Captures()
            .Where(capture => capture.Body.Length > 45_000 && capture.Path.StartsWith("/v1/messages?", StringComparison.Ordinal))
            .OrderBy(capture => capture.Body.Length)
            .ToList() is { Count: > 1 } all
                ? [("captured, small", all[0].Body), ("captured, large", all[^1].Body)]
                : [];

    private static void AddExchange(JsonArray messages, int turn, int resultBytes)
    {
        var id = $"toolu_{turn:D20}";
        messages.Add(Message(
            "assistant",
            Text($"I look at file {turn} first."),
            new JsonObject
            {
                ["type"] = "tool_use",
                ["id"] = id,
                ["name"] = "Read",
                ["input"] = new JsonObject { ["file_path"] = $"/src/orders/File{turn}.cs", ["limit"] = 200 },
            }));
        var result = new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = id, ["content"] = Repeat(Code, resultBytes) };
        if (turn % 10 == 0)
        {
            result["cache_control"] = Ephemeral();
        }

        messages.Add(Message("user", result));
    }

    private static JsonObject Message(string role, params JsonObject[] content) => new() { ["role"] = role, ["content"] = new JsonArray([.. content]) };

    private static JsonObject Text(string text, bool cached = false)
    {
        var block = new JsonObject { ["type"] = "text", ["text"] = text };
        if (cached)
        {
            block["cache_control"] = Ephemeral();
        }

        return block;
    }

    private static JsonObject Tool(string name, int bytes) => new()
    {
        ["name"] = name,
        ["description"] = Repeat(Prose, bytes),
        ["input_schema"] = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["file_path"] = new JsonObject { ["type"] = "string", ["description"] = "The absolute path of the file." },
                ["limit"] = new JsonObject { ["type"] = "integer", ["description"] = "How many lines to read.", ["minimum"] = 1 },
                ["modes"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("a", "b") } },
            },
            ["required"] = new JsonArray("file_path"),
            ["additionalProperties"] = false,
        },
    };

    private static JsonObject Ephemeral() => new() { ["type"] = "ephemeral" };

    private static string Repeat(string text, int length)
    {
        var repeated = new StringBuilder(length + text.Length);
        while (repeated.Length < length)
        {
            repeated.Append(text);
        }

        return repeated.ToString(0, length);
    }

    private static int Length(JsonNode node) => Serialize(node).Length;

    private static byte[] Serialize(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, Compact);

    // As JavaScript writes it: only quotes, backslashes and control characters are escaped.
    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
