using System.Net.Http.Headers;
using Dragoman.Dialects.Conversation;

namespace Dragoman.Upstreams.Credentials;

/// <summary>A token that somebody else keeps fresh, such as <c>AWS_BEARER_TOKEN_BEDROCK</c>.</summary>
internal sealed class BearerAuthenticator(Func<string> token) : IAuthenticator
{
    /// <inheritdoc/>
    public ValueTask<Failure?> AuthorizeAsync(HttpRequestMessage message, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token());
        return ValueTask.FromResult<Failure?>(null);
    }

    /// <inheritdoc/>
    public void Forget()
    {
        // There is no other one to get.
    }
}
