using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiResponses;

/// <summary>The client's <c>web_search_*</c> tool, of whatever version, as the host's own (H-179, H-184).</summary>
internal static class WebSearchTool
{
    /// <summary>Writes the tool.</summary>
    public static void Write(ConversationRequest request, in ToolDefinition tool, Losses losses, ByteWriter output)
    {
        output.Write("{\"type\":\"web_search\""u8);
        var cursor = new JsonCursor(request.Arena, tool.Raw);
        if (!tool.Raw.IsEmpty)
        {
            cursor.EnterObject();
            while (cursor.NextMember(out ReadOnlySpan<byte> name))
            {
                var kind = cursor.Peek();
                var value = request[cursor.ReadValue()];
                if (cursor.Failed)
                {
                    break;
                }

                if (name.SequenceEqual("allowed_domains"u8) && kind == JsonKind.Array && value.Length > 2)
                {
                    output.Write(",\"filters\":{\"allowed_domains\":"u8);
                    output.Write(value);
                    output.Write((byte)'}');
                }
                else if (name.SequenceEqual("blocked_domains"u8) && kind == JsonKind.Array && value.Length > 2)
                {
                    losses.Add(LossKind.ServerTool, LossEffect.Remapped, "tools[].blocked_domains");
                }
                else if (name.SequenceEqual("user_location"u8) && kind == JsonKind.Object)
                {
                    output.Write(",\"user_location\":"u8);
                    output.Write(value);
                }
            }
        }

        output.Write((byte)'}');
    }

    /// <summary>How many searches the client allows; null where it does not say.</summary>
    public static long? MaxUses(ConversationRequest request, in ToolDefinition tool)
    {
        if (tool.Raw.IsEmpty)
        {
            return null;
        }

        var cursor = new JsonCursor(request.Arena, tool.Raw);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("max_uses"u8))
            {
                return cursor.ReadInteger() is { } max and > 0 ? max : null;
            }

            cursor.ReadValue();
        }

        return null;
    }
}
