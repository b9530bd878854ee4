namespace Dragoman.Dialects.Conversation;

/// <summary>The things that a translation may lose. Names are stable: they stand in headers, records and metrics.</summary>
public enum LossKind : byte
{
    /// <summary>A cache hint (<c>cache_control</c>), A13, A14.</summary>
    CacheHint,

    /// <summary>The attribution block at the head of the system prompt.</summary>
    Attribution,

    /// <summary>Thinking of an earlier turn.</summary>
    Thinking,

    /// <summary>The thinking or effort setting.</summary>
    ThinkingConfig,

    /// <summary>An image.</summary>
    Image,

    /// <summary>A document.</summary>
    Document,

    /// <summary>Citations.</summary>
    Citations,

    /// <summary>A provider-side tool or its result.</summary>
    ServerTool,

    /// <summary>A constraint of a tool's schema.</summary>
    Schema,

    /// <summary>A tool's name was changed on the way.</summary>
    ToolName,

    /// <summary>A tool id was changed on the way.</summary>
    ToolId,

    /// <summary>A tool call without a result got one, or a result without a call became text.</summary>
    ToolPairing,

    /// <summary>A tool.</summary>
    Tool,

    /// <summary>The tool choice.</summary>
    ToolChoice,

    /// <summary>A sampling parameter.</summary>
    Sampling,

    /// <summary>The bound on generated tokens.</summary>
    MaxTokens,

    /// <summary>A stop sequence.</summary>
    StopSequence,

    /// <summary>The output format.</summary>
    OutputFormat,

    /// <summary>A system message in the middle of the conversation.</summary>
    MidSystem,

    /// <summary>Auto-mode safeguards.</summary>
    Safeguards,

    /// <summary>The arguments of a call were repaired (N15).</summary>
    ToolArguments,

    /// <summary>A block of an unknown type.</summary>
    UnknownBlock,

    /// <summary>A member that the target has no place for.</summary>
    UnknownMember,

    /// <summary>A beta that the host does not take (H-005).</summary>
    Beta,

    /// <summary>A field that belongs to such a beta (H-006).</summary>
    BetaField,
}
