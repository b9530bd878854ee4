using System.Text.Json.Nodes;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>A scalar that a function reads from its text.</summary>
/// <param name="expected">What is expected, for messages: <c>a whole number from 1 to 600</c>.</param>
/// <param name="parse">Reads the text; null where it is wrong.</param>
/// <param name="schema">Makes the schema.</param>
/// <param name="allowQuoted">False for numbers and booleans: quoted ones are text.</param>
internal sealed class ScalarType(string expected, Func<string, object?> parse, Func<JsonObject> schema, bool allowQuoted = true)
    : ConfigType
{
    public override object? Bind(ConfigNode node, string path, BindContext context)
    {
        if (node.Kind == NodeKind.Scalar && (allowQuoted || !node.IsQuoted) && parse(node.Text) is { } value)
        {
            return value;
        }

        context.Error(node, path, $"expected {expected}, found {node.Describe()}", "");
        return null;
    }

    public override JsonObject Schema(JsonObject definitions) => schema();
}
