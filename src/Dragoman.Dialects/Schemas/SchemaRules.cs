namespace Dragoman.Dialects.Schemas;

/// <summary>What a rule means for the schemas that are sent.</summary>
internal static class SchemaRules
{
    /// <summary>What the sanitizer is to leave out.</summary>
    public static SchemaFilter ToFilter(this SchemaRule rule) => rule switch
    {
        SchemaRule.Plain => SchemaFilter.Annotations,
        SchemaRule.Grammar => SchemaFilter.Annotations | SchemaFilter.Grammar,
        SchemaRule.Moonshot => SchemaFilter.Annotations | SchemaFilter.NoTypeBesideAnyOf,
        _ => SchemaFilter.None,
    };
}
