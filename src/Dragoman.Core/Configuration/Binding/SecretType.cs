using System.Text.Json.Nodes;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>A reference to a secret. A value written into the file is refused: files are committed, mailed and logged.</summary>
internal sealed class SecretType : ConfigType
{
    public static SecretType Instance { get; } = new();

    public override object? Bind(ConfigNode node, string path, BindContext context)
    {
        if (node.Kind != NodeKind.Scalar || !References.IsReference(node.Text, out var kind, out var name))
        {
            // What was found is not repeated: it may be the secret.
            context.Error(node, path, "expected a reference to a secret", "write ${VARIABLE} or ${file:/path}, never the value itself");
            return null;
        }

        if (context.Secrets.Find(kind, name) is { } value)
        {
            return new Secret(value, node.Text);
        }

        context.Error(
            node, path,
            kind == SecretKind.File ? $"the file {name} is missing, empty or not readable" : $"the environment variable {name} is not set",
            kind == SecretKind.File ? "create it and make it readable for the gateway" : $"set {name} before the gateway starts");
        return null;
    }

    public override JsonObject Schema(JsonObject definitions) =>
        new() { ["type"] = "string", ["pattern"] = @"^\$\{[^{}]+\}$" };
}
