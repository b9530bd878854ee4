namespace Dragoman.Dialects.Schemas;

/// <summary>What a host cannot take in a tool's JSON Schema, beyond what every host refuses.</summary>
[Flags]
public enum SchemaFilter
{
    /// <summary>Only mend: a root that is no object, properties or items missing, required names that do not exist (H-118 to H-121).</summary>
    None = 0,

    /// <summary>Leave out <c>$schema</c>, <c>$id</c> and annotations (H-450).</summary>
    Annotations = 1,

    /// <summary>Leave out what grammar engines cannot take: pattern, format, length bounds, long arrays (H-131, H-480).</summary>
    Grammar = 2,

    /// <summary>No <c>type</c> beside <c>anyOf</c>, tuples as <c>prefixItems</c> (H-432).</summary>
    NoTypeBesideAnyOf = 4,

    /// <summary>Only the keywords that Gemini's <c>parametersJsonSchema</c> knows (H-116).</summary>
    GeminiJson = 8,

    /// <summary>The OpenAPI subset of Gemini's <c>parameters</c> instead of JSON Schema, see <see cref="OpenApiSchema"/> (H-116, H-394).</summary>
    GeminiOpenApi = 16,
}
