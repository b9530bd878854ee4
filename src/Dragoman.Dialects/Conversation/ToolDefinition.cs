using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>A tool that the client offers.</summary>
public struct ToolDefinition
{
    /// <summary>The whole definition as the client wrote it.</summary>
    public Slice Raw;

    /// <summary>The type; absent for <c>custom</c>, null and none, which are all plain client tools (H-124).</summary>
    public Slice Type;

    /// <summary>The name.</summary>
    public Slice Name;

    /// <summary>The description.</summary>
    public Slice Description;

    /// <summary>The raw JSON Schema of the input; absent for provider-defined tools.</summary>
    public Slice InputSchema;

    /// <summary>True when the tool is hidden until a tool reference names it.</summary>
    public bool DeferLoading;

    /// <summary>True when the client asked for strict schema conformance.</summary>
    public bool Strict;

    /// <summary>The raw <c>cache_control</c> object.</summary>
    public Slice CacheControl;
}
