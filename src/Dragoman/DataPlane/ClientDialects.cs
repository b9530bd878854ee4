namespace Dragoman.DataPlane;

/// <summary>The names of the dialects that clients may speak, see <see cref="RequestPath"/>.</summary>
internal static class ClientDialects
{
    /// <summary>Anthropic's Messages API.</summary>
    public const string Messages = "anthropic-messages";

    /// <summary>OpenAI's chat completions.</summary>
    public const string Chat = "openai-chat";

    /// <summary>OpenAI's Responses API.</summary>
    public const string Responses = "openai-responses";

    /// <summary>Google's generateContent.</summary>
    public const string Gemini = "gemini";

    /// <summary>Messages in the envelope of Bedrock's InvokeModel.</summary>
    public const string Bedrock = "bedrock-invoke";

    /// <summary>Messages in the envelope of Vertex's rawPredict.</summary>
    public const string Vertex = "vertex-anthropic";
}
