namespace Dragoman.Dialects.EventStream;

/// <summary>Why a stream of frames cannot be read on. Behind a fault no frame boundary can be trusted.</summary>
public enum EventStreamFault : byte
{
    /// <summary>All is well.</summary>
    None,

    /// <summary>A frame says that it is larger than is allowed, or smaller than a frame can be.</summary>
    Length,

    /// <summary>The checksum over a frame's two lengths is wrong: this is no event stream, or bytes were lost.</summary>
    PreludeChecksum,

    /// <summary>The checksum over a whole frame is wrong.</summary>
    MessageChecksum,

    /// <summary>A header has an unknown type, or reaches beyond the headers.</summary>
    Headers,
}
