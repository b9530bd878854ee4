namespace Dragoman.Core.Configuration;

/// <summary>How a route's requests are translated.</summary>
public sealed record TranslationOptions
{
    /// <summary>Where the system prompt goes (A05).</summary>
    public SystemPlacement SystemPlacement { get; init; } = SystemPlacement.FirstMessage;

    /// <summary>How tool calls are told.</summary>
    public ToolUseStyle ToolUse { get; init; } = ToolUseStyle.Native;

    /// <summary>How the answer is streamed to the client.</summary>
    public StreamingStyle Streaming { get; init; } = StreamingStyle.AnthropicEvents;

    /// <summary>
    /// Request headers and body hints that are not sent to the upstream. <c>cache_control</c> names the body's cache hints
    /// (A14); anything else is a header's name.
    /// </summary>
    public IReadOnlyList<string> DropHeaders { get; init; } = [];

    /// <summary>True passes the bytes untouched where the upstream speaks the client's dialect; null does so wherever it can.</summary>
    public bool? Passthrough { get; init; }

    /// <summary>What happens to thinking that is bound to another prefix than the one it comes back with.</summary>
    public PrefixMismatch PrefixMismatch { get; init; } = PrefixMismatch.AsAsked;

    /// <summary>True where cache hints are dropped although the upstream might take them.</summary>
    public bool DropsCacheControl => DropHeaders.Contains("cache_control", StringComparer.OrdinalIgnoreCase);
}

/// <summary>Where the system prompt goes at an upstream that has no field of its own for it.</summary>
public enum SystemPlacement : byte
{
    /// <summary><c>first_message</c>: the first message, under the role that host and model want.</summary>
    FirstMessage,

    /// <summary><c>system</c>: the first message, role <c>system</c>.</summary>
    System,

    /// <summary><c>developer</c>: the first message, role <c>developer</c>.</summary>
    Developer,

    /// <summary><c>first_user_message</c>: in front of the first user message's text.</summary>
    FirstUserMessage,

    /// <summary><c>native</c>: as the upstream's dialect has it.</summary>
    Native,
}

/// <summary>What an Anthropic upstream is to do with thinking that is bound to another prefix (H-104).</summary>
public enum PrefixMismatch : byte
{
    /// <summary><c>as_asked</c>: what the client asks for; by itself the API refuses the request.</summary>
    AsAsked,

    /// <summary><c>drop_block</c>: leave the block out and go on, for routes that change what stands in front of it.</summary>
    DropBlock,
}

/// <summary>How tool calls are told.</summary>
public enum ToolUseStyle : byte
{
    /// <summary><c>native</c>: as the upstream's dialect has it.</summary>
    Native,

    /// <summary><c>openai_tool_calls</c>: <c>tool_calls</c> and role <c>tool</c>.</summary>
    OpenAiToolCalls,

    /// <summary><c>anthropic_blocks</c>: <c>tool_use</c> and <c>tool_result</c> blocks.</summary>
    AnthropicBlocks,
}

/// <summary>How the answer is streamed to the client.</summary>
public enum StreamingStyle : byte
{
    /// <summary><c>anthropic_events</c>: the events of the Messages API.</summary>
    AnthropicEvents,
}
