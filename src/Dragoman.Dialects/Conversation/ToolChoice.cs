using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>What the client says about calling tools.</summary>
public struct ToolChoice
{
    /// <summary>The choice.</summary>
    public ToolChoiceKind Kind;

    /// <summary>The tool's name for <see cref="ToolChoiceKind.Tool"/>.</summary>
    public Slice Name;

    /// <summary>At most one call in the answer.</summary>
    public bool DisableParallel;

    /// <summary>The raw object, where the client's dialect is <c>anthropic-messages</c>.</summary>
    public Slice Raw;
}

/// <summary>How free the model is to call tools.</summary>
public enum ToolChoiceKind : byte
{
    /// <summary>The client did not say.</summary>
    Unset,

    /// <summary>The model decides.</summary>
    Auto,

    /// <summary>The model must call some tool.</summary>
    Any,

    /// <summary>The model must call the named tool.</summary>
    Tool,

    /// <summary>The model must not call a tool.</summary>
    None,
}
