using Dragoman.Core.Models;
using Dragoman.Dialects.Json;

namespace Dragoman.DataPlane;

/// <summary>The list of models in the shape of Google's API, for clients that speak that dialect.</summary>
internal static class GeminiModelList
{
    /// <summary>Writes a page.</summary>
    public static void Write(ModelPage page, ByteWriter output)
    {
        output.Write("{\"models\":["u8);
        for (var i = 0; i < page.Models.Count; i++)
        {
            if (i > 0)
            {
                output.Write((byte)',');
            }

            Write(page.Models[i], output);
        }

        output.Write("]}"u8);
    }

    /// <summary>Writes one model.</summary>
    public static void Write(ListedModel model, ByteWriter output)
    {
        output.Write("{\"name\":"u8);
        output.WriteString("models/" + model.Id);
        output.Write(",\"version\":\"1\",\"displayName\":"u8);
        output.WriteString(model.DisplayName);
        WriteLimit(",\"inputTokenLimit\":"u8, model.MaxInputTokens, output);
        WriteLimit(",\"outputTokenLimit\":"u8, model.MaxTokens, output);
        output.Write(",\"supportedGenerationMethods\":[\"generateContent\",\"countTokens\"],\"thinking\":"u8);
        output.WriteBoolean(model.Thinking);
        output.Write((byte)'}');
    }

    private static void WriteLimit(ReadOnlySpan<byte> member, long? limit, ByteWriter output)
    {
        if (limit is { } tokens)
        {
            output.Write(member);
            output.WriteNumber(tokens);
        }
    }
}
