using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Dragoman.Testing;

/// <summary>
/// The rules of <c>/api/chat</c>, stricter than the server where it is lenient to the harm of its user: a member that it would pass
/// over, a context that it would leave small, a prompt that it would cut are violations here.
/// </summary>
internal static class OllamaRules
{
    private static readonly string[] BodyMembers = ["model", "messages", "stream", "format", "keep_alive", "tools", "options", "think", "truncate", "shift"];

    private static readonly string[] OptionMembers =
    [
        "num_ctx", "num_predict", "temperature", "top_p", "top_k", "min_p", "stop", "seed", "num_keep", "repeat_penalty", "repeat_last_n", "num_gpu", "num_thread",
        "num_batch", "use_mmap", "presence_penalty", "frequency_penalty",
    ];

    /// <summary>Everything that is wrong with a request.</summary>
    public static IReadOnlyList<Refusal> Check(RecordedRequest request, StrictOllamaOptions options)
    {
        var found = new List<Refusal>();
        foreach (var name in request.Headers.Keys.Where(name => name.StartsWith("anthropic-", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("x-claude", StringComparison.OrdinalIgnoreCase) || name.Equals("x-api-key", StringComparison.OrdinalIgnoreCase)))
        {
            Refuse($"the header {name} is another provider's");
        }

        if (!request.IsJson || request.Json.ValueKind != JsonValueKind.Object)
        {
            Refuse("invalid character in the request body");
            return found;
        }

        var body = request.Json;
        Known(body, BodyMembers, "body");
        if (!body.TryGetProperty("model", out var model) || model.GetString() is not { Length: > 0 } id)
        {
            Refuse("model is required");
            return found;
        }

        if (!options.Models.Contains(id))
        {
            found.Add(new Refusal(404, $"model '{id}' not found"));
        }

        CheckThink();
        CheckOptions();
        CheckTools();
        CheckMessages();
        return found;

        void CheckThink()
        {
            if (!body.TryGetProperty("think", out var think))
            {
                return;
            }

            if (think.ValueKind == JsonValueKind.String && think.GetString() is not ("low" or "medium" or "high" or "max"))
            {
                Refuse($"invalid think value: {think.GetRawText()} (must be \"high\", \"medium\", \"low\", \"max\", true, or false)");
            }

            if (think.ValueKind != JsonValueKind.False && !options.Capabilities.Contains("thinking"))
            {
                Refuse($"\"{id}\" does not support thinking");
            }
        }

        void CheckOptions()
        {
            var set = body.TryGetProperty("options", out var value) ? value : default;
            Known(set, OptionMembers, "options");
            if (set.ValueKind != JsonValueKind.Object || !set.TryGetProperty("num_ctx", out var context) || context.GetInt64() < 16_384)
            {
                Refuse("options.num_ctx is not set, or too small for the prompt of the CLI: it would be cut silently");
            }

            if (!body.TryGetProperty("truncate", out var truncate) || truncate.ValueKind != JsonValueKind.False)
            {
                Refuse("truncate is not false: the prompt may be cut silently");
            }

            if (set.ValueKind == JsonValueKind.Object && set.TryGetProperty("num_predict", out var predict) && predict.GetInt64() < 1)
            {
                Refuse("options.num_predict is less than 1");
            }
        }

        void CheckTools()
        {
            var tools = Items(body, "tools").ToList();
            if (tools.Count > 0 && !options.Capabilities.Contains("tools"))
            {
                Refuse($"registry.ollama.ai/library/{id} does not support tools");
            }

            foreach (var tool in tools)
            {
                Known(tool, ["type", "function"], "tools[]");
                Known(tool.GetProperty("function"), ["name", "description", "parameters"], "tools[].function");
                if (tool.GetProperty("function").GetProperty("parameters").GetProperty("type").GetString() != "object")
                {
                    Refuse("tools[].function.parameters is no object schema");
                }
            }
        }

        void CheckMessages()
        {
            var open = new Queue<string>();
            var messages = Items(body, "messages").ToList();
            if (messages.Count == 0)
            {
                Refuse("messages is empty: the model would only be loaded");
            }

            foreach (var message in messages)
            {
                Known(message, ["role", "content", "thinking", "images", "tool_calls", "tool_name", "tool_call_id"], "messages[]");
                var role = message.GetProperty("role").GetString();
                if (!message.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.String)
                {
                    Refuse("json: cannot unmarshal messages[].content into a string");
                }

                foreach (var image in Items(message, "images").Where(image => image.ValueKind != JsonValueKind.String || !Base64.IsValid(Encoding.UTF8.GetBytes(image.GetString()!))))
                {
                    Refuse("illegal base64 data in messages[].images");
                }

                if (role == "tool")
                {
                    if (!open.TryDequeue(out var expected) || message.GetProperty("tool_call_id").GetString() != expected)
                    {
                        Refuse($"a tool message answers no call, or not in the order of the calls");
                    }

                    continue;
                }

                if (open.Count > 0)
                {
                    Refuse("a call has no tool message behind it");
                    open.Clear();
                }

                foreach (var call in Items(message, "tool_calls"))
                {
                    Known(call, ["id", "function"], "tool_calls[]");
                    Known(call.GetProperty("function"), ["index", "name", "arguments"], "tool_calls[].function");
                    if (call.GetProperty("function").GetProperty("arguments").ValueKind != JsonValueKind.Object)
                    {
                        Refuse("json: cannot unmarshal string into tool_calls[].function.arguments");
                    }

                    open.Enqueue(call.GetProperty("id").GetString()!);
                }

                if (role is not ("system" or "user" or "assistant"))
                {
                    Refuse($"invalid role: {role}");
                }
            }

            if (open.Count > 0)
            {
                Refuse("a call has no tool message behind it");
            }
        }

        void Known(JsonElement element, string[] names, string place)
        {
            foreach (var member in element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default)
            {
                if (!names.Contains(member.Name))
                {
                    Refuse($"{place} has the unknown member {member.Name}");
                }
            }
        }

        void Refuse(string message) => found.Add(new Refusal(400, message));
    }

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
