using System.Collections.Concurrent;
using Dragoman.Core.Routing;
using Dragoman.Dialects;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Upstreams.Transport;

namespace Dragoman.DataPlane;

/// <summary>
/// Asks hosts that can tell it how many tokens a request has: free of charge, and nothing is generated (H-335, H-418). One that has no
/// such endpoint is asked once.
/// </summary>
internal sealed class UpstreamCount(UpstreamClient transport, RandomIds ids, SignatureEnvelope envelope)
{
    private readonly ConcurrentDictionary<Uri, bool> _unable = new();

    /// <summary>The count; null where the host cannot tell it, or not now: then an estimate is better than no answer.</summary>
    public async Task<long?> AskAsync(RouteTarget target, ConversationRequest request, string requestedModel, CancellationToken cancellation)
    {
        var upstream = target.Upstream;
        if (upstream.Dialect is not ICountsTokens dialect || dialect.CountAddress(upstream.Endpoint, target.Model) is var address && _unable.ContainsKey(address))
        {
            return null;
        }

        var translation = new Translation
        {
            Request = request,
            RequestedModel = requestedModel,
            Model = target.Traits,
            Profile = target.Profile,
            Ids = ids,
            Envelope = envelope,
            Provenance = upstream.Provenance,
        };
        using var question = new ByteWriter();
        if (dialect.WriteCount(translation, upstream.Endpoint, question) is not null)
        {
            return null;
        }

        try
        {
            var (response, _) = await transport.SendAsync(
                new UpstreamRequest(
                    upstream.Id, HttpMethod.Post, address, question.WrittenMemory,
                    UpstreamHeaders.ForTranslation(upstream, affinity: null)) { Cloud = upstream.Cloud },
                cancellation);
            if (response is null)
            {
                return null;
            }

            await using (response)
            {
                if (!response.IsSuccess)
                {
                    // Bedrock says of a model that cannot count that the request is wrong (H-418).
                    using var refusal = new ByteWriter();
                    await BodyReader.ReadAsync(response.Body(), refusal, BodyReader.MaxErrorBytes, cancellation);
                    if (response.Status is 404 or 405 or 501 || (response.Status == 400 && refusal.Written.IndexOf("support counting tokens"u8) >= 0))
                    {
                        _unable.TryAdd(address, true);
                    }

                    return null;
                }

                using var answer = new ByteWriter();
                await BodyReader.ReadAsync(response.Body(), answer, BodyReader.MaxErrorBytes, cancellation);
                return dialect.ReadCount(answer.Written);
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return null;
        }
    }
}
