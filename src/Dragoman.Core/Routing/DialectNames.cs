namespace Dragoman.Core.Routing;

/// <summary>The names of the dialects that the configuration and the catalogue speak of.</summary>
public static class DialectNames
{
    /// <summary>Anthropic's Messages API.</summary>
    public const string AnthropicMessages = "anthropic-messages";

    /// <summary>OpenAI's chat completions and everything compatible.</summary>
    public const string OpenAiChat = "openai-chat";

    /// <summary>Every dialect that an upstream may be configured with.</summary>
    public static IReadOnlyList<string> All { get; } = [AnthropicMessages, OpenAiChat];
}
