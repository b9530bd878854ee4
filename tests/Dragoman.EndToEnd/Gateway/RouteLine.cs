using System.Text;

namespace Dragoman.EndToEnd.Gateway;

/// <summary>One route of a test's configuration.</summary>
/// <param name="Name">What clients ask for.</param>
/// <param name="Provider">openai or anthropic.</param>
/// <param name="Model">The upstream's model.</param>
/// <param name="Endpoint">The full address of the upstream.</param>
public sealed record RouteLine(string Name, string Provider, string Model, string Endpoint)
{
    /// <summary>How the upstream knows the gateway.</summary>
    public string Credential { get; init; } = $"api_key_ref: {KeyVariable.ToLowerInvariant()}";

    /// <summary>The environment variable that holds the upstream's key.</summary>
    public const string KeyVariable = "UPSTREAM_KEY";

    /// <summary>The configuration file with these routes.</summary>
    public static string Yaml(IEnumerable<RouteLine> routes)
    {
        var yaml = new StringBuilder("routes:\n");
        foreach (var route in routes)
        {
            yaml.Append($$"""
                  - name: {{route.Name}}
                    inbound_protocol: anthropic
                    upstream:
                      provider: {{route.Provider}}
                      model: {{route.Model}}
                      endpoint: {{route.Endpoint}}
                      {{route.Credential}}

                """);
        }

        return yaml.ToString();
    }
}
