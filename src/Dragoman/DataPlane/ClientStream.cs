using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Dragoman.Dialects.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dragoman.DataPlane;

/// <summary>
/// The client's end of a streamed turn. The head of the response is held back until there is something to say, so that a failure
/// before that can still be an HTTP error or another upstream's turn (H-251, H-323); but after ten seconds of silence it is
/// released and signs of life follow (B04, H-325). Frames are written whole, so a sign of life never cuts one (H-326).
/// </summary>
internal sealed class ClientStream : IAsyncDisposable
{
    private readonly HttpContext _http;
    private readonly string _contentType;
    private readonly TimeProvider _time;
    private readonly TimeSpan _pingAfter;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationToken _gone;
    private ITimer? _timer;
    private Action<ClientStream>? _beat;
    private Task _beating = Task.CompletedTask;
    private long _sent;
    private bool _disposed;

    public ClientStream(HttpContext http, string contentType, TimeProvider time, TimeSpan pingAfter)
    {
        _http = http;
        _contentType = contentType;
        _time = time;
        _pingAfter = pingAfter;
        _gone = http.RequestAborted;
        _sent = time.GetTimestamp();
    }

    /// <summary>Frames that wait to be sent. Written only between <see cref="EnterAsync"/> and <see cref="Exit"/>.</summary>
    public ByteWriter Output { get; } = new(4 * 1024);

    /// <summary>True once the head of the response has left.</summary>
    public bool IsCommitted { get; private set; }

    /// <summary>Bytes sent to the client.</summary>
    public long SentBytes { get; private set; }

    /// <summary>What to do when the client has heard nothing for a while: write a sign of life to <see cref="Output"/>.</summary>
    public void WhenSilent(Action<ClientStream>? beat)
    {
        _beat = beat;
        if (beat is not null)
        {
            // Only streams have signs of life, and a timer is for them alone.
            _timer ??= _time.CreateTimer(static state => ((ClientStream)state!).Tick(), this, _pingAfter, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Waits until nobody else writes. The wait ends with the client.</summary>
    public Task EnterAsync() => _gate.WaitAsync(_gone);

    /// <summary>Lets others write.</summary>
    public void Exit() => _gate.Release();

    /// <summary>Sends what waits in <see cref="Output"/>, with the response's head in front if that has not left yet: one flush.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync()
    {
        if (!IsCommitted)
        {
            Commit();
        }

        if (Output.Length == 0)
        {
            return;
        }

        SentBytes += Output.Length;
        var result = await _http.Response.BodyWriter.WriteAsync(Output.WrittenMemory, _gone);
        // Given back, not kept: a stream that waits for its model holds nothing (P7).
        Output.Release();
        Volatile.Write(ref _sent, _time.GetTimestamp());
        ThrowIfGone(result);
    }

    /// <summary>Sends bytes as they are, behind what waits in <see cref="Output"/>.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(ReadOnlyMemory<byte> raw)
    {
        if (!IsCommitted)
        {
            Commit();
        }

        var body = _http.Response.BodyWriter;
        if (Output.Length > 0)
        {
            SentBytes += Output.Length;
            body.Write(Output.Written);
            Output.Release();
        }

        SentBytes += raw.Length;
        var result = await body.WriteAsync(raw, _gone);
        Volatile.Write(ref _sent, _time.GetTimestamp());
        ThrowIfGone(result);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        _beat = null;
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        await _beating;
        Output.Dispose();
        _gate.Dispose();
    }

    private void Commit()
    {
        IsCommitted = true;
        var response = _http.Response;
        response.StatusCode = StatusCodes.Status200OK;
        if (string.IsNullOrEmpty(response.ContentType))
        {
            response.ContentType = _contentType;
        }

        response.Headers.CacheControl = "no-cache";
        response.Headers["x-accel-buffering"] = "no";
        _http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private void ThrowIfGone(FlushResult result)
    {
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new OperationCanceledException(_gone);
        }
    }

    private void Tick()
    {
        var silence = _time.GetElapsedTime(Volatile.Read(ref _sent));
        var next = _pingAfter;
        if (silence < _pingAfter)
        {
            next -= silence;
        }
        else if (_beating.IsCompleted)
        {
            _beating = BeatAsync();
        }

        if (!_disposed)
        {
            _timer?.Change(next, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task BeatAsync()
    {
        if (!_gate.Wait(0))
        {
            // Somebody is writing: that is a sign of life by itself.
            return;
        }

        try
        {
            if (_beat is { } beat)
            {
                beat(this);
                await SendAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The client left; the turn notices by itself.
        }
        finally
        {
            _gate.Release();
        }
    }
}
