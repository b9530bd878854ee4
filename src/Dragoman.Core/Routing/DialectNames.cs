namespace Dragoman.Core.Routing;

/// <summary>The names of the dialects that configuration and routing speak of by name.</summary>
public static class DialectNames
{
    /// <summary>Anthropic's Messages API.</summary>
    public const string AnthropicMessages = "anthropic-messages";

    /// <summary>OpenAI's chat completions and everything compatible.</summary>
    public const string OpenAiChat = "openai-chat";

    /// <summary>OpenAI's Responses.</summary>
    public const string OpenAiResponses = "openai-responses";

    /// <summary>Google's generateContent.</summary>
    public const string Gemini = "gemini";
}
