using System.Net;

namespace Dragoman.Upstreams.Transport;

/// <summary>
/// A request body that is sent in one write from the buffer it was made in. <c>StreamContent</c> would copy it in small pieces.
/// The buffer belongs to the caller and must outlive the request.
/// </summary>
internal sealed class PooledContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;

    public PooledContent(ReadOnlyMemory<byte> body)
    {
        _body = body;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        stream.WriteAsync(_body).AsTask();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        stream.WriteAsync(_body, cancellationToken).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
