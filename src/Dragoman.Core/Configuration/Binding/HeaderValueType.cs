using System.Text.Json.Nodes;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>A header's value: printable ASCII; <c>${NAME}</c> in it is filled from the environment.</summary>
internal sealed class HeaderValueType : ConfigType
{
    public override object? Bind(ConfigNode node, string path, BindContext context)
    {
        if (node.Kind != NodeKind.Scalar)
        {
            context.Error(node, path, $"expected a header's value, found {node.Describe()}", "write it as text");
            return null;
        }

        if (References.Expand(node, path, context) is not { } text)
        {
            return null;
        }

        if (text.Length > 4000 || text.Any(c => c is < ' ' or > '~'))
        {
            context.Error(node, path, "a header's value is printable ASCII of at most 4000 characters", "take the other characters out");
            return null;
        }

        return text;
    }

    public override JsonObject Schema(JsonObject definitions) => new() { ["type"] = "string" };
}
