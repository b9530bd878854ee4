using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat.Client;

/// <summary>What a client of chat completions says about its stream.</summary>
internal static class StreamOptions
{
    /// <summary>True where it asked for a last chunk with the usage.</summary>
    public static bool IncludesUsage(ConversationRequest request)
    {
        foreach (var member in request.Unknown)
        {
            if (request[member.Name].SequenceEqual("stream_options"u8))
            {
                return ReadIncludeUsage(new JsonCursor(request.Arena, member.Value));
            }
        }

        return false;
    }

    private static bool ReadIncludeUsage(JsonCursor options)
    {
        if (options.Peek() != JsonKind.Object)
        {
            return false;
        }

        options.EnterObject();
        while (options.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("include_usage"u8))
            {
                return options.ReadBoolean();
            }

            options.ReadValue();
        }

        return false;
    }
}
