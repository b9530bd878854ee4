using System.Text.Json.Nodes;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>A list of values of one type.</summary>
internal sealed class ListType<T>(ConfigType element, int maxCount = 10_000) : ConfigType
{
    public override object? Bind(ConfigNode node, string path, BindContext context)
    {
        if (node.Kind == NodeKind.Null)
        {
            return new List<T>();
        }

        if (node.Kind != NodeKind.Sequence)
        {
            context.Error(node, path, $"expected a list, found {node.Describe()}", "write one \"- …\" line per entry");
            return null;
        }

        if (node.Items.Count > maxCount)
        {
            context.Error(node, path, $"has {node.Items.Count} entries", $"at most {maxCount} are allowed");
            return null;
        }

        var values = new List<T>(node.Items.Count);
        for (var i = 0; i < node.Items.Count; i++)
        {
            if (element.Bind(node.Items[i], $"{path}[{i}]", context) is T value)
            {
                values.Add(value);
            }
        }

        return values;
    }

    public override JsonObject Schema(JsonObject definitions) =>
        new() { ["type"] = "array", ["items"] = element.Schema(definitions) };
}
