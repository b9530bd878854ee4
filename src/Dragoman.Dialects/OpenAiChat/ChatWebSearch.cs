namespace Dragoman.Dialects.OpenAiChat;

/// <summary>How a chat host searches the web itself.</summary>
public enum ChatWebSearch : byte
{
    /// <summary>Not at all: the gateway may, or the request is refused (H-179).</summary>
    None,

    /// <summary>A tool of its own, <c>openrouter:web_search</c>: the model searches as often as it wants.</summary>
    ServerTool,

    /// <summary>A plugin, <c>{"id": "web"}</c>: one search in front of the answer.</summary>
    Plugin,
}
