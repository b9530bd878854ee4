namespace Dragoman.Dialects.Sse;

/// <summary>One server-sent event. Spans are valid until the reader is fed again.</summary>
public readonly ref struct SseFrame(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
{
    /// <summary>The <c>event:</c> field; empty where the stream names no events.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;

    /// <summary>The <c>data:</c> lines, joined by line feeds.</summary>
    public ReadOnlySpan<byte> Data { get; } = data;
}
