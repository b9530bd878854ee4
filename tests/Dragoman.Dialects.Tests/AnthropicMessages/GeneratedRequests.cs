using System.Text.Json.Nodes;

namespace Dragoman.Dialects.Tests.AnthropicMessages;

/// <summary>Makes requests with every block, source, tool and setting of the wire schema, and members that nobody knows yet.</summary>
internal sealed class GeneratedRequests(int seed)
{
    private static readonly string[] Texts =
        ["", "plain", "é😀\u2028", "tab\tline\n\"quoted\" \\ back", "\u0000\u001b[31mred", new string('x', 300), "{\"nested\":[1]}", " lead and trail "];

    private readonly Random _random = new(seed);

    public JsonObject Next(int messages)
    {
        var request = new JsonObject { ["model"] = "claude-" + _random.Next(9), ["max_tokens"] = _random.Next(1, 128_000) };
        Maybe(request, "system", () => Coin() ? Text() : new JsonArray(TextBlock(), TextBlock()));
        Maybe(request, "stream", () => true);
        Maybe(request, "temperature", () => JsonNode.Parse("0.50"));
        Maybe(request, "top_p", () => JsonNode.Parse("1e-1"));
        Maybe(request, "top_k", () => _random.Next(100));
        Maybe(request, "thinking", Thinking);
        Maybe(request, "tool_choice", () => Coin() ? new JsonObject { ["type"] = "auto", ["disable_parallel_tool_use"] = Coin() } : new JsonObject { ["type"] = "tool", ["name"] = "Bash" });
        Maybe(request, "metadata", () => new JsonObject { ["user_id"] = "{\"session_id\":\"s\"}", ["x_more"] = 1 });
        Maybe(request, "output_config", () => new JsonObject { ["effort"] = "high", ["task_budget"] = new JsonObject { ["type"] = "tokens", ["total"] = 9 } });
        Maybe(request, "stop_sequences", () => new JsonArray("</s>", "\n\nHuman:"));
        Maybe(request, "safeguards", () => new JsonArray(new JsonObject { ["type"] = "dangerous_tool_use" }));
        Maybe(request, "context_management", () => new JsonObject { ["edits"] = new JsonArray(new JsonObject { ["type"] = "clear_thinking_20251015", ["keep"] = "all" }) });
        Maybe(request, "x_future", () => new JsonObject { ["a"] = JsonNode.Parse("9007199254740993"), ["b"] = JsonNode.Parse("1.0") });
        Maybe(request, "tools", () => new JsonArray(Enumerable.Range(0, _random.Next(1, 4)).Select(_ => (JsonNode)Tool()).ToArray()));
        request["messages"] = new JsonArray(Enumerable.Range(0, messages).Select(_ => (JsonNode)Message()).ToArray());
        return request;
    }

    public JsonObject Message()
    {
        var role = _random.Next(5) switch { 0 => "system", 1 or 2 => "assistant", _ => "user" };
        var message = new JsonObject { ["role"] = role };
        if (role == "system")
        {
            Maybe(message, "output_config", () => new JsonObject { ["effort"] = "low" });
            Maybe(message, "clear_at", () => "next_user_message");
            message["content"] = Coin() ? Text() : new JsonArray(TextBlock(), new JsonObject
            {
                ["type"] = "tool_addition",
                ["tool"] = new JsonObject { ["type"] = "tool_definition", ["definition"] = Tool() },
            });
            return message;
        }

        message["content"] = Coin() ? Text() : new JsonArray(Enumerable.Range(0, _random.Next(1, 5)).Select(_ => (JsonNode)Block(role)).ToArray());
        Maybe(message, "x_message", () => "kept");
        return message;
    }

    private JsonObject Block(string role)
    {
        var block = role == "assistant" ? AssistantBlock() : UserBlock();
        Maybe(block, "cache_control", () => new JsonObject { ["type"] = "ephemeral", ["ttl"] = "1h" });
        Maybe(block, "x_block", () => new JsonArray(1, "two", null));
        if (Coin())
        {
            // Members in another order: the type comes last.
            var type = block["type"]!.DeepClone();
            block.Remove("type");
            block["type"] = type;
        }

        return block;
    }

    private JsonObject UserBlock() => _random.Next(8) switch
    {
        0 => new JsonObject { ["type"] = "image", ["source"] = Source() },
        1 => new JsonObject { ["type"] = "document", ["source"] = DocumentSource(), ["title"] = Text(), ["citations"] = new JsonObject { ["enabled"] = true } },
        2 => new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = Id(), ["content"] = Text(), ["is_error"] = Coin() },
        3 => new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = Id(), ["content"] = new JsonArray(TextBlock(), new JsonObject { ["type"] = "image", ["source"] = Source() }, Reference()) },
        4 => new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = Id() },
        5 => new JsonObject { ["type"] = "search_result", ["source"] = "https://x", ["title"] = Text(), ["content"] = new JsonArray(TextBlock()) },
        6 => new JsonObject { ["type"] = "weather_report_2031", ["sky"] = new JsonObject { ["clouds"] = Text() } },
        _ => TextBlock(),
    };

    private JsonObject AssistantBlock() => _random.Next(9) switch
    {
        0 => new JsonObject { ["type"] = "thinking", ["thinking"] = Text(), ["signature"] = "EqQBCkYIBRgCKkA" + _random.Next() },
        1 => new JsonObject { ["type"] = "redacted_thinking", ["data"] = "EmwKAhgBEgy" + _random.Next() },
        2 => new JsonObject { ["type"] = "server_tool_use", ["id"] = "srvtoolu_1", ["name"] = "web_search", ["input"] = new JsonObject { ["query"] = Text() } },
        3 => new JsonObject { ["type"] = "web_search_tool_result", ["tool_use_id"] = "srvtoolu_1", ["content"] = new JsonArray(new JsonObject { ["type"] = "web_search_result", ["url"] = "u" }) },
        4 => new JsonObject { ["type"] = "mcp_tool_use", ["id"] = Id(), ["name"] = "n", ["server_name"] = "s", ["input"] = new JsonObject() },
        5 => new JsonObject { ["type"] = "compaction", ["content"] = Coin() ? Text() : null },
        6 => TextBlock(),
        _ => new JsonObject { ["type"] = "tool_use", ["id"] = Id(), ["name"] = "Bash", ["input"] = Input(), ["caller"] = new JsonObject { ["type"] = "direct" } },
    };

    public JsonObject Input() => new()
    {
        ["b"] = Text(),
        ["a"] = new JsonObject { ["deep"] = new JsonArray(JsonNode.Parse("1e21"), JsonNode.Parse("0.1"), JsonNode.Parse("-0"), true, null, Text()) },
        ["\u00e9\"k\\"] = Text(),
    };

    private JsonObject Tool() => _random.Next(3) switch
    {
        0 => new JsonObject { ["type"] = "web_search_20260318", ["name"] = "web_search", ["max_uses"] = 3 },
        1 => new JsonObject { ["type"] = "mcp_toolset", ["mcp_server_name"] = "s" },
        _ => new JsonObject
        {
            ["type"] = Coin() ? "custom" : null,
            ["name"] = "Bash",
            ["description"] = Text(),
            ["input_schema"] = new JsonObject { ["$schema"] = "s", ["type"] = "object", ["properties"] = new JsonObject { ["a"] = new JsonObject { ["type"] = "string" } } },
            ["defer_loading"] = Coin(),
            ["strict"] = Coin(),
            ["allowed_callers"] = new JsonArray("direct"),
        },
    };

    private JsonObject Thinking() => _random.Next(4) switch
    {
        0 => new JsonObject { ["type"] = "adaptive", ["display"] = "omitted" },
        1 => new JsonObject { ["type"] = "disabled" },
        2 => new JsonObject { ["type"] = "between_tools", ["block_binding"] = new JsonObject { ["prefix_mismatch_behavior"] = "drop_block" } },
        _ => new JsonObject { ["type"] = "adaptive" },
    };

    private JsonObject Source() => _random.Next(3) switch
    {
        0 => new JsonObject { ["type"] = "base64", ["media_type"] = "image/png", ["data"] = "iVBORw0KGgo=" },
        1 => new JsonObject { ["type"] = "url", ["url"] = "https://x/y.png" },
        _ => new JsonObject { ["type"] = "file", ["file_id"] = "file_1" },
    };

    private JsonObject DocumentSource() => _random.Next(3) switch
    {
        0 => new JsonObject { ["type"] = "text", ["media_type"] = "text/plain", ["data"] = Text() },
        1 => new JsonObject { ["type"] = "content", ["content"] = new JsonArray(TextBlock(), new JsonObject { ["type"] = "image", ["source"] = Source() }) },
        _ => Source(),
    };

    private JsonObject TextBlock() => new() { ["type"] = "text", ["text"] = Text() };

    private static JsonObject Reference() => new() { ["type"] = "tool_reference", ["tool_name"] = "Bash" };

    private string Text() => Texts[_random.Next(Texts.Length)];

    private string Id() => "toolu_" + _random.Next();

    private bool Coin() => _random.Next(2) == 0;

    private void Maybe(JsonObject target, string name, Func<JsonNode?> value)
    {
        if (Coin())
        {
            target[name] = value();
        }
    }
}
