using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Schemas;

/// <summary>The types that a schema allows.</summary>
[Flags]
internal enum SchemaTypes : byte
{
    /// <summary>It does not say: all of them.</summary>
    Any = 0,

    /// <summary><c>string</c>.</summary>
    String = 1,

    /// <summary><c>number</c>.</summary>
    Number = 2,

    /// <summary><c>integer</c>.</summary>
    Integer = 4,

    /// <summary><c>boolean</c>.</summary>
    Boolean = 8,

    /// <summary><c>object</c>.</summary>
    Object = 16,

    /// <summary><c>array</c>.</summary>
    Array = 32,

    /// <summary><c>null</c>.</summary>
    Null = 64,
}
