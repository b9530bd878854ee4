using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>Any value, bound as the JSON text that it stands for.</summary>
internal sealed class JsonValueType : ConfigType
{
    public override object? Bind(ConfigNode node, string path, BindContext context) => Convert(node)?.ToJsonString() ?? "null";

    public override JsonObject Schema(JsonObject definitions) => [];

    private static JsonNode? Convert(ConfigNode node)
    {
        switch (node.Kind)
        {
            case NodeKind.Null:
                return null;
            case NodeKind.Sequence:
                return new JsonArray([.. node.Items.Select(Convert)]);
            case NodeKind.Mapping:
                var value = new JsonObject();
                foreach (var (key, member) in node.Members)
                {
                    value[key.Text] = Convert(member);
                }

                return value;
        }

        if (node.IsQuoted)
        {
            return JsonValue.Create(node.Text);
        }

        return node.Text switch
        {
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            _ when long.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
            _ when IsNumber(node.Text) => JsonNode.Parse(node.Text),
            _ => JsonValue.Create(node.Text),
        };
    }

    private static bool IsNumber(string text)
    {
        if (text.Length is 0 or > 40 || !(char.IsAsciiDigit(text[0]) || text[0] == '-'))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
