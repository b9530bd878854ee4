namespace Dragoman.EndToEnd.Gateway;

/// <summary>Which strict provider stands behind the gateway.</summary>
public enum Provider
{
    /// <summary>Chat completions: every turn is translated.</summary>
    OpenAi,

    /// <summary>Messages: bytes pass.</summary>
    Anthropic,
}
