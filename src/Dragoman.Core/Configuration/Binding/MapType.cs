using System.Text.Json.Nodes;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>A mapping whose keys are names of the writer's choice. Bound as a list in order of the file.</summary>
/// <param name="value">The type of each value.</param>
/// <param name="create">Makes an entry of key, value and place; the value may be null where it was wrong.</param>
internal sealed class MapType<TValue, TEntry>(ConfigType value, Func<string, TValue, Spot, TEntry> create) : ConfigType
{
    private const int MaxKeyLength = 200;

    public override object? Bind(ConfigNode node, string path, BindContext context)
    {
        if (node.Kind == NodeKind.Null)
        {
            return new List<TEntry>();
        }

        if (node.Kind != NodeKind.Mapping)
        {
            context.Error(node, path, $"expected a mapping of names, found {node.Describe()}", "write \"name: …\" lines");
            return null;
        }

        var entries = new List<TEntry>(node.Members.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, memberNode) in node.Members)
        {
            var memberPath = $"{path}.{key.Text}";
            if (key.Kind != NodeKind.Scalar || key.Text.Length is 0 or > MaxKeyLength)
            {
                context.Error(key, path, $"expected a name of 1 to {MaxKeyLength} characters, found {key.Describe()}");
            }
            else if (!seen.Add(key.Text))
            {
                context.Error(key, memberPath, "is there twice", "remove one of them");
            }
            else if (value.Bind(memberNode, memberPath, context) is TValue bound)
            {
                entries.Add(create(key.Text, bound, new Spot(key.Line, key.Column, memberPath)));
            }
        }

        return entries;
    }

    public override JsonObject Schema(JsonObject definitions) =>
        new() { ["type"] = "object", ["additionalProperties"] = value.Schema(definitions) };
}
