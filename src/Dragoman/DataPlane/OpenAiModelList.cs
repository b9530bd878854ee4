using Dragoman.Core.Models;
using Dragoman.Dialects.Json;

namespace Dragoman.DataPlane;

/// <summary>The list of models in OpenAI's shape, for clients that speak that dialect (H-342).</summary>
internal static class OpenAiModelList
{
    /// <summary>Writes a page.</summary>
    public static void Write(ModelPage page, ByteWriter output)
    {
        output.Write("{\"object\":\"list\",\"data\":["u8);
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
        output.Write("{\"id\":"u8);
        output.WriteString(model.Id);
        output.Write(",\"object\":\"model\",\"created\":"u8);
        output.WriteNumber(model.CreatedAt.ToUnixTimeSeconds());
        output.Write(",\"owned_by\":\"dragoman\"}"u8);
    }
}
