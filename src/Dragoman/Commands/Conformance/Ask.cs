using System.Text.Json.Nodes;

namespace Dragoman.Commands.Conformance;

/// <summary>Writes the requests of the checks.</summary>
internal static class Ask
{
    /// <summary>A prompt without anything else.</summary>
    public static JsonObject For(string prompt) => new() { ["messages"] = new JsonArray(User(Text(prompt))) };

    /// <summary>A prompt with tools.</summary>
    public static JsonObject WithTools(string prompt, params JsonObject[] tools) => For(prompt).And("tools", new JsonArray([.. tools]));

    /// <summary>The request with one more member.</summary>
    public static JsonObject And(this JsonObject body, string name, JsonNode value)
    {
        body[name] = value;
        return body;
    }

    /// <summary>The request with one more message.</summary>
    public static JsonObject Then(this JsonObject body, JsonObject message)
    {
        ((JsonArray)body["messages"]!).Add(message);
        return body;
    }

    public static JsonObject User(params JsonNode[] blocks) => new() { ["role"] = "user", ["content"] = new JsonArray(blocks) };

    public static JsonObject Assistant(JsonArray blocks) => new() { ["role"] = "assistant", ["content"] = blocks.DeepClone() };

    public static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = text };

    public static JsonObject Call(string id, string name, JsonObject input) =>
        new() { ["type"] = "tool_use", ["id"] = id, ["name"] = name, ["input"] = input };

    public static JsonObject Result(string id, JsonNode content, bool isError = false)
    {
        var block = new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = id, ["content"] = content };
        return isError ? block.And("is_error", true) : block;
    }

    public static JsonObject Image(string base64) =>
        new() { ["type"] = "image", ["source"] = new JsonObject { ["type"] = "base64", ["media_type"] = "image/png", ["data"] = base64 } };

    public static JsonObject Pdf(string base64) =>
        new() { ["type"] = "document", ["source"] = new JsonObject { ["type"] = "base64", ["media_type"] = "application/pdf", ["data"] = base64 } };

    /// <summary>A tool with string members, all required.</summary>
    public static JsonObject Tool(string name, string description, params string[] members)
    {
        var properties = new JsonObject();
        foreach (var member in members)
        {
            properties[member] = new JsonObject { ["type"] = "string" };
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (members.Length > 0)
        {
            schema["required"] = new JsonArray([.. members.Select(member => JsonValue.Create(member))]);
        }

        return new JsonObject { ["name"] = name, ["description"] = description, ["input_schema"] = schema };
    }
}
