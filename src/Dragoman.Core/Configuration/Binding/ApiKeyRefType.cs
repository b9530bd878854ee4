using System.Text.Json.Nodes;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>
/// The name of an entry of <c>secrets</c> or, failing that, of the environment variable of that name in upper case. A plain
/// <c>${NAME}</c> or <c>${file:…}</c> is taken too.
/// </summary>
internal sealed class ApiKeyRefType : ConfigType
{
    public override object? Bind(ConfigNode node, string path, BindContext context)
    {
        if (node.Kind == NodeKind.Scalar && References.IsReference(node.Text, out _, out _))
        {
            return SecretType.Instance.Bind(node, path, context);
        }

        if (ScalarTypes.Name.Bind(node, path, context) is not string name)
        {
            return null;
        }

        if (context.NamedSecrets is { } named && named.TryGetValue(name, out var secret))
        {
            // Null: the entry itself is wrong, which was noted there.
            return secret;
        }

        var variable = VariableOf(name);
        if (context.Secrets.Find(SecretKind.Environment, variable) is { } value)
        {
            return new Secret(value, $"${{{variable}}}");
        }

        var near = Nearest.Of(name, context.NamedSecrets?.Keys ?? Enumerable.Empty<string>());
        context.Error(
            node, path, $"no secret \"{name}\": it is not under secrets, and the environment variable {variable} is not set",
            near is null ? $"set {variable}, or add secrets: {{{name}: ${{YOUR_VARIABLE}}}}" : $"did you mean \"{near}\"?");
        return null;
    }

    public override JsonObject Schema(JsonObject definitions) => new() { ["type"] = "string", ["minLength"] = 1 };

    private static string VariableOf(string name) =>
        string.Concat(name.ToUpperInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
}
