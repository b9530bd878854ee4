using System.Text;
using System.Text.Json.Nodes;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.Tests.OpenAiChat;

namespace Dragoman.Dialects.Tests.Cross;

/// <summary>A conversation that grows turn by turn, as a host would see it.</summary>
internal static class Growing
{
    /// <summary>Each body, up to the end of its messages, begins the next one.</summary>
    public static void Check(string name, byte[] body, IDialect dialect, Func<ConversationRequest, Translation> attempt)
    {
        var root = JsonNode.Parse(body)!.AsObject();
        var all = root["messages"]!.AsArray().Select(message => message!.DeepClone()).ToList();
        if (all.Any(message => (string?)message["role"] == "tool"))
        {
            // This one is in another protocol.
            return;
        }

        Strip(root);
        all.ForEach(Strip);
        byte[]? before = null;
        for (var length = 1; length < all.Count; length++)
        {
            // A request ends where the model is to speak. Every fifth turn shows as much as all of them.
            if ((string?)all[length]["role"] != "assistant" || (string?)all[length - 1]["role"] == "assistant" || (length > 12 && length < all.Count - 6 && length % 10 > 1))
            {
                continue;
            }

            root["messages"] = new JsonArray([.. all.Take(length).Select(message => message.DeepClone())]);
            using var request = Chat.Read(Encoding.UTF8.GetBytes(root.ToJsonString()));
            using var output = new ByteWriter();
            dialect.WriteRequest(attempt(request), output).ShouldBeNull(name);
            Chat.Parse(output.Written);
            var now = output.Written.ToArray();
            if (before is not null)
            {
                var same = now.AsSpan().CommonPrefixLength(before);
                same.ShouldBeGreaterThanOrEqualTo(
                    before.Length - 2, $"{name} at {length}: {Encoding.UTF8.GetString(before.AsSpan(same, Math.Min(80, before.Length - same)))}");
            }

            before = now;
        }
    }

    // Cache marks move with the conversation, by the client's own doing.
    private static void Strip(JsonNode node)
    {
        if (node is JsonObject obj)
        {
            obj.Remove("cache_control");
            foreach (var child in obj.Select(member => member.Value).OfType<JsonNode>().ToList())
            {
                Strip(child);
            }
        }
        else if (node is JsonArray array)
        {
            foreach (var child in array.OfType<JsonNode>())
            {
                Strip(child);
            }
        }
    }
}
