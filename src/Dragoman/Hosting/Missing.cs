namespace Dragoman.Hosting;

/// <summary>What to say where a gateway has nobody to ask.</summary>
internal static class Missing
{
    /// <summary>One sentence.</summary>
    public const string Upstreams =
        "No upstream was found: set ANTHROPIC_API_KEY, OPENAI_API_KEY or another provider's key, start Ollama, or name upstreams with --config FILE.";
}
