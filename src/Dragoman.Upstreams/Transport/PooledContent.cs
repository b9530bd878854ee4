using System.Net;

namespace Dragoman.Upstreams.Transport;

/// <summary>
/// A request body that is sent in one write from the buffer it was made in. <c>StreamContent</c> would copy it in small pieces.
/// The buffer belongs to the caller and must outlive the request.
/// </summary>
internal sealed class PooledContent : HttpContent
{
    private readonly BodyParts _body;

    public PooledContent(in BodyParts body)
    {
        _body = body;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    /// <summary>True once the last byte was handed to the connection: the buffer is not read any more.</summary>
    public bool IsSent { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_body.First, cancellationToken);
        if (_body.Second.Length > 0)
        {
            await stream.WriteAsync(_body.Second, cancellationToken);
        }

        if (_body.Third.Length > 0)
        {
            await stream.WriteAsync(_body.Third, cancellationToken);
        }

        IsSent = true;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
