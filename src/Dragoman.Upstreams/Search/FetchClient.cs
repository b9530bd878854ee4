using System.Net;
using System.Net.Sockets;
using Dragoman.Core.Configuration;
using Dragoman.Dialects.Json;
using Dragoman.Dialects.ServerTools;
using Dragoman.Upstreams.Transport;

namespace Dragoman.Upstreams.Search;

/// <summary>
/// Fetches pages that a model names. Hosts must be allowed, addresses must be public, at every redirect anew; nothing of the
/// gateway's own goes along. A failure is an outcome, never an exception.
/// </summary>
public sealed class FetchClient : IDisposable
{
    private const int MaxUrl = 2048;
    private const int MaxRedirects = 5;

    // English has about four characters to a token.
    private const int CharactersPerToken = 4;
    private static readonly HttpRequestOptionsKey<bool> MayBePrivate = new("dragoman.private");

    private readonly TimeProvider _time;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpMessageInvoker _invoker;

    /// <summary>Makes the client.</summary>
    /// <param name="time">The clock of deadlines and of what was retrieved when.</param>
    public FetchClient(TimeProvider time)
    {
        _time = time;
        _handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy would resolve names behind our back.
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // A kept connection would outlive the decision that allowed it.
            PooledConnectionLifetime = TimeSpan.Zero,
            MaxResponseHeadersLength = 64,
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
        };
        _invoker = new HttpMessageInvoker(_handler, disposeHandler: false);
    }

    /// <summary>Fetches a page.</summary>
    /// <param name="config">What may be fetched.</param>
    /// <param name="tool">What the client allows.</param>
    /// <param name="address">The URL.</param>
    /// <param name="takesPdf">True where the model reads PDF documents.</param>
    /// <param name="cancellation">The client's departure.</param>
    /// <returns>The page, and for the log why there is none.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<(WebOutcome Outcome, string? Why)> FetchAsync(
        FetchConfig config, WebTool tool, string address, bool takesPdf, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(config.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            return await FollowAsync(config, tool, address, takesPdf, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (WebOutcome.Error("url_not_accessible"), $"nothing came within {config.Timeout.TotalSeconds:0.#} seconds");
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException or SocketException)
        {
            return exception is RefusedAddressException || exception.InnerException is RefusedAddressException
                ? (WebOutcome.Error("url_not_allowed"), "the host's address is not public; fetch.allow_private would allow it")
                : (WebOutcome.Error("url_not_accessible"), "the page could not be read");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _invoker.Dispose();
        _handler.Dispose();
    }

    private async Task<(WebOutcome Outcome, string? Why)> FollowAsync(
        FetchConfig config, WebTool tool, string address, bool takesPdf, CancellationToken cancellation)
    {
        if (address.Length > MaxUrl)
        {
            return (WebOutcome.Error("url_too_long"), null);
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var url))
        {
            return (WebOutcome.Error("invalid_tool_input"), null);
        }

        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            if (Refusal(config, tool, url) is { } why)
            {
                return (WebOutcome.Error("url_not_allowed"), why);
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.TryAddWithoutValidation("user-agent", "Dragoman");
            request.Headers.TryAddWithoutValidation("accept", takesPdf
                ? "text/html,application/xhtml+xml,text/*;q=0.9,application/json;q=0.8,application/pdf;q=0.7"
                : "text/html,application/xhtml+xml,text/*;q=0.9,application/json;q=0.8");
            request.Options.Set(MayBePrivate, IsListed(config.AllowPrivate, url));
            using var response = await _invoker.SendAsync(request, cancellation);
            if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } location)
            {
                url = location.IsAbsoluteUri ? location : new Uri(url, location);
                continue;
            }

            return response.IsSuccessStatusCode
                ? await ReadAsync(config, tool, url, takesPdf, response, cancellation)
                : (WebOutcome.Error(response.StatusCode == HttpStatusCode.TooManyRequests ? "too_many_requests" : "url_not_accessible"),
                    $"the page answered {(int)response.StatusCode}");
        }

        return (WebOutcome.Error("url_not_accessible"), "it redirects too often");
    }

    private static string? Refusal(FetchConfig config, WebTool tool, Uri url)
    {
        var isPrivate = IsListed(config.AllowPrivate, url);
        return url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 ? "only plain http and https URLs are fetched"
            : !isPrivate && !IsListed(config.Allow, url) ? "the host is not in fetch.allow"
            : !isPrivate && !url.IsDefaultPort ? "only the usual ports are asked"
            : !DomainFilter.Allows(tool, url) ? "the client's domain lists exclude it"
            : null;
    }

    private static bool IsListed(IReadOnlyList<string> hosts, Uri url) =>
        hosts.Any(host => host == "*" || DomainFilter.Covers(host, url));

    private async Task<(WebOutcome Outcome, string? Why)> ReadAsync(
        FetchConfig config, WebTool tool, Uri url, bool takesPdf, HttpResponseMessage response, CancellationToken cancellation)
    {
        if (PageText.KindOf(response.Content.Headers.ContentType?.MediaType, takesPdf) is not { } kind)
        {
            return (WebOutcome.Error("unsupported_content_type"), $"it is {response.Content.Headers.ContentType?.MediaType}");
        }

        using var body = new ByteWriter(64 * 1024);
        // What is behind the limit is not read: the beginning of a page is worth more than nothing.
        await BodyReader.ReadAsync(await response.Content.ReadAsStreamAsync(cancellation), body, config.MaxBytes, cancellation);
        var bytes = body.Written[..Math.Min(body.Length, config.MaxBytes)];
        if (kind == PageKind.Pdf)
        {
            return ReadPdf(url, bytes, isWhole: body.Length <= config.MaxBytes);
        }

        var (title, text) = PageText.Read(bytes, kind, response.Content.Headers.ContentType?.CharSet);
        var max = tool.MaxContentTokens > 0 ? Math.Min((long)tool.MaxContentTokens * CharactersPerToken, text.Length) : text.Length;
        if (max < text.Length)
        {
            text = text[..(int)(char.IsHighSurrogate(text[(int)max - 1]) ? max - 1 : max)];
        }

        return (new WebOutcome { Page = new FetchedPage(url, title, text, _time.GetUtcNow()) }, null);
    }

    // The beginning of a document is none.
    private (WebOutcome Outcome, string? Why) ReadPdf(Uri url, ReadOnlySpan<byte> bytes, bool isWhole) =>
        !isWhole ? (WebOutcome.Error("url_not_accessible"), "the PDF document is larger than fetch.max_kb")
        : !bytes.StartsWith("%PDF-"u8) ? (WebOutcome.Error("unsupported_content_type"), "it says that it is a PDF document and is none")
        : (new WebOutcome { Page = new FetchedPage(url, string.Empty, string.Empty, _time.GetUtcNow()) { Pdf = bytes.ToArray() } }, null);

    // The address that was looked at is the one that is connected to: a name that resolves differently a moment later gains nothing.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellation);
        if (!context.InitialRequestMessage.Options.TryGetValue(MayBePrivate, out var mayBePrivate) || !mayBePrivate)
        {
            addresses = Array.FindAll(addresses, AddressGuard.IsPublic);
        }

        if (addresses.Length == 0)
        {
            throw new RefusedAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
