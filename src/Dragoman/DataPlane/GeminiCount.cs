using Dragoman.Core.Routing;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Gemini;
using Dragoman.Dialects.Json;
using Dragoman.Upstreams.Transport;

namespace Dragoman.DataPlane;

/// <summary>Asks Gemini or Vertex how many tokens a request has: free of charge, and nothing is generated (H-335).</summary>
internal sealed class GeminiCount(UpstreamClient transport, RandomIds ids, SignatureEnvelope envelope)
{
    /// <summary>The count; null where the host cannot tell it, or not now: then an estimate is better than no answer.</summary>
    public async Task<long?> AskAsync(RouteTarget target, ConversationRequest request, string requestedModel, CancellationToken cancellation)
    {
        var upstream = target.Upstream;
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
        if (TokenCount.WriteQuestion(translation, upstream.Endpoint, question) is not null)
        {
            return null;
        }

        try
        {
            var (response, _) = await transport.SendAsync(
                new UpstreamRequest(
                    upstream.Id, HttpMethod.Post, GeminiDialect.CountAddress(upstream.Endpoint, target.Model), question.WrittenMemory,
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
                    return null;
                }

                using var answer = new ByteWriter();
                await BodyReader.ReadAsync(response.Body(), answer, BodyReader.MaxErrorBytes, cancellation);
                return TokenCount.ReadAnswer(answer.Written);
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return null;
        }
    }
}
