using System.Text.Json;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>Reads JSON as configuration nodes. For the built-in data; places are not kept.</summary>
internal static class JsonReader
{
    public static ConfigNode Read(Stream json)
    {
        using var document = JsonDocument.Parse(json);
        return Convert(document.RootElement);
    }

    private static ConfigNode Convert(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var mapping = new ConfigNode { Kind = NodeKind.Mapping };
                foreach (var property in element.EnumerateObject())
                {
                    var key = new ConfigNode { Kind = NodeKind.Scalar, Text = property.Name };
                    mapping.Members.Add(new(key, Convert(property.Value)));
                }

                return mapping;
            case JsonValueKind.Array:
                var sequence = new ConfigNode { Kind = NodeKind.Sequence };
                foreach (var item in element.EnumerateArray())
                {
                    sequence.Items.Add(Convert(item));
                }

                return sequence;
            case JsonValueKind.Null:
                return new ConfigNode { Kind = NodeKind.Null };
            case JsonValueKind.String:
                return new ConfigNode { Kind = NodeKind.Scalar, Text = element.GetString()!, IsQuoted = true };
            default:
                return new ConfigNode { Kind = NodeKind.Scalar, Text = element.GetRawText() };
        }
    }
}
