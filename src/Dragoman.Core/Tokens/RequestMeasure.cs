namespace Dragoman.Core.Tokens;

/// <summary>What a request consists of, as far as its tokens depend on it. Measured once, priced for any model family.</summary>
public struct RequestMeasure : IEquatable<RequestMeasure>
{
    /// <summary>System prompt, messages, calls and results.</summary>
    public TextMeasure Content;

    /// <summary>Tool names, descriptions and schemas.</summary>
    public TextMeasure Tools;

    /// <summary>Messages.</summary>
    public int Messages;

    /// <summary>Tool calls and tool results.</summary>
    public int ToolBlocks;

    /// <summary>Tools that are sent.</summary>
    public int ToolCount;

    /// <summary>Tokens of images and documents, which do not depend on the family's vocabulary.</summary>
    public long MediaTokens;

    /// <inheritdoc/>
    public readonly bool Equals(RequestMeasure other) =>
        Content.Equals(other.Content) && Tools.Equals(other.Tools) && Messages == other.Messages && ToolBlocks == other.ToolBlocks
        && ToolCount == other.ToolCount && MediaTokens == other.MediaTokens;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is RequestMeasure other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(Content, Tools, Messages, ToolBlocks, ToolCount, MediaTokens);
}
