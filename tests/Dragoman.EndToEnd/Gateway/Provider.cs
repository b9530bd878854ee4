namespace Dragoman.EndToEnd.Gateway;

/// <summary>Which strict provider stands behind the gateway.</summary>
public enum Provider
{
    /// <summary>Chat completions: every turn is translated.</summary>
    OpenAi,

    /// <summary>Responses: every turn is translated, reasoning comes back encrypted.</summary>
    Responses,

    /// <summary>Messages: bytes pass.</summary>
    Anthropic,

    /// <summary>Messages in the envelope of Bedrock's InvokeModel: bytes pass, requests are signed, streams are binary.</summary>
    Bedrock,

    /// <summary>Messages in the envelope of Vertex's rawPredict: bytes pass.</summary>
    Vertex,

    /// <summary>Bedrock's Converse: every turn is translated, streams are binary.</summary>
    Converse,

    /// <summary>Ollama's own API: every turn is translated, streams are lines of JSON.</summary>
    Ollama,

    /// <summary>Google's generateContent: every turn is translated.</summary>
    Gemini,
}
