using Dragoman.Dialects.Conversation;

namespace Dragoman.Upstreams.Credentials;

/// <summary>Puts a cloud's credential on a request: a signature over its bytes, or a token that is kept fresh.</summary>
internal interface IAuthenticator
{
    /// <summary>Adds what the cloud wants to see. Called once for each sending, when everything else of the message is in place.</summary>
    /// <param name="message">The message, with its URL and headers.</param>
    /// <param name="body">The exact bytes that will be sent.</param>
    /// <param name="cancellation">The caller's deadline.</param>
    /// <returns>Null; or why no credential could be had, in a sentence that says what to do.</returns>
    ValueTask<Failure?> AuthorizeAsync(HttpRequestMessage message, ReadOnlyMemory<byte> body, CancellationToken cancellation);

    /// <summary>The cloud refused the credential: the next request gets a fresh one.</summary>
    void Forget();
}
