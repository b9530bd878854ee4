using System.Text;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.OpenAiChat.Client;

/// <summary>The members that every chunk and every answer begins with.</summary>
internal static class AnswerHead
{
    private const int IdLength = 29;

    /// <summary>Writes <c>{"id":…,"object":…,"created":…,"model":…</c> and leaves the object open.</summary>
    public static void Write(ReadOnlySpan<byte> kind, Translation translation, ByteWriter output)
    {
        output.Write("{\"id\":\"chatcmpl-"u8);
        Span<byte> id = stackalloc byte[IdLength];
        translation.Ids.Fill(id);
        output.Write(id);
        output.Write("\",\"object\":\""u8);
        output.Write(kind);
        output.Write("\",\"created\":"u8);
        output.WriteNumber(translation.StartedAt.ToUnixTimeSeconds());
        output.Write(",\"model\":"u8);
        // The name that was asked for, not the upstream's (H-207).
        output.WriteString(Encoding.UTF8.GetBytes(translation.RequestedModel));
    }
}
