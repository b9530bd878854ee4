using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Dragoman.DataPlane;

/// <summary>
/// What one read of an upstream's body brought. A buffer is rented only once bytes are there: a stream that waits for its model to
/// think holds none (P7).
/// </summary>
internal sealed class RelayBuffer : IDisposable
{
    private const int Size = 32 * 1024;

    private byte[]? _bytes;
    private int _length;

    /// <summary>The bytes of the last read; empty at the body's end.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>The same as memory.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

    /// <summary>Waits for bytes and reads them; 0 at the end. What was read before is gone.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadAsync(Stream body, CancellationToken cancellation)
    {
        Release();
        var none = await body.ReadAsync(System.Memory<byte>.Empty, cancellation);
        Debug.Assert(none == 0, "an empty buffer only waits");
        _bytes = ArrayPool<byte>.Shared.Rent(Size);
        _length = await body.ReadAsync(_bytes.AsMemory(0, Size), cancellation);
        return _length;
    }

    /// <inheritdoc/>
    public void Dispose() => Release();

    private void Release()
    {
        _length = 0;
        if (_bytes is { } bytes)
        {
            _bytes = null;
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
