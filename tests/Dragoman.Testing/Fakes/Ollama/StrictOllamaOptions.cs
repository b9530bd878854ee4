namespace Dragoman.Testing;

/// <summary>What a strict Ollama fake has.</summary>
public sealed record StrictOllamaOptions
{
    /// <summary>The models that are pulled.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["qwen3:14b"];

    /// <summary>What each of them can do.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = ["completion", "tools", "thinking"];

    /// <summary>The largest context of each of them, in tokens.</summary>
    public int ContextLength { get; init; } = 262_144;
}
