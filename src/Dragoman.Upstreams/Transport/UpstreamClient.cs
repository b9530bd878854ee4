using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using Dragoman.Dialects.Conversation;
using Dragoman.Upstreams.Credentials;

namespace Dragoman.Upstreams.Transport;

/// <summary>
/// Sends requests to upstreams over one pool of connections. It follows no redirect, keeps no cookie, buffers nothing and has no
/// total time limit: a turn may take minutes, its deadlines belong to the caller (H-011, H-332, H-498).
/// </summary>
public sealed class UpstreamClient : IDisposable
{
    private readonly SocketsHttpHandler _handler;
    private readonly HttpMessageInvoker _invoker;
    private readonly Authenticators _authenticators;

    /// <summary>Makes the pool.</summary>
    /// <param name="connectTimeout">How long a connection may take to come about; null for 10 seconds.</param>
    /// <param name="time">The clock of credentials; null for the system's.</param>
    public UpstreamClient(TimeSpan? connectTimeout = null, TimeProvider? time = null)
    {
        _authenticators = new Authenticators(time ?? TimeProvider.System);
        _handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = connectTimeout ?? TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            EnableMultipleHttp2Connections = true,
            MaxResponseHeadersLength = 64,
            ActivityHeadersPropagator = null,
            SslOptions = new SslClientAuthenticationOptions(),
        };
        _invoker = new HttpMessageInvoker(_handler, disposeHandler: false);
    }

    /// <summary>
    /// Sends one request and waits for the response's head. Where the connection ended before a single byte of response came, as a
    /// pooled connection does that the other side has just closed, it is sent once more (H-308).
    /// </summary>
    /// <param name="request">What to send; its body must stay valid until the response is disposed.</param>
    /// <param name="cancellation">The caller's deadline and the client's departure.</param>
    /// <returns>A response of whatever status, or a failure when there was none.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(UpstreamResponse? Response, Failure? Failure)> SendAsync(
        UpstreamRequest request,
        CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            var message = request.ToMessage();
            try
            {
                if (request.Cloud is { } access
                    && await _authenticators.For(access).AuthorizeAsync(message, request.Body.Whole(), cancellation) is { } unauthorized)
                {
                    message.Dispose();
                    return (null, unauthorized);
                }

                var response = await _invoker.SendAsync(message, cancellation);
                if (request.Cloud is { } refused
                    && response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                    && _authenticators.For(refused).Recover(response)
                    && attempt == 0)
                {
                    response.Dispose();
                    message.Dispose();
                    continue;
                }

                return (new UpstreamResponse(message, response), null);
            }
            catch (HttpRequestException exception)
            {
                message.Dispose();
                if (attempt == 0 && exception.HttpRequestError == HttpRequestError.ResponseEnded)
                {
                    continue;
                }

                return (null, TransportFailure.From(exception, request.UpstreamId));
            }
            catch
            {
                message.Dispose();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _invoker.Dispose();
        _handler.Dispose();
    }
}
