namespace Dragoman.Dialects.Conversation;

/// <summary>What a model can do and take. From the catalogue and the configuration; a null means "not known".</summary>
public sealed record ModelTraits
{
    /// <summary>The model's id at its provider.</summary>
    public required string Id { get; init; }

    /// <summary>Tokens that prompt and answer may have together; null where not known.</summary>
    public long? ContextWindow { get; init; }

    /// <summary>Tokens that an answer may have; null where not known.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>Takes images.</summary>
    public bool Vision { get; init; } = true;

    /// <summary>Takes PDF documents.</summary>
    public bool Documents { get; init; }

    /// <summary>Takes tools.</summary>
    public bool Tools { get; init; } = true;

    /// <summary>May call several tools in one answer.</summary>
    public bool ParallelTools { get; init; } = true;

    /// <summary>Thinks before it answers, and takes an effort.</summary>
    public bool Reasoning { get; init; }

    /// <summary>Takes a JSON Schema for its answer.</summary>
    public bool StructuredOutput { get; init; } = true;
}
