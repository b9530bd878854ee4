using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dragoman.Core.Configuration.Binding;

namespace Dragoman.Core.Configuration;

/// <summary>The JSON Schema of <c>dragoman.yaml</c> for editors, made from what the loader itself reads by.</summary>
public static class ConfigSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as indented JSON with a newline at its end.</summary>
    public static string Generate()
    {
        var definitions = new JsonObject();
        var root = ConfigShape.Root.Schema(definitions);
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Dragoman configuration",
            ["$ref"] = root["$ref"]!.GetValue<string>(),
            ["$defs"] = definitions,
        };
        return schema.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }
}
