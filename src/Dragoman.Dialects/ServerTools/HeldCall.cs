using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.ServerTools;

/// <summary>A call that is gathered whole: one of the gateway's own, or one of the client's that waits behind those. Escaped content.</summary>
internal sealed class HeldCall(byte[] id, byte[] name, byte[] raw) : IDisposable
{
    /// <summary>The upstream's id.</summary>
    public byte[] Id { get; } = id;

    /// <summary>The tool's name.</summary>
    public byte[] Name { get; } = name;

    /// <summary>The raw start of the block; empty where the upstream's dialect has none.</summary>
    public byte[] Raw { get; } = raw;

    /// <summary>The input so far.</summary>
    public ByteWriter Input { get; } = new(512);

    /// <inheritdoc/>
    public void Dispose() => Input.Dispose();
}
