using Dragoman.Core.Catalogue;
using Dragoman.Core.Configuration;

namespace Dragoman.Core.Importing;

/// <summary>Which provider of the catalogue another gateway means.</summary>
internal static class ForeignProviders
{
    // Names that differ from the catalogue's.
    private static readonly Dictionary<string, string> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        ["azure-openai"] = "azure", ["azure_ai"] = "azure", ["azure-ai"] = "azure", ["bedrock_converse"] = "bedrock", ["google"] = "gemini",
        ["vertex_ai"] = "vertex", ["vertex-ai"] = "vertex", ["together_ai"] = "together", ["together-ai"] = "together",
        ["fireworks_ai"] = "fireworks", ["fireworks-ai"] = "fireworks", ["dashscope"] = "alibaba", ["mistral-ai"] = "mistral",
        ["cohere_chat"] = "cohere", ["nvidia_nim"] = "nvidia", ["x-ai"] = "xai", ["zhipu"] = "zai", ["perplexity-ai"] = "perplexity",
        ["ollama_chat"] = "ollama", ["hosted_vllm"] = "vllm", ["lm_studio"] = "lmstudio", ["llamafile"] = "llamacpp", ["text-completion-openai"] = "openai",
        ["novita-ai"] = "novita", ["kimi"] = "moonshot", ["glm"] = "zai",
    };

    /// <summary>The catalogue's id for another gateway's; null where the catalogue has none.</summary>
    public static string? Named(string foreign) =>
        Others.GetValueOrDefault(foreign) ?? (ProviderCatalogue.BuiltIn.Find(foreign) is { } known ? known.Id : null);

    /// <summary>The provider whose host an address is; null where it is nobody's in the catalogue.</summary>
    public static string? At(Uri endpoint)
    {
        var host = endpoint.Host;
        if (host.EndsWith(".openai.azure.com", StringComparison.OrdinalIgnoreCase))
        {
            return "azure";
        }

        if (host.EndsWith(".services.ai.azure.com", StringComparison.OrdinalIgnoreCase))
        {
            return endpoint.AbsolutePath.StartsWith("/anthropic", StringComparison.OrdinalIgnoreCase) ? "azure-foundry" : "azure";
        }

        return ProviderCatalogue.BuiltIn.Providers.FirstOrDefault(provider => provider.Endpoint is { } own
            && own.Host.Equals(host, StringComparison.OrdinalIgnoreCase) && own.Port == endpoint.Port)?.Id
            ?? (endpoint.Host == "localhost" ? At(new UriBuilder(endpoint) { Host = "127.0.0.1" }.Uri) : null);
    }

    /// <summary>The provider that makes a model of that id; null where nobody in the catalogue is known to.</summary>
    public static string? MakerOf(string model) => ProviderCatalogue.BuiltIn.Providers.FirstOrDefault(provider =>
        ProviderCatalogue.BuiltIn.Lists(provider.Id, model)
        || (provider.ModelPrefixes ?? []).Any(prefix => model.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))?.Id;

    /// <summary>The first variable that holds the provider's key; null where it takes none, or signs in otherwise.</summary>
    public static string? KeyVariable(string provider) => ProviderCatalogue.BuiltIn.Find(provider) is { } known
        && known.Auth is not (AuthStyle.AwsSigV4 or AuthStyle.GoogleOAuth or AuthStyle.EntraId or AuthStyle.None)
        ? known.KeyVariables?.FirstOrDefault()
        : null;

    /// <summary>A name for a host that no catalogue knows: its most telling label.</summary>
    public static string NameOf(Uri endpoint)
    {
        if (endpoint.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || !endpoint.Host.Contains('.', StringComparison.Ordinal))
        {
            return DraftNames.Clean(endpoint.HostNameType == UriHostNameType.Dns ? endpoint.Host : $"host-{endpoint.Host.Replace(':', '-').Trim('[', ']')}");
        }

        var labels = endpoint.Host.Split('.');
        return DraftNames.Clean(labels.Length > 2 && labels[^2].Length <= 3 ? labels[^3] : labels[^2]);
    }
}
