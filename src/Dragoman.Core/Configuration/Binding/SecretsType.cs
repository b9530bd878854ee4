using System.Text.Json.Nodes;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>
/// The <c>secrets</c> section. It is bound before everything else, wherever it stands, because keys anywhere refer to it.
/// </summary>
internal sealed class SecretsType : ConfigType
{
    private static readonly MapType<Secret, KeyValuePair<string, Secret>> Map = new(
        SecretType.Instance, static (name, secret, _) => new(name, secret));

    public override object? Bind(ConfigNode node, string path, BindContext context)
    {
        if (context.NamedSecrets is not null)
        {
            return context.NamedSecrets;
        }

        context.NamedSecrets = new(StringComparer.Ordinal);
        foreach (var (key, _) in node.Members)
        {
            context.NamedSecrets[key.Text] = null;
        }

        if (Map.Bind(node, path, context) is List<KeyValuePair<string, Secret>> secrets)
        {
            foreach (var (name, secret) in secrets)
            {
                context.NamedSecrets[name] = secret;
            }
        }

        return context.NamedSecrets;
    }

    public override JsonObject Schema(JsonObject definitions) => Map.Schema(definitions);
}
