using System.Text.Json.Nodes;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>One of a few words.</summary>
internal sealed class ChoiceType(params (string Word, object Value)[] choices) : ConfigType
{
    public override object? Bind(ConfigNode node, string path, BindContext context)
    {
        if (node.Kind == NodeKind.Scalar)
        {
            foreach (var (word, value) in choices)
            {
                if (word.Equals(node.Text, StringComparison.Ordinal))
                {
                    return value;
                }
            }
        }

        var words = choices.Select(choice => choice.Word).ToArray();
        var near = node.Kind == NodeKind.Scalar ? Nearest.Of(node.Text, words) : null;
        context.Error(
            node, path, $"expected one of {string.Join(", ", words)}, found {node.Describe()}",
            near is null ? "" : $"did you mean \"{near}\"?");
        return null;
    }

    public override JsonObject Schema(JsonObject definitions) =>
        new() { ["enum"] = new JsonArray([.. choices.Select(choice => (JsonNode)choice.Word)]) };
}
