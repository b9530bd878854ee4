using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dragoman.Testing;

/// <summary>
/// A provider in this process, on a loopback port of its own. It records each request as it came, hands it to the dialect
/// (a subclass) to be checked and answered, and collects what was wrong with any of them in <see cref="Violations"/>.
/// </summary>
public abstract class FakeUpstream : IAsyncDisposable
{
    /// <summary>Bytes of a body that are read at most; more is answered with 413.</summary>
    private const long MaxBody = 64L * 1024 * 1024;

    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(2);

    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly TaskCompletionSource _violated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _arrivals = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private WebApplication? _host;
    private int _count;

    /// <summary>The address, without a trailing slash.</summary>
    public string BaseUrl { get; private set; } = string.Empty;

    /// <summary>Every request so far, in order of arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>What was wrong with the requests so far; a correct client leaves it empty.</summary>
    public IReadOnlyList<string> Violations => [.. _violations];

    /// <summary>Ends with the first violation: what lets a test give up early.</summary>
    public Task Violated => _violated.Task;

    /// <summary>Waits until <paramref name="count"/> requests have arrived in all, and gives the last of them.</summary>
    public async Task<RecordedRequest> RequestAsync(int count, TimeSpan? deadline = null)
    {
        using var timeout = new CancellationTokenSource(deadline ?? TimeSpan.FromSeconds(30));
        while (_requests.Count < count)
        {
            await _arrivals.WaitAsync(timeout.Token);
        }

        return _requests.ElementAt(count - 1);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _stopping.CancelAsync();
        if (_host is not null)
        {
            using var deadline = new CancellationTokenSource(StopDeadline);
            try
            {
                await _host.StopAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                // Requests still running are cut by the disposal below.
            }

            await _host.DisposeAsync();
        }

        _stopping.Dispose();
        _arrivals.Dispose();
    }

    /// <summary>Checks and answers one request in the provider's dialect; the token ends with the client or with the fake.</summary>
    protected abstract Task AnswerAsync(HttpContext context, RecordedRequest request, CancellationToken stop);

    /// <summary>Notes that a request broke a rule of the provider.</summary>
    protected internal void Violate(RecordedRequest request, string rule)
    {
        _violations.Enqueue($"request {request.Number} {request.Method} {request.Path}: {rule}");
        _violated.TrySetResult();
    }

    /// <summary>Opens the port; any free one for 0.</summary>
    protected async Task StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopDeadline);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, port);
            server.Limits.MaxRequestBodySize = MaxBody;
            server.Limits.MinResponseDataRate = null;
            server.AddServerHeader = false;
        });
        _host = builder.Build();
        _host.Run(ReceiveAsync);
        await _host.StartAsync();
        BaseUrl = _host.Urls.Single();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        var arrivedAt = Stopwatch.GetTimestamp();
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var request = new RecordedRequest(
            Interlocked.Increment(ref _count),
            context.Request.Method,
            context.Request.Path.Value ?? "/",
            context.Request.QueryString.Value ?? string.Empty,
            context.Request.Headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value.ToArray()), StringComparer.OrdinalIgnoreCase),
            body.ToArray(),
            arrivedAt)
        {
            RawTarget = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty,
        };
        _requests.Enqueue(request);
        _arrivals.Release();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, context.RequestAborted);
        try
        {
            await AnswerAsync(context, request, either.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException && (context.RequestAborted.IsCancellationRequested || _stopping.IsCancellationRequested))
        {
            // The client went away or the test is over: both are recorded, neither is a fault of the fake.
        }
        finally
        {
            if (context.RequestAborted.IsCancellationRequested && !Playback.WasReset(context))
            {
                request.MarkAborted();
            }

            request.MarkAnswered();
        }
    }
}
