using Dragoman.Core.Catalogue;

namespace Dragoman.Core.Configuration;

/// <summary>Makes a configuration of what the environment offers, so that the gateway starts with none.</summary>
public static class AutoConfig
{
    /// <summary>Makes one.</summary>
    /// <param name="env">The environment variables.</param>
    /// <param name="reachable">The Ollama that answered; null where none did.</param>
    /// <param name="isOurselves">True for a URL at which this gateway listens: an <c>ANTHROPIC_BASE_URL</c> that a shell exports for
    /// the CLI must not become the gateway's own upstream. Loopback URLs on the default port are always taken for ourselves.</param>
    /// <param name="ownKey">The gateway's own key, which a shell exports for the CLI in the same variables; it is no provider's key.</param>
    public static AutoConfigResult FromEnvironment(
        IReadOnlyDictionary<string, string> env, OllamaModels? reachable, Func<Uri, bool>? isOurselves = null, string? ownKey = null)
    {
        var catalogue = ProviderCatalogue.BuiltIn;
        var secrets = new EnvironmentSecretSource(env);
        var (upstreams, notes) = (new List<UpstreamConfig>(), new List<string>());
        foreach (var provider in catalogue.Providers)
        {
            if (KeyOf(provider, secrets) is not { } key)
            {
                continue;
            }

            if (key.Reveal() == ownKey)
            {
                notes.Add($"{key.Reference} holds this gateway's own key; it is not used for {provider.DisplayName}.");
            }
            else
            {
                Add(provider, key);
            }
        }

        AddVertex(env, upstreams);
        var models = new List<ModelConfig>();
        var providers = new List<ProviderConfig>();
        if (reachable is { Models.Count: > 0 })
        {
            AddOllama(reachable, upstreams, providers);
            models.AddRange(reachable.Known.Select(model => Fitted(model, env)));
        }
        else if (reachable is not null)
        {
            notes.Add($"Ollama at {reachable.Endpoint} has no models; pull one with: ollama pull qwen3-coder");
        }

        return new AutoConfigResult(new GatewayConfig { Upstreams = upstreams, Providers = providers, Models = models }, notes);

        void Add(ProviderConfig provider, Secret key)
        {
            var endpoint = EndpointOf(provider, env, isOurselves, notes);
            var region = provider.EndpointTemplate is null ? null : env.GetValueOrDefault("AWS_REGION") ?? env.GetValueOrDefault("AWS_DEFAULT_REGION");
            var upstream = new UpstreamConfig { Id = provider.Id, Provider = provider.Id, ApiKey = key, Endpoint = endpoint, Region = region };
            if ((endpoint ?? UpstreamFactory.EndpointOf(provider, upstream)) is null)
            {
                var missing = provider.EndpointTemplate is null ? provider.EndpointVariables?[0] : "AWS_REGION";
                notes.Add($"{provider.DisplayName}: {key.Reference} is set but {missing} is not; it is left out.");
                return;
            }

            upstreams.Add(upstream);
        }
    }

    // The variables of Google's own tools; the credential is the machine's own, or the file that they name.
    private static void AddVertex(IReadOnlyDictionary<string, string> env, List<UpstreamConfig> upstreams)
    {
        string? Text(string name) => env.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
        var isWanted = Text("GOOGLE_GENAI_USE_VERTEXAI") is "1" or "true" or "True" or "TRUE" || Text("GOOGLE_APPLICATION_CREDENTIALS") is not null;
        if (isWanted && Text("GOOGLE_CLOUD_PROJECT") is { } project)
        {
            upstreams.Add(new UpstreamConfig
            {
                Id = "vertex",
                Provider = "vertex",
                Project = project,
                Region = Text("GOOGLE_CLOUD_LOCATION") ?? Text("GOOGLE_CLOUD_REGION") ?? "global",
            });
        }
    }

    private static Secret? KeyOf(ProviderConfig provider, EnvironmentSecretSource secrets)
    {
        foreach (var variable in provider.KeyVariables ?? [])
        {
            if (secrets.Find(SecretKind.Environment, variable) is { } value)
            {
                return new Secret(value.Trim(), $"${{{variable}}}");
            }
        }

        return null;
    }

    private static Uri? EndpointOf(
        ProviderConfig provider, IReadOnlyDictionary<string, string> env, Func<Uri, bool>? isOurselves, List<string> notes)
    {
        foreach (var variable in provider.EndpointVariables ?? [])
        {
            if (!env.TryGetValue(variable, out var text) || string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            {
                notes.Add($"{variable} is no http or https URL; it is not used.");
            }
            else if (isOurselves?.Invoke(url) == true || (url.IsLoopback && url.Port == DefaultPort))
            {
                notes.Add($"{variable} points at this gateway; it is not used for the upstream.");
            }
            else
            {
                return url;
            }
        }

        return null;
    }

    private static int DefaultPort { get; } = int.Parse(
        new ServerConfig().Listen.AsSpan(new ServerConfig().Listen.LastIndexOf(':') + 1), System.Globalization.CultureInfo.InvariantCulture);

    // A window as large as the model can have may not fit into the machine's memory. What the server's own variable says is known to;
    // otherwise this is what the CLI needs.
    private static ModelConfig Fitted(ModelConfig model, IReadOnlyDictionary<string, string> env)
    {
        var most = long.TryParse(
            env.GetValueOrDefault("OLLAMA_CONTEXT_LENGTH"), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var set) && set > 0
            ? set
            : UsualContext;
        return model with { Id = $"ollama/{model.Id}", ContextWindow = model.ContextWindow is { } window ? Math.Min(window, most) : null };
    }

    private const long UsualContext = 65_536;

    private static void AddOllama(OllamaModels ollama, List<UpstreamConfig> upstreams, List<ProviderConfig> providers)
    {
        upstreams.Add(new UpstreamConfig { Id = "ollama", Provider = "ollama", Endpoint = ollama.Endpoint, Models = ollama.Models });
        // The largest model that it has serves every tier: nothing is known of the others but their names.
        providers.Add(new ProviderConfig { Id = "ollama", Tiers = [.. Enum.GetValues<ModelTier>().Select(tier => new NamedTarget(Routing.ModelNames.Word(tier), ollama.Models[0]))] });
    }
}

/// <summary>An Ollama that answered.</summary>
/// <param name="Endpoint">Its base URL.</param>
/// <param name="Models">Its models, the preferred one first.</param>
public sealed record OllamaModels(Uri Endpoint, IReadOnlyList<string> Models)
{
    /// <summary>What it told of its models: the id is the model's name, the window the largest that the model can have.</summary>
    public IReadOnlyList<ModelConfig> Known { get; init; } = [];
}

/// <summary>A configuration found in the environment.</summary>
/// <param name="Config">The configuration; without upstreams where nothing was found.</param>
/// <param name="Notes">What was left out and why, for people; what was found stands in <paramref name="Config"/>. Holds no secret.</param>
public sealed record AutoConfigResult(GatewayConfig Config, IReadOnlyList<string> Notes);
