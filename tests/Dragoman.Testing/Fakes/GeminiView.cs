using System.Text;
using System.Text.Json;

namespace Dragoman.Testing;

/// <summary>Reads a generateContent request for <see cref="ConversationView"/>: model and stream stand in its path.</summary>
internal static class GeminiView
{
    public static ConversationView Read(RecordedRequest request)
    {
        var root = request.Json;
        var users = new List<string>();
        var results = new List<(string, string)>();
        var assistants = 0;
        foreach (var content in Items(root, "contents"))
        {
            var isModel = Text(content, "role") == "model";
            if (isModel)
            {
                assistants++;
                results.Clear();
            }

            foreach (var part in Items(content, "parts"))
            {
                if (part.TryGetProperty("functionResponse", out var response))
                {
                    var said = response.TryGetProperty("response", out var body) && body.ValueKind == JsonValueKind.Object
                        ? string.Concat(body.EnumerateObject().Select(member => member.Value.ToString()))
                        : string.Empty;
                    results.Add((Text(response, "id"), said));
                }
                else if (!isModel && Text(part, "text") is { Length: > 0 } text)
                {
                    users.Add(text);
                }
            }
        }

        var instructions = new StringBuilder();
        if (root.TryGetProperty("systemInstruction", out var system))
        {
            foreach (var part in Items(system, "parts"))
            {
                instructions.Append(Text(part, "text"));
            }
        }

        var name = request.Path[(request.Path.LastIndexOf('/') + 1)..];
        var tools = Items(root, "tools").SelectMany(tool => Items(tool, "functionDeclarations")).Select(function => Text(function, "name")).ToList();
        return new ConversationView
        {
            Model = name[..Math.Max(0, name.LastIndexOf(':'))],
            Stream = name.EndsWith(":streamGenerateContent", StringComparison.Ordinal),
            Instructions = instructions.ToString(),
            Tools = tools,
            OffersTools = tools.Count > 0,
            UserTexts = users,
            AssistantTurns = assistants,
            NewResults = results,
        };
    }

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
