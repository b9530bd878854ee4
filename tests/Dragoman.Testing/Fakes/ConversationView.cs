using System.Text;
using System.Text.Json;

namespace Dragoman.Testing;

/// <summary>What a script needs to know of a request, read from every provider's shape alike.</summary>
public sealed class ConversationView
{
    /// <summary>The model asked for.</summary>
    public string Model { get; internal init; } = string.Empty;

    /// <summary>True when a stream was asked for.</summary>
    public bool Stream { get; internal init; }

    /// <summary>The text of the leading instructions.</summary>
    public string Instructions { get; internal init; } = string.Empty;

    /// <summary>The names of the tools offered, deferred ones of the Anthropic shape included.</summary>
    public IReadOnlyList<string> Tools { get; internal init; } = [];

    /// <summary>All text that was said by users, in order (reminders and titles included).</summary>
    public IReadOnlyList<string> UserTexts { get; internal init; } = [];

    /// <summary>The number of assistant messages.</summary>
    public int AssistantTurns { get; internal init; }

    /// <summary>The tool results that follow the last assistant message, in order.</summary>
    public IReadOnlyList<(string Id, string Text)> NewResults { get; internal init; } = [];

    /// <summary>True when one of the user texts contains <paramref name="text"/>.</summary>
    public bool Mentions(string text) => UserTexts.Any(said => said.Contains(text, StringComparison.Ordinal));

    /// <summary>True when tools of the client's are offered: side requests (titles, searches) have none.</summary>
    public bool OffersTools { get; internal init; }

    internal static ConversationView Read(RecordedRequest request)
    {
        if (!request.IsJson || request.Json.ValueKind != JsonValueKind.Object)
        {
            return new ConversationView();
        }

        var root = request.Json;
        if (root.TryGetProperty("contents", out _))
        {
            return GeminiView.Read(request);
        }

        var users = new List<string>();
        var results = new List<(string, string)>();
        var instructions = new StringBuilder(TextOf(root.TryGetProperty("system", out var system) ? system : default));
        var assistants = 0;
        if (root.TryGetProperty("input", out var input))
        {
            instructions.Append(Member(root, "instructions"));
            assistants = ReadItems(input, instructions, users, results);
        }

        foreach (var message in Items(root, "messages"))
        {
            var content = message.TryGetProperty("content", out var value) ? value : default;
            switch (Member(message, "role"))
            {
                case "assistant":
                    assistants++;
                    results.Clear();
                    break;
                case "tool":
                    results.Add((Member(message, "tool_call_id"), TextOf(content)));
                    break;
                case "user":
                    ReadUser(content, users, results);
                    break;
                default:
                    instructions.Append(TextOf(content));
                    break;
            }
        }

        var tools = Items(root, "tools").Concat(
            root.TryGetProperty("toolConfig", out var config) ? Items(config, "tools").Where(tool => tool.TryGetProperty("toolSpec", out _)).Select(tool => tool.GetProperty("toolSpec")) : []).ToList();
        return new ConversationView
        {
            Model = Member(root, "model") is { Length: > 0 } model ? model : ConverseRules.ModelOf(request.Path),
            Stream = request.Path.EndsWith("/converse-stream", StringComparison.Ordinal)
                || (root.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True),
            Instructions = instructions.ToString(),
            Tools = [.. tools.Select(ToolName)],
            OffersTools = tools.Exists(tool => tool.TryGetProperty("function", out _) || tool.TryGetProperty("input_schema", out _)
                || tool.TryGetProperty("inputSchema", out _) || (Member(tool, "type") == "function" && Member(tool, "name").Length > 0)),
            UserTexts = users,
            AssistantTurns = assistants,
            NewResults = results,
        };
    }

    private static void ReadUser(JsonElement content, List<string> users, List<(string, string)> results)
    {
        if (content.ValueKind != JsonValueKind.Array)
        {
            users.Add(TextOf(content));
            return;
        }

        foreach (var block in content.EnumerateArray())
        {
            if (block.TryGetProperty("toolResult", out var result))
            {
                results.Add((Member(result, "toolUseId"), TextOf(result.GetProperty("content"))));
            }
            else if (block.TryGetProperty("text", out _) && Member(block, "type").Length == 0)
            {
                users.Add(Member(block, "text"));
            }
            else if (Member(block, "type") == "tool_result")
            {
                results.Add((Member(block, "tool_use_id"), TextOf(block.TryGetProperty("content", out var inner) ? inner : default)));
            }
            else if (Member(block, "type") == "text")
            {
                users.Add(Member(block, "text"));
            }
        }
    }

    private static string ToolName(JsonElement tool) =>
        tool.TryGetProperty("function", out var function) ? Member(function, "name")
        : Member(tool, "name") is { Length: > 0 } name ? name
        : Member(tool, "type");

    // The items of a Responses body. What stands between two user messages or outputs is one turn of the assistant.
    private static int ReadItems(JsonElement input, StringBuilder instructions, List<string> users, List<(string, string)> results)
    {
        if (input.ValueKind == JsonValueKind.String)
        {
            users.Add(input.GetString()!);
            return 0;
        }

        var assistants = 0;
        var inTurn = false;
        foreach (var item in input.ValueKind == JsonValueKind.Array ? input.EnumerateArray() : default)
        {
            var isOutput = Member(item, "type") is "function_call_output" or "custom_tool_call_output";
            var role = Member(item, "role");
            var isAssistant = !isOutput && role is not ("user" or "system" or "developer");
            if (isAssistant && !inTurn)
            {
                assistants++;
                results.Clear();
            }

            inTurn = isAssistant;
            if (isOutput)
            {
                results.Add((Member(item, "call_id"), TextOf(item.GetProperty("output"))));
            }
            else if (role == "user")
            {
                ReadUserParts(item, users);
            }
            else if (!isAssistant)
            {
                instructions.Append(TextOf(item.GetProperty("content")));
            }
        }

        return assistants;
    }

    private static void ReadUserParts(JsonElement item, List<string> users)
    {
        var content = item.GetProperty("content");
        if (content.ValueKind == JsonValueKind.String)
        {
            users.Add(content.GetString()!);
            return;
        }

        users.AddRange(Items(item, "content").Select(part => Member(part, "text")).Where(text => text.Length > 0));
    }

    private static string TextOf(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => Member(part, "text"))),
        _ => string.Empty,
    };

    private static string Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : string.Empty;

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
