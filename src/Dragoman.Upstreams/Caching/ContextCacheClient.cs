using Dragoman.Core.Routing;
using Dragoman.Dialects.Gemini.Caching;
using Dragoman.Dialects.Json;
using Dragoman.Upstreams.Transport;

namespace Dragoman.Upstreams.Caching;

/// <summary>Makes, extends and deletes caches at Gemini and Vertex. What goes wrong is a value: a turn can always do without.</summary>
public sealed class ContextCacheClient(UpstreamClient transport)
{
    /// <summary>Makes a cache of the head of a body.</summary>
    /// <param name="target">The model that it is for.</param>
    /// <param name="split">Where the head ends.</param>
    /// <param name="body">The body.</param>
    /// <param name="lifetime">How long it is to live.</param>
    /// <param name="headers">The upstream's headers, credential included.</param>
    /// <param name="cancellation">The deadline.</param>
    /// <returns>The cache; or null and the fewest tokens it would have needed, where the refusal says so.</returns>
    public async Task<(MadeCache? Made, long? Least)> MakeAsync(
        RouteTarget target, CacheSplit split, ReadOnlyMemory<byte> body, TimeSpan lifetime, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellation)
    {
        var endpoint = target.Upstream.Endpoint;
        using var question = new ByteWriter(split.HeadBytes + 512);
        split.WriteCache(body.Span, CacheCalls.Model(endpoint, target.Model), lifetime, question);
        using var answer = new ByteWriter();
        var status = await SendAsync(target.Upstream, HttpMethod.Post, CacheCalls.Collection(endpoint), question.WrittenMemory, headers, answer, cancellation);
        return status is >= 200 and < 300 ? (CacheCalls.ReadMade(answer.Written), null) : (null, status == 400 ? CacheCalls.ReadLeast(answer.Written) : null);
    }

    /// <summary>Lets a cache live longer. Null where the host refused.</summary>
    public async Task<MadeCache?> ExtendAsync(
        Upstream upstream, string name, TimeSpan lifetime, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellation)
    {
        using var question = new ByteWriter(64);
        question.Write((byte)'{');
        CacheCalls.WriteLifetime(lifetime, question);
        question.Write((byte)'}');
        using var answer = new ByteWriter();
        var status = await SendAsync(
            upstream, HttpMethod.Patch, CacheCalls.Resource(upstream.Endpoint, name, extend: true), question.WrittenMemory, headers, answer, cancellation);
        return status is >= 200 and < 300 ? CacheCalls.ReadMade(answer.Written) : null;
    }

    /// <summary>Deletes a cache; one that is gone already is no failure.</summary>
    public async Task DeleteAsync(Upstream upstream, string name, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellation)
    {
        using var answer = new ByteWriter();
        await SendAsync(upstream, HttpMethod.Delete, CacheCalls.Resource(upstream.Endpoint, name, extend: false), default, headers, answer, cancellation);
    }

    // The status; 0 where nothing was heard.
    private async Task<int> SendAsync(
        Upstream upstream, HttpMethod method, Uri url, ReadOnlyMemory<byte> body, IReadOnlyList<KeyValuePair<string, string>> headers, ByteWriter answer, CancellationToken cancellation)
    {
        try
        {
            var (response, _) = await transport.SendAsync(new UpstreamRequest(upstream.Id, method, url, body, headers) { Cloud = upstream.Cloud }, cancellation);
            if (response is null)
            {
                return 0;
            }

            await using (response)
            {
                await BodyReader.ReadAsync(response.Body(), answer, BodyReader.MaxErrorBytes, cancellation);
                return response.Status;
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return 0;
        }
    }
}
