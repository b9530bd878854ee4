namespace Dragoman.Dialects.Schemas;

/// <summary>What to leave out of tool schemas.</summary>
public enum SchemaRule : byte
{
    /// <summary>Only mend what every host refuses: a root that is no object, missing properties or items (H-118 to H-121).</summary>
    Repair,

    /// <summary>Also without <c>$schema</c> and annotations that strict hosts refuse (H-450).</summary>
    Plain,

    /// <summary>Also without pattern, format and length bounds, which grammar engines cannot take (H-131, H-480).</summary>
    Grammar,

    /// <summary>Like <see cref="Plain"/>, in Moonshot's subset: no type beside anyOf, tuples as prefixItems (H-432).</summary>
    Moonshot,
}
