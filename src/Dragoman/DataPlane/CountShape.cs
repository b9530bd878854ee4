using Dragoman.Dialects.Json;

namespace Dragoman.DataPlane;

/// <summary>A count of tokens, as each protocol tells it.</summary>
internal static class CountShape
{
    /// <summary>Writes the answer.</summary>
    public static void Write(ClientCall call, long tokens, ByteWriter output)
    {
        output.Write(call.Dialect.Name switch
        {
            ClientDialects.Gemini => "{\"totalTokens\":"u8,
            ClientDialects.Bedrock => "{\"inputTokens\":"u8,
            ClientDialects.Responses => "{\"object\":\"response.input_tokens\",\"input_tokens\":"u8,
            _ => "{\"input_tokens\":"u8,
        });
        output.WriteNumber(tokens);
        output.Write((byte)'}');
    }
}
