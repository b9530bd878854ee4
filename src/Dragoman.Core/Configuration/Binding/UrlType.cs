using System.Text.Json.Nodes;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>An absolute http or https URL without credentials in it; <c>${NAME}</c> in it is filled from the environment.</summary>
internal sealed class UrlType : ConfigType
{
    public override object? Bind(ConfigNode node, string path, BindContext context)
    {
        if (node.Kind != NodeKind.Scalar)
        {
            context.Error(node, path, $"expected a URL, found {node.Describe()}", "write it as https://host/path");
            return null;
        }

        if (References.Expand(node, path, context) is not { } text)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            context.Error(node, path, $"{node.Describe()} is no http or https URL", "write it as https://host/path");
            return null;
        }

        if (url.UserInfo.Length > 0)
        {
            context.Error(node, path, "the URL holds a user name or password", "take it out and use api_key_ref");
            return null;
        }

        if (url.Fragment.Length > 0)
        {
            context.Error(node, path, "the URL has a fragment (#…)", "take it out");
            return null;
        }

        return url;
    }

    public override JsonObject Schema(JsonObject definitions) => new() { ["type"] = "string", ["format"] = "uri" };
}
