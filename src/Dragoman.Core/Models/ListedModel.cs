namespace Dragoman.Core.Models;

/// <summary>A model as the models endpoint lists it.</summary>
public sealed record ListedModel
{
    /// <summary>The id that a client sends back. It holds <c>claude</c> or <c>anthropic</c>, or the CLI drops it (H-341).</summary>
    public required string Id { get; init; }

    /// <summary>A name for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>When the model was released.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Tokens of the window; null where not known.</summary>
    public long? MaxInputTokens { get; init; }

    /// <summary>Tokens of an answer; null where not known.</summary>
    public long? MaxTokens { get; init; }

    /// <summary>Takes images.</summary>
    public bool Vision { get; init; }

    /// <summary>Takes PDF documents.</summary>
    public bool Documents { get; init; }

    /// <summary>Thinks.</summary>
    public bool Thinking { get; init; }

    /// <summary>Takes a JSON Schema for its answer.</summary>
    public bool StructuredOutput { get; init; }

    /// <summary>Takes tools.</summary>
    public bool Tools { get; init; } = true;
}
