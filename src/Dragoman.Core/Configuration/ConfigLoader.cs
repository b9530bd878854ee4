using System.Text;
using Dragoman.Core.Configuration.Binding;

namespace Dragoman.Core.Configuration;

/// <summary>Loads a configuration. Pure: the text and the secrets come from the caller. Every error is found at once.</summary>
public static class ConfigLoader
{
    /// <summary>The largest file, in bytes of UTF-8.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Loads.</summary>
    /// <param name="yaml">The file's text.</param>
    /// <param name="fileName">Its name, for messages.</param>
    /// <param name="secrets">Gives the values behind references.</param>
    public static ConfigResult Load(string yaml, string fileName, ISecretSource secrets)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(secrets);
        var context = new BindContext(fileName, secrets, yaml);
        var config = Encoding.UTF8.GetByteCount(yaml) > MaxBytes ? TooLarge(context) : Bind(yaml, context);
        if (config is not null)
        {
            ConfigValidator.Validate(config, context);
        }

        var errors = context.Errors.OrderBy(error => error.Line).ThenBy(error => error.Column).ToList();
        return new ConfigResult(errors.Count == 0 ? config : null, errors, context.Warnings);
    }

    private static GatewayConfig? TooLarge(BindContext context)
    {
        context.Error(new Spot(1, 1, ""), $"the file is larger than {MaxBytes} bytes", "make it smaller");
        return null;
    }

    private static GatewayConfig? Bind(string yaml, BindContext context)
    {
        if (YamlReader.Read(yaml, context) is not { } root)
        {
            return null;
        }

        if (root.Kind == NodeKind.Mapping)
        {
            var secrets = root.Members.Find(member => member.Key.Text == "secrets");
            if (secrets.Value is not null)
            {
                ConfigShape.Secrets.Bind(secrets.Value, "secrets", context);
            }
        }

        return (GatewayConfig?)ConfigShape.Root.Bind(root, "", context);
    }
}
