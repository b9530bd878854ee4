using Dragoman.Core.Configuration;
using Dragoman.Core.Configuration.Binding;

namespace Dragoman.Core.Catalogue;

/// <summary>Reads the built-in data, which has the shape of the configuration's <c>providers</c> and <c>models</c>.</summary>
internal static class CatalogueData
{
    private const string Resource = "Dragoman.Core.Catalogue.catalogue.json";

    public static ProviderCatalogue Load()
    {
        using var stream = typeof(CatalogueData).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the build.");
        var context = new BindContext("catalogue.json", new EnvironmentSecretSource(new Dictionary<string, string>(StringComparer.Ordinal)));
        var config = (GatewayConfig?)ConfigShape.Root.Bind(JsonReader.Read(stream), "", context);
        return config is not null && context.Errors.Count == 0
            ? new ProviderCatalogue(config.Providers, config.Models)
            : throw new InvalidOperationException($"The built-in catalogue is broken: {context.Errors.FirstOrDefault()}");
    }
}
