namespace Dragoman.Dialects.EventStream;

/// <summary>The types of header values, with their numbers on the wire.</summary>
public enum EventStreamHeaderType : byte
{
    /// <summary>True; no value bytes.</summary>
    True = 0,

    /// <summary>False; no value bytes.</summary>
    False = 1,

    /// <summary>A signed byte.</summary>
    Byte = 2,

    /// <summary>A signed number of two bytes.</summary>
    Int16 = 3,

    /// <summary>A signed number of four bytes.</summary>
    Int32 = 4,

    /// <summary>A signed number of eight bytes.</summary>
    Int64 = 5,

    /// <summary>Bytes, behind their length in two bytes.</summary>
    Bytes = 6,

    /// <summary>UTF-8 text, behind its length in two bytes.</summary>
    String = 7,

    /// <summary>Milliseconds since 1970 in eight bytes.</summary>
    Timestamp = 8,

    /// <summary>Sixteen bytes.</summary>
    Uuid = 9,
}
