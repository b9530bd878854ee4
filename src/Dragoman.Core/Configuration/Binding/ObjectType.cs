using System.Text.Json.Nodes;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>A mapping with known members.</summary>
/// <param name="name">The name of its definition in the schema.</param>
/// <param name="members">What it may hold.</param>
/// <param name="create">Makes the value; called only where required members are there and right. Null after noting an error.</param>
/// <param name="shorthand">What a bare scalar stands for; null where a mapping is needed.</param>
internal sealed class ObjectType(
    string name, IReadOnlyList<Member> members, Func<BoundMembers, object?> create, (ConfigType Type, Func<object, Spot, object?> Create)? shorthand = null)
    : ConfigType
{
    public override object? Bind(ConfigNode node, string path, BindContext context)
    {
        if (shorthand is { } brief && node.Kind == NodeKind.Scalar)
        {
            return brief.Type.Bind(node, path, context) is { } value ? brief.Create(value, new Spot(node.Line, node.Column, path)) : null;
        }

        if (node.Kind is not (NodeKind.Mapping or NodeKind.Null))
        {
            context.Error(
                node, path, $"expected a mapping, found {node.Describe()}",
                $"it may hold {string.Join(", ", members.Take(8).Select(member => member.Name))}");
            return null;
        }

        var bound = new BoundMembers(new Spot(node.Line, node.Column, path), context);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, valueNode) in node.Members)
        {
            BindMember(key, valueNode, path, bound, seen);
        }

        foreach (var member in members)
        {
            if (member.IsRequired && !seen.Contains(member.Name))
            {
                context.Error(node, Join(path, member.Name), "is missing", $"add {member.Name}: {member.Description}");
                bound.IsBroken = true;
            }
        }

        return bound.IsBroken ? null : create(bound);
    }

    public override JsonObject Schema(JsonObject definitions)
    {
        if (!definitions.ContainsKey(name))
        {
            var properties = new JsonObject();
            var definition = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
            definitions[name] = definition;
            foreach (var member in members)
            {
                var schema = member.Type.Schema(definitions);
                schema["description"] = member.Description;
                properties[member.Name] = schema;
            }

            if (members.Any(member => member.IsRequired))
            {
                definition["required"] = new JsonArray([.. members.Where(m => m.IsRequired).Select(m => (JsonNode)m.Name)]);
            }
        }

        var reference = new JsonObject { ["$ref"] = $"#/$defs/{name}" };
        return shorthand is { } brief
            ? new JsonObject { ["anyOf"] = new JsonArray(brief.Type.Schema(definitions), reference) }
            : reference;
    }

    private static string Join(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";

    private void BindMember(ConfigNode key, ConfigNode valueNode, string path, BoundMembers bound, HashSet<string> seen)
    {
        var context = bound.Context;
        var memberPath = Join(path, key.Text);
        var member = key.Kind == NodeKind.Scalar ? members.FirstOrDefault(candidate => candidate.Name == key.Text) : null;
        if (member is null)
        {
            var near = key.Kind == NodeKind.Scalar ? Nearest.Of(key.Text, members.Select(candidate => candidate.Name)) : null;
            context.Error(key, key.Kind == NodeKind.Scalar ? memberPath : path, "unknown member", near is null
                ? $"it may be {string.Join(", ", members.Select(candidate => candidate.Name))}"
                : $"did you mean \"{near}\"?");
            return;
        }

        if (!seen.Add(member.Name))
        {
            context.Error(key, memberPath, "is there twice", "remove one of them");
            return;
        }

        // An empty value is the same as none, except where the member is needed.
        if (valueNode.Kind == NodeKind.Null && !member.IsRequired)
        {
            return;
        }

        if (member.Type.Bind(valueNode, memberPath, context) is { } value)
        {
            bound.Set(member.Name, value, new Spot(valueNode.Line, valueNode.Column, memberPath));
        }
        else
        {
            bound.IsBroken |= member.IsRequired;
        }
    }
}
