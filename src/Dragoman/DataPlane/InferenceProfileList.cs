using System.Globalization;
using Dragoman.Core.Models;
using Dragoman.Dialects.Json;

namespace Dragoman.DataPlane;

/// <summary>
/// The list of models as Bedrock's inference profiles, which Claude Code asks for when it starts in that mode (A02).
/// </summary>
internal static class InferenceProfileList
{
    /// <summary>Writes a page.</summary>
    public static void Write(ModelPage page, ByteWriter output)
    {
        output.Write("{\"inferenceProfileSummaries\":["u8);
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

    /// <summary>Writes one profile.</summary>
    public static void Write(ListedModel model, ByteWriter output)
    {
        var created = model.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        output.Write("{\"inferenceProfileId\":"u8);
        output.WriteString(model.Id);
        output.Write(",\"inferenceProfileName\":"u8);
        output.WriteString(model.DisplayName);
        output.Write(",\"inferenceProfileArn\":"u8);
        output.WriteString("arn:aws:bedrock:local:000000000000:inference-profile/" + model.Id);
        output.Write(",\"models\":[{\"modelArn\":"u8);
        output.WriteString("arn:aws:bedrock:local::foundation-model/" + model.Id);
        output.Write("}],\"status\":\"ACTIVE\",\"type\":\"SYSTEM_DEFINED\",\"createdAt\":"u8);
        output.WriteString(created);
        output.Write(",\"updatedAt\":"u8);
        output.WriteString(created);
        output.Write((byte)'}');
    }
}
