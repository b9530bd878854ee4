namespace Dragoman.Dialects.Json;

/// <summary>What the next JSON value is, judged by its first byte.</summary>
public enum JsonKind
{
    /// <summary>Nothing is left.</summary>
    End,

    /// <summary>An object.</summary>
    Object,

    /// <summary>An array.</summary>
    Array,

    /// <summary>A string.</summary>
    String,

    /// <summary>A number.</summary>
    Number,

    /// <summary><c>true</c>.</summary>
    True,

    /// <summary><c>false</c>.</summary>
    False,

    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary>No JSON value begins like this.</summary>
    Invalid,
}
