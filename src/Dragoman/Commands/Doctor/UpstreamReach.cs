using System.Net;
using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;

namespace Dragoman.Commands.Doctor;

/// <summary>Finds out whether an upstream answers and takes its key, by asking for its list of models. Nothing is generated.</summary>
internal sealed class UpstreamReach : IDisposable
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(8);
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
        Timeout = AnswerTime,
    };

    /// <summary>Asks one.</summary>
    public async Task<Finding> CheckAsync(Upstream upstream, CancellationToken cancellation)
    {
        var check = $"upstream {upstream.Id}";
        var place = upstream.Endpoint.GetLeftPart(UriPartial.Authority);
        try
        {
            using var request = Request(upstream);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return response.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Finding.Fail(
                    check,
                    $"{place} answers, but refuses the key ({(int)response.StatusCode})",
                    upstream.ApiKey is { Reference.Length: > 0 } key ? $"Put a valid key into {key.Reference}." : "Give it an api_key."),
                HttpStatusCode.ProxyAuthenticationRequired => Finding.Fail(check, "the proxy wants credentials", "Put them into HTTPS_PROXY."),
                >= HttpStatusCode.InternalServerError => Finding.Warn(
                    check, $"{place} answers with status {(int)response.StatusCode}", "See the provider's status page, and try again."),
                _ => Finding.Fine(check, response.IsSuccessStatusCode ? $"{place} answers and takes the key" : $"{place} answers"),
            };
        }
        catch (HttpRequestException e)
        {
            return Finding.Fail(check, $"{place} cannot be reached ({e.HttpRequestError})", "Check the address, the network and HTTPS_PROXY.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Finding.Fail(check, $"{place} does not answer within {AnswerTime.TotalSeconds:0} s", "Check the network and HTTPS_PROXY.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static HttpRequestMessage Request(Upstream upstream)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, ModelsOf(upstream.Address(string.Empty, stream: false)));
        foreach (var (name, value) in upstream.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (upstream.SpeaksMessages)
        {
            request.Headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
        }

        if (upstream.ApiKey is { } key)
        {
            var (name, value) = upstream.AuthStyle switch
            {
                AuthStyle.XApiKey => ("x-api-key", key.Reveal()),
                AuthStyle.AzureApiKey => ("api-key", key.Reveal()),
                AuthStyle.GoogleApiKey => ("x-goog-api-key", key.Reveal()),
                _ => ("Authorization", $"Bearer {key.Reveal()}"),
            };
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    // …/v1/messages and …/v1/chat/completions both have their models beside them.
    private static Uri ModelsOf(Uri turns)
    {
        foreach (var ending in new[] { "/chat/completions", "/messages" })
        {
            if (turns.AbsolutePath.EndsWith(ending, StringComparison.Ordinal))
            {
                return new UriBuilder(turns) { Path = turns.AbsolutePath[..^ending.Length] + "/models" }.Uri;
            }
        }

        return turns;
    }
}
