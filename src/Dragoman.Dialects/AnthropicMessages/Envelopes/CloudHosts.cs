using Dragoman.Dialects.AnthropicMessages.Hosts;

namespace Dragoman.Dialects.AnthropicMessages.Envelopes;

/// <summary>
/// The betas that clouds take, where the configuration does not say otherwise (H-397, H-414): those that Claude Code itself sends
/// there. Everything else would be refused as an unknown beta or an extra input.
/// </summary>
internal static class CloudHosts
{
    // Claude Code asks for deferred tools by another name at clouds than at Anthropic (H-141).
    private static readonly KeyValuePair<string, string>[] Renamed = [new("advanced-tool-use", "tool-search-tool-2025-10-19")];

    // Members that need no beta at a cloud; the names stand for the members, and the betas behind them are not sent.
    private static readonly string[] MembersOnly = ["thinking-display", "effort", "extended-cache-ttl"];

    /// <summary>A host that nothing is known of: every beta.</summary>
    public static MessagesHost Unknown { get; } = new();

    /// <summary>Vertex's rawPredict.</summary>
    public static MessagesHost Vertex { get; } = new()
    {
        Betas = HostBetas.Create(
            [
                "claude-code", "interleaved-thinking", "context-1m", "web-search", "thinking-token-count", "tool-search-tool", "effort",
                "dangerous-tool-use", "extended-cache-ttl", "thinking-display",
            ],
            [],
            Renamed),
    };

    /// <summary>Bedrock's InvokeModel.</summary>
    public static MessagesHost Bedrock { get; } = new()
    {
        Betas = HostBetas.Create(
            ["interleaved-thinking", "context-1m", "thinking-token-count", "tool-search-tool", "dangerous-tool-use", .. MembersOnly],
            ["effort-2025-11-24", "extended-cache-ttl-2025-04-11"],
            Renamed),
    };
}
