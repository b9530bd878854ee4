using Dragoman.Dialects.AnthropicMessages;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.BedrockInvoke;

/// <summary>A body to be counted must be one that could be invoked, while a client that counts sends no bound (H-418).</summary>
internal static class InvokeCount
{
    /// <summary>Copies the body, with <c>max_tokens</c> where it has none.</summary>
    public static void Complete(ReadOnlySpan<byte> body, ByteWriter output)
    {
        var cursor = new JsonCursor(body);
        if (RawObject.Find(body, "max_tokens"u8) is not null || !cursor.EnterObject())
        {
            output.Write(body);
            return;
        }

        output.Write(body[..cursor.Position]);
        output.Write("\"max_tokens\":1,"u8);
        output.Write(body[cursor.Position..]);
    }
}
