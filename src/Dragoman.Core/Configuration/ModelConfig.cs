using Dragoman.Core.Pricing;

namespace Dragoman.Core.Configuration;

/// <summary>A model added to the catalogue or changed in it. Members that are null keep what the catalogue says.</summary>
public sealed record ModelConfig
{
    /// <summary><c>provider/model</c>, or a bare model id that holds for every provider.</summary>
    public required string Id { get; init; }

    /// <summary>A name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>When the provider released it.</summary>
    public DateOnly? Released { get; init; }

    /// <summary>Tokens that prompt and answer may have together.</summary>
    public long? ContextWindow { get; init; }

    /// <summary>Tokens that an answer may have.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>Takes images.</summary>
    public bool? Vision { get; init; }

    /// <summary>Takes PDF documents.</summary>
    public bool? Documents { get; init; }

    /// <summary>Takes tools.</summary>
    public bool? Tools { get; init; }

    /// <summary>Calls several tools in one answer (A19).</summary>
    public bool? ParallelTools { get; init; }

    /// <summary>Thinks, and takes an effort.</summary>
    public bool? Reasoning { get; init; }

    /// <summary>Takes a JSON Schema for its answer.</summary>
    public bool? StructuredOutput { get; init; }

    /// <summary>
    /// The protocol in which its provider offers it best, where that is another than the provider's own; holds where the upstream
    /// names neither a dialect nor a full URL.
    /// </summary>
    public string? Dialect { get; init; }

    /// <summary>The tier it is worth.</summary>
    public ModelTier? Tier { get; init; }

    /// <summary>What it costs.</summary>
    public Price? Price { get; init; }

    /// <summary>Changes to the <c>openai-chat</c> profile.</summary>
    public ProfileConfig? Profile { get; init; }

    /// <summary>Where it is written.</summary>
    public Spot At { get; init; }

    /// <summary>This one, with what it does not say taken from <paramref name="other"/>.</summary>
    public ModelConfig Over(ModelConfig? other) => other is null ? this : this with
    {
        DisplayName = DisplayName ?? other.DisplayName,
        Released = Released ?? other.Released,
        ContextWindow = ContextWindow ?? other.ContextWindow,
        MaxOutputTokens = MaxOutputTokens ?? other.MaxOutputTokens,
        Vision = Vision ?? other.Vision,
        Documents = Documents ?? other.Documents,
        Tools = Tools ?? other.Tools,
        ParallelTools = ParallelTools ?? other.ParallelTools,
        Reasoning = Reasoning ?? other.Reasoning,
        StructuredOutput = StructuredOutput ?? other.StructuredOutput,
        Dialect = Dialect ?? other.Dialect,
        Tier = Tier ?? other.Tier,
        Price = Price ?? other.Price,
        Profile = Profile is null ? other.Profile : Profile.Over(other.Profile),
    };
}
