namespace Dragoman.Core.Importing;

/// <summary>The gateways whose configurations can be imported.</summary>
public enum ImportFormat : byte
{
    /// <summary>LiteLLM's proxy: <c>config.yaml</c>.</summary>
    LiteLlm,

    /// <summary>claude-code-router: <c>config.json</c>.</summary>
    ClaudeCodeRouter,

    /// <summary>Portkey: a gateway config, JSON.</summary>
    Portkey,
}
