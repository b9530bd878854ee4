namespace Dragoman.Core.Capabilities;

/// <summary>Where each trait of a target comes from.</summary>
public sealed record TraitSources
{
    /// <summary>Of <c>Tools</c>.</summary>
    public TraitSource Tools { get; init; }

    /// <summary>Of <c>ParallelTools</c>.</summary>
    public TraitSource ParallelTools { get; init; }

    /// <summary>Of <c>Vision</c>.</summary>
    public TraitSource Vision { get; init; }

    /// <summary>Of <c>Documents</c>.</summary>
    public TraitSource Documents { get; init; }

    /// <summary>Of <c>StructuredOutput</c>.</summary>
    public TraitSource StructuredOutput { get; init; }

    /// <summary>When the model was measured; null where it was not.</summary>
    public DateTimeOffset? MeasuredAt { get; init; }
}
