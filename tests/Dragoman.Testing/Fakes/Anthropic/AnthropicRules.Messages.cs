using System.Text.Json;
using System.Text.RegularExpressions;

namespace Dragoman.Testing;

internal sealed partial class AnthropicRules
{
    [GeneratedRegex("^[a-zA-Z0-9_-]+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex IdPattern();

    private void CheckMessages(JsonElement messages, List<Refusal> found)
    {
        if (messages.GetArrayLength() == 0)
        {
            Add(found, "messages: at least one message is required");
            return;
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        var open = new List<string>();
        var openAt = -1;
        var index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            var role = Text(message, "role");
            CheckRole(message, role, index, found);
            var content = message.TryGetProperty("content", out var value) ? value : default;
            CheckText(content, $"messages.{index}.content", found, "messages");
            if (role == "user")
            {
                CheckResults(content, index, open, found);
                RefuseUnanswered(open, openAt, found);
            }
            else if (role == "assistant")
            {
                RefuseUnanswered(open, openAt, found);
                CheckAssistant(content, index, ids, open, found);
                openAt = index;
            }

            index++;
        }

        // An answer is only demanded of a finished turn: the last message may end in calls (a prefilled one may not).
        RefuseUnanswered(open, openAt, found);
        CheckLast(messages[messages.GetArrayLength() - 1], found);
    }

    private static void CheckRole(JsonElement message, string? role, int index, List<Refusal> found)
    {
        if (role is not ("user" or "assistant" or "system"))
        {
            Add(found, $"messages.{index}.role: Input should be 'user', 'assistant' or 'system'");
        }

        if (role == "system" && index == 0 && Has(message, "content", out var content)
            && !(content.ValueKind == JsonValueKind.Array && content.GetArrayLength() == 0))
        {
            Add(found, "messages.0: use the top-level 'system' parameter for the initial system prompt");
        }

        if (role == "assistant" && index == 0)
        {
            Add(found, "messages: first message must use the \"user\" role");
        }

        if (role != "system" && !Has(message, "content", out _))
        {
            Add(found, $"messages.{index}.content: Field required");
        }
    }

    private void CheckAssistant(JsonElement content, int index, HashSet<string> ids, List<string> open, List<Refusal> found)
    {
        if (content.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var place = 0;
        foreach (var block in content.EnumerateArray())
        {
            var at = $"messages.{index}.content.{place++}";
            switch (Text(block, "type"))
            {
                case "tool_use":
                    CheckCall(block, at, ids, open, found);
                    break;
                case "thinking":
                    var signature = Text(block, "signature") ?? string.Empty;
                    if (!mint.Knows(signature))
                    {
                        Add(found, $"{at}: Invalid `signature` in `thinking` block");
                    }
                    else if (!mint.Verify(signature, Text(block, "thinking") ?? string.Empty))
                    {
                        Add(found, $"{at}: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified. "
                            + "These blocks must remain as they were in the original response.");
                    }

                    break;
                case "tool_result":
                    Add(found, $"{at}: `tool_result` blocks can only be in `user` messages");
                    break;
            }
        }
    }

    private static void CheckCall(JsonElement block, string at, HashSet<string> ids, List<string> open, List<Refusal> found)
    {
        var id = Text(block, "id") ?? string.Empty;
        if (!IdPattern().IsMatch(id))
        {
            Add(found, $"{at}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'");
        }

        if (!ids.Add(id))
        {
            Add(found, "messages: `tool_use` ids must be unique");
        }

        if (!block.TryGetProperty("input", out var input) || input.ValueKind != JsonValueKind.Object)
        {
            Add(found, $"{at}.tool_use.input: Input should be a valid dictionary");
        }

        open.Add(id);
    }

    private static void CheckResults(JsonElement content, int index, List<string> open, List<Refusal> found)
    {
        if (content.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var answered = new HashSet<string>(StringComparer.Ordinal);
        var place = 0;
        foreach (var block in content.EnumerateArray())
        {
            var at = $"messages.{index}.content.{place++}";
            if (Text(block, "type") == "image")
            {
                CheckImage(block, at, found);
            }

            if (Text(block, "type") != "tool_result")
            {
                continue;
            }

            var id = Text(block, "tool_use_id") ?? string.Empty;
            if (!answered.Add(id))
            {
                Add(found, $"{at}: each tool_use must have a single result. Found multiple `tool_result` blocks with id: {id}");
            }
            else if (!open.Remove(id))
            {
                Add(found, $"{at}: unexpected `tool_use_id` found in `tool_result` blocks: {id}. "
                    + "Each `tool_result` block must have a corresponding `tool_use` block in the previous message.");
            }

            foreach (var inner in Items(block, "content").Where(inner => Text(inner, "type") == "image"))
            {
                CheckImage(inner, at, found);
            }
        }
    }

    private static void RefuseUnanswered(List<string> open, int at, List<Refusal> found)
    {
        if (open.Count > 0)
        {
            Add(found, $"messages.{at}: `tool_use` ids were found without `tool_result` blocks immediately after: {string.Join(", ", open)}. "
                + "Each `tool_use` block must have a corresponding `tool_result` block in the next message.");
            open.Clear();
        }
    }

    private static void CheckText(JsonElement content, string at, List<Refusal> found, string? named = null)
    {
        if (content.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var block in content.EnumerateArray().Where(block => Text(block, "type") == "text"))
        {
            var text = Text(block, "text");
            if (text is null)
            {
                Add(found, $"{at}: text: Field required");
            }
            else if (text.Length == 0)
            {
                Add(found, $"{named ?? at}: text content blocks must be non-empty");
            }
            else if (string.IsNullOrWhiteSpace(text))
            {
                Add(found, $"{named ?? at}: text content blocks must contain non-whitespace text");
            }
        }
    }

    private static void CheckLast(JsonElement message, List<Refusal> found)
    {
        if (Text(message, "role") != "assistant")
        {
            return;
        }

        var content = message.GetProperty("content");
        var text = content.ValueKind == JsonValueKind.String
            ? content.GetString()
            : content.EnumerateArray().Select(block => Text(block, "text")).LastOrDefault();
        if (text is { Length: > 0 } && char.IsWhiteSpace(text[^1]))
        {
            Add(found, "messages: final assistant content cannot end with trailing whitespace");
        }
    }

    private static void CheckImage(JsonElement block, string at, List<Refusal> found)
    {
        if (!Has(block, "source", out var source) || Text(source, "type") != "base64")
        {
            return;
        }

        var declared = Text(source, "media_type") ?? string.Empty;
        if (declared is not ("image/png" or "image/jpeg" or "image/gif" or "image/webp"))
        {
            Add(found, $"{at}.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'");
            return;
        }

        var data = Text(source, "data") ?? string.Empty;
        var actual = data switch
        {
            _ when data.StartsWith("iVBORw0KGgo", StringComparison.Ordinal) => "image/png",
            _ when data.StartsWith("/9j/", StringComparison.Ordinal) => "image/jpeg",
            _ when data.StartsWith("R0lGOD", StringComparison.Ordinal) => "image/gif",
            _ when data.StartsWith("UklGR", StringComparison.Ordinal) => "image/webp",
            _ => null,
        };
        if (actual is null)
        {
            Add(found, $"{at}.image.source.base64.data: Could not process image");
        }
        else if (actual != declared)
        {
            Add(found, $"{at}.image.source.base64: The image was specified using the {declared} media type, but the image appears to be a {actual} image");
        }
    }

    private static void CheckReferences(JsonElement body, JsonElement messages, List<Refusal> found)
    {
        var tools = Items(body, "tools").Select(tool => Text(tool, "name")).ToHashSet(StringComparer.Ordinal);
        foreach (var reference in messages.EnumerateArray()
            .SelectMany(message => Items(message, "content"))
            .SelectMany(block => Items(block, "content"))
            .Where(inner => Text(inner, "type") == "tool_reference"))
        {
            if (!tools.Contains(Text(reference, "tool_name")))
            {
                Add(found, $"Tool reference '{Text(reference, "tool_name")}' not found in available tools");
            }
        }
    }
}
