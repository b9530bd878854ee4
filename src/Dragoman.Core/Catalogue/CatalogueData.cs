using Dragoman.Core.Configuration;
using Dragoman.Core.Configuration.Binding;

namespace Dragoman.Core.Catalogue;

/// <summary>
/// Reads the built-in data: providers, and apart from them windows and prices of models with the day on which they were gathered.
/// Both have the shape of the configuration's <c>providers</c> and <c>models</c>.
/// </summary>
internal static class CatalogueData
{
    private const string Prefix = "Dragoman.Core.Catalogue.";

    public static ProviderCatalogue Load()
    {
        var main = Read("catalogue.json");
        var prices = Read("prices.json");
        var (version, sources) = TakeHead(prices);
        var (providers, models) = (Bind("catalogue.json", main), Bind("prices.json", prices));
        return new ProviderCatalogue(providers.Providers, [.. providers.Models, .. models.Models])
        {
            Version = version,
            Sources = sources,
        };
    }

    private static ConfigNode Read(string name)
    {
        using var stream = typeof(CatalogueData).Assembly.GetManifestResourceStream(Prefix + name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the build.");
        return JsonReader.Read(stream);
    }

    private static GatewayConfig Bind(string name, ConfigNode root)
    {
        var context = new BindContext(name, new EnvironmentSecretSource(new Dictionary<string, string>(StringComparer.Ordinal)));
        var config = (GatewayConfig?)ConfigShape.Root.Bind(root, "", context);
        return config is not null && context.Errors.Count == 0
            ? config
            : throw new InvalidOperationException($"The built-in catalogue is broken: {context.Errors.FirstOrDefault()}");
    }

    // What is no configuration: the data's version, and the pages on which providers publish their prices.
    private static (string Version, Dictionary<string, string> Sources) TakeHead(ConfigNode root)
    {
        var version = "";
        var sources = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in root.Members)
        {
            version = key.Text == "version" ? value.Text : version;
            foreach (var (provider, page) in key.Text == "sources" ? value.Members : [])
            {
                sources[provider.Text] = page.Text;
            }
        }

        root.Members.RemoveAll(member => member.Key.Text is "version" or "sources");
        return (version, sources);
    }
}
