using System.Text.Json.Nodes;
using Dragoman.Core.Rules;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>A rule. Its errors are told with their place in the file, not in the rule.</summary>
internal sealed class RuleType : ConfigType
{
    public override object? Bind(ConfigNode node, string path, BindContext context)
    {
        if (ScalarTypes.LongText.Bind(node, path, context) is not string text)
        {
            return null;
        }

        var result = Rule.Compile(text);
        foreach (var error in result.Errors)
        {
            context.Error(context.Place(node, path, error.Line, error.Column), error.Message, error.Fix);
        }

        foreach (var warning in result.Warnings)
        {
            context.Warn(context.Place(node, path, warning.Line, warning.Column), warning.Message, warning.Fix);
        }

        return result.Rule is null ? null : new BoundRule(result.Rule, (line, column) => context.Place(node, path, line, column));
    }

    public override JsonObject Schema(JsonObject definitions) => ScalarTypes.LongText.Schema(definitions);
}

/// <summary>A rule that remembers where its parts stand in the file.</summary>
internal sealed record BoundRule(Rule Rule, Func<int, int, Spot> Places);
