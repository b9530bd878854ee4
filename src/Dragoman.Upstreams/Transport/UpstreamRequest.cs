using System.Net;
using Dragoman.Core.Routing;

namespace Dragoman.Upstreams.Transport;

/// <summary>A request to an upstream, ready to be sent, more than once if need be.</summary>
/// <param name="UpstreamId">The upstream's name, for messages.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">The full URL.</param>
/// <param name="Body">The body; empty for none.</param>
/// <param name="Headers">Headers in order; values are sent as they are.</param>
public sealed record UpstreamRequest(
    string UpstreamId,
    HttpMethod Method,
    Uri Target,
    BodyParts Body,
    IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>Where a cloud's credential is got; null where the headers hold what is needed.</summary>
    public CloudAccess? Cloud { get; init; }

    /// <summary>A fresh message: an <see cref="HttpRequestMessage"/> can be sent only once.</summary>
    internal HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, Target)
        {
            Version = Target.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = Body.Length == 0 ? null : new PooledContent(Body),
        };
        foreach (var (name, value) in Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }
}
