namespace Dragoman.Dialects.AnthropicMessages.Hosts;

/// <summary>Where in a Messages request a field stands that a beta opens.</summary>
internal enum Place : byte
{
    /// <summary>A member of the request.</summary>
    Top,

    /// <summary>A member of <c>output_config</c> of the request.</summary>
    OutputConfig,

    /// <summary>A member of <c>thinking</c>.</summary>
    Thinking,

    /// <summary>A value of <c>thinking.display</c>.</summary>
    Display,

    /// <summary>What the type of an edit of <c>context_management</c> begins with.</summary>
    EditType,

    /// <summary>A member of a tool.</summary>
    Tool,

    /// <summary>What a tool's type begins with: the whole tool goes.</summary>
    ToolType,

    /// <summary>A member of a message.</summary>
    Message,

    /// <summary>A message's role: the message is told as a user's.</summary>
    Role,

    /// <summary>A member of a content block, in messages, results and the system prompt.</summary>
    Block,

    /// <summary>What a content block's type begins with: the whole block goes.</summary>
    BlockType,

    /// <summary>A member of any <c>cache_control</c>.</summary>
    CacheControl,
}
