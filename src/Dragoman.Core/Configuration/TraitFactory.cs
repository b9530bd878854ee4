using Dragoman.Core.Capabilities;
using Dragoman.Core.Catalogue;
using Dragoman.Core.Routing;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Core.Configuration;

/// <summary>
/// Puts together what a model can do. The configuration's own word wins, then what a conformance run measured, then the catalogue (A19).
/// </summary>
internal sealed class TraitFactory(IReadOnlyList<ModelConfig> configured, Measurements measurements)
{
    public (ModelTraits Traits, TraitSources Sources) Create(Upstream upstream, string model, ModelConfig known)
    {
        var own = Own(upstream.Provider, model);
        var measured = measurements.Find(upstream, model);
        var defaults = new ModelTraits { Id = model };
        var tools = Choose(own?.Tools, measured?.Tools, known.Tools, defaults.Tools);
        var parallel = Choose(own?.ParallelTools, measured?.ParallelTools, known.ParallelTools, defaults.ParallelTools);
        var vision = Choose(own?.Vision, measured?.Vision, known.Vision, defaults.Vision);
        var documents = Choose(own?.Documents, measured?.Documents, known.Documents, defaults.Documents);
        var structured = Choose(own?.StructuredOutput, measured?.StructuredOutput, known.StructuredOutput, defaults.StructuredOutput);
        var traits = defaults with
        {
            ContextWindow = known.ContextWindow,
            MaxOutputTokens = known.MaxOutputTokens,
            Reasoning = known.Reasoning ?? defaults.Reasoning,
            Tools = tools.Value,
            ParallelTools = parallel.Value,
            Vision = vision.Value,
            Documents = documents.Value,
            StructuredOutput = structured.Value,
        };
        return (traits, new TraitSources
        {
            Tools = tools.Source,
            ParallelTools = parallel.Source,
            Vision = vision.Source,
            Documents = documents.Source,
            StructuredOutput = structured.Source,
            MeasuredAt = measured?.At,
        });
    }

    private ModelConfig? Own(string provider, string model)
    {
        ModelConfig? own = null;
        foreach (var entry in configured)
        {
            if (entry.Id.Equals($"{provider}/{model}", StringComparison.OrdinalIgnoreCase))
            {
                return entry.Over(own);
            }

            own = entry.Id.Equals(model, StringComparison.OrdinalIgnoreCase) ? entry : own;
        }

        return own;
    }

    private static (bool Value, TraitSource Source) Choose(bool? own, bool? measured, bool? known, bool assumed) =>
        own is { } said ? (said, TraitSource.Configuration)
        : measured is { } seen ? (seen, TraitSource.Measured)
        : known is { } listed ? (listed, TraitSource.Catalogue)
        : (assumed, TraitSource.Assumed);
}
