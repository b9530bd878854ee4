using System.IO.Compression;
using System.Net.Http.Headers;

namespace Dragoman.Upstreams.Transport;

/// <summary>
/// A response whose body is still on the wire. Disposing it before the end closes the connection, which is how a provider learns
/// that nobody listens any more (H-327, H-502).
/// </summary>
public sealed class UpstreamResponse : IAsyncDisposable
{
    private readonly HttpRequestMessage _request;
    private readonly HttpResponseMessage _response;
    private Stream? _body;

    internal UpstreamResponse(HttpRequestMessage request, HttpResponseMessage response)
    {
        _request = request;
        _response = response;
    }

    /// <summary>What the body is led through before it is read; null for nothing. To be set before <see cref="Body"/> is asked for.</summary>
    public Func<Stream, Stream>? Through { get; set; }

    /// <summary>True once the request's body is with the connection, so that its buffer may go. An answer can begin before that.</summary>
    public bool IsRequestSent => _request.Content is null or PooledContent { IsSent: true };

    /// <summary>The HTTP status.</summary>
    public int Status => (int)_response.StatusCode;

    /// <summary>True for 2xx.</summary>
    public bool IsSuccess => _response.IsSuccessStatusCode;

    /// <summary>The media type without parameters, in lower case; empty where there is none.</summary>
    public string MediaType => _response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant() ?? string.Empty;

    /// <summary>Response headers without those of the content.</summary>
    public HttpResponseHeaders Headers => _response.Headers;

    /// <summary>Headers of the content.</summary>
    public HttpContentHeaders ContentHeaders => _response.Content.Headers;

    /// <summary>What the response says about waiting before another attempt, see <see cref="RetryHints"/>.</summary>
    public TimeSpan? RetryAfter(DateTimeOffset now) => RetryHints.Read(_response.Headers, now);

    /// <summary>
    /// The body, decoded. Identity is asked for, as a compressor holds events back (H-305); some hosts compress all the same.
    /// </summary>
    public Stream Body()
    {
        if (_body is not null)
        {
            return _body;
        }

        // The head has come and the body is on the wire, so this waits for nothing.
        var raw = _response.Content.ReadAsStream(CancellationToken.None);
        _body = Encoding() switch
        {
            "gzip" => new GZipStream(raw, CompressionMode.Decompress),
            "br" => new BrotliStream(raw, CompressionMode.Decompress),
            "deflate" => new ZLibStream(raw, CompressionMode.Decompress),
            _ => raw,
        };
        _body = Through?.Invoke(_body) ?? _body;
        return _body;
    }

    // As it came: the parsed list costs more than the rest of the head, and hosts send none or one.
    private string? Encoding() => _response.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out var values)
        ? values.Last().Split(',')[^1].Trim().ToLowerInvariant()
        : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_body is not null)
        {
            await _body.DisposeAsync();
        }

        _response.Dispose();
        _request.Dispose();
    }
}
