namespace Dragoman.Commands.Claude;

/// <summary>
/// The variables with which Claude Code talks to the gateway and to nothing else. They are set for the child process only.
/// </summary>
internal static class ClaudeEnvironment
{
    /// <summary>
    /// Variables that would lead past the gateway, or that send another credential beside its key: of two that differ,
    /// <c>x-api-key</c> wins (H-002).
    /// </summary>
    public static IReadOnlyList<string> Leading { get; } =
    [
        "ANTHROPIC_API_KEY",
        "ANTHROPIC_BEDROCK_BASE_URL",
        "ANTHROPIC_UNIX_SOCKET",
        "ANTHROPIC_VERTEX_BASE_URL",
        "CLAUDE_CODE_OAUTH_TOKEN",
        "CLAUDE_CODE_USE_BEDROCK",
        "CLAUDE_CODE_USE_FOUNDRY",
        "CLAUDE_CODE_USE_VERTEX",
    ];

    /// <summary>What to set.</summary>
    public static Dictionary<string, string> Values(Uri gateway, string key, CommandHost host)
    {
        var bypass = string.Join(',', new[] { host.Variable("NO_PROXY") ?? host.Variable("no_proxy"), gateway.Host.Trim('[', ']') }.Where(part => part is not null));
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ANTHROPIC_BASE_URL"] = BaseUrl(gateway),
            ["ANTHROPIC_AUTH_TOKEN"] = key,
            // Lists the gateway's models in /model; a plain ANTHROPIC_BASE_URL does not.
            ["CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY"] = "1",
            // A proxy of the company is not the way to an address on this machine, and Claude Code would ask it.
            ["NO_PROXY"] = bypass,
            ["no_proxy"] = bypass,
        };
    }

    /// <summary>The address as clients want it: without a slash at its end.</summary>
    public static string BaseUrl(Uri gateway) => gateway.ToString().TrimEnd('/');
}
