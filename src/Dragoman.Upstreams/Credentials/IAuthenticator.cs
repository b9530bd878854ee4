using System.Net;
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

    /// <summary>
    /// The cloud refused with 401 or 403. True where the same request, authorized anew, may be taken: it is then sent once more.
    /// </summary>
    /// <param name="refusal">The response's head; the body is not read.</param>
    bool Recover(HttpResponseMessage refusal)
    {
        if (refusal.StatusCode == HttpStatusCode.Unauthorized)
        {
            Forget();
        }

        return false;
    }
}
