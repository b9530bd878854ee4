using Dragoman.Core.Routing;
using Dragoman.Dialects.AnthropicMessages.Envelopes;
using Dragoman.Dialects.AnthropicMessages.Hosts;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Upstreams.Transport;

namespace Dragoman.DataPlane;

/// <summary>
/// An attempt at the very cloud whose envelope the client speaks: bytes pass both ways, frames and their checksums included (H-416).
/// Only the address and the credential are the gateway's. What settling needs is read from the frames as they go by.
/// </summary>
internal sealed class SameCloudAttempt(Converse converse, RouteTarget target)
{
    private readonly Turn _turn = converse.Turn;
    private readonly ClientStream _client = converse.Client;
    private readonly Upstream _upstream = target.Upstream;
    private readonly IMessagesEnvelope _envelope = (IMessagesEnvelope)target.Upstream.Dialect;

    /// <summary>True where client and upstream speak one cloud's envelope, and nothing has to be changed in what stands in it.</summary>
    public static bool Fits(Converse converse, RouteTarget target)
    {
        var turn = converse.Turn;
        return ReferenceEquals(turn.Call.Dialect, target.Upstream.Dialect)
            && target.Upstream.Dialect is IMessagesEnvelope
            && Equals(target.Profile ?? target.Upstream.Dialect.DefaultProfile, target.Upstream.Dialect.DefaultProfile)
            && turn.Arena is { } arena
            && arena[turn.Body].IndexOf("\"dgm1."u8) < 0
            && !converse.NeedsWebTools(target);
    }

    /// <summary>Runs the attempt. Null when the client has its answer, whole or honestly broken off.</summary>
    public async ValueTask<Failure?> RunAsync()
    {
        _turn.Losses = string.Empty;
        _turn.CacheHint = string.Empty;
        using var deadline = new IdleDeadline(converse.Time, _upstream.Timeouts.FirstByte, _turn.Http.RequestAborted);
        var plan = MessagesHost.Default.Plan(_turn.Http.Request.Headers["anthropic-beta"].ToArray());
        var message = new UpstreamRequest(
            _upstream.Id,
            HttpMethod.Post,
            target.Address(_turn.WantsStream),
            _turn.Arena!.Memory(_turn.Body),
            UpstreamHeaders.ForPassing(_upstream, _turn.Http.Request.Headers, MessagesHost.Default, plan))
        {
            Cloud = _upstream.Cloud,
        };
        try
        {
            var (response, failure) = await converse.Transport.SendAsync(message, deadline.Token);
            if (response is null)
            {
                return failure;
            }

            await using (response)
            {
                deadline.Touch(_upstream.Timeouts.Idle);
                converse.NoteLimits(target, response);
                return !response.IsSuccess ? await RefusedAsync(response, deadline.Token)
                    : _turn.WantsStream ? await RelayStreamAsync(response, deadline)
                    : await RelayWholeAsync(response, deadline);
            }
        }
        catch (OperationCanceledException) when (deadline.Expired)
        {
            return Broken(TransportFailure.Silent(_upstream.Id, deadline.Limit));
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException && !_turn.Http.RequestAborted.IsCancellationRequested)
        {
            return Broken(TransportFailure.Broken(_upstream.Id));
        }
    }

    private async Task<Failure?> RefusedAsync(UpstreamResponse response, CancellationToken cancellation)
    {
        if (response.Status is >= 300 and < 400)
        {
            return AnswerShape.Redirect(_upstream.Id, response.Status);
        }

        using var body = new ByteWriter();
        await BodyReader.ReadAsync(response.Body(), body, BodyReader.MaxErrorBytes, cancellation);
        return _upstream.Dialect.ReadError(response.Status, body.Written, response.RetryAfter(converse.Time.GetUtcNow())) with
        {
            UpstreamStatus = response.Status,
        };
    }

    private async Task<Failure?> RelayStreamAsync(UpstreamResponse response, IdleDeadline deadline)
    {
        using var buffer = new RelayBuffer();
        using var observer = new StreamObserver();
        using var unwrapper = _envelope.CreateUnwrapper(response.MediaType);
        using var events = new ByteWriter(1024);
        using var held = new ByteWriter(1024);
        try
        {
            while (await buffer.ReadAsync(response.Body(), deadline.Token) > 0)
            {
                deadline.Touch();
                Observe(buffer.Bytes, observer, unwrapper, events);
                if (observer.Error is { } error && !observer.HasContent && !_client.IsCommitted)
                {
                    // Nothing has passed, so it can still be a status or another upstream's turn.
                    converse.FailedInsideAnswer = true;
                    return EarlyError(error);
                }

                held.Write(buffer.Bytes);
                if (observer.HasContent || observer.IsComplete || _client.IsCommitted)
                {
                    await PassAsync(response, observer, held);
                    if (converse.Guard is { } guard && !observer.IsComplete && !guard.MayGoOn(observer.DeltaBytes, observer.Usage))
                    {
                        return await CutAsync(observer, unwrapper is null, guard.Refusal);
                    }
                }
            }

            return observer.IsComplete ? null
                : observer.Error is { } told ? EarlyError(told) with { IsRetryable = false }
                : Broken(TransportFailure.Broken(_upstream.Id));
        }
        finally
        {
            _turn.Facts.Take(observer);
        }
    }

    // What is damaged passes as it came: whoever reads it sees the damage, as it would at the cloud itself.
    private static void Observe(ReadOnlySpan<byte> received, StreamObserver observer, StreamUnwrapper? unwrapper, ByteWriter events)
    {
        if (unwrapper is null)
        {
            observer.Observe(received);
            return;
        }

        events.Reset();
        unwrapper.Unwrap(received, events);
        observer.Observe(events.Written);
    }

    private async ValueTask PassAsync(UpstreamResponse response, StreamObserver observer, ByteWriter held)
    {
        await _client.EnterAsync();
        try
        {
            if (!_client.IsCommitted)
            {
                ResponseHeaders.Describe(_turn);
                PassedHeaders.Copy(_turn, response);
            }

            if (_turn.Facts.FirstContentAt == 0 && observer.HasContent)
            {
                _turn.Facts.FirstContentAt = converse.Time.GetTimestamp();
            }

            converse.HasContent |= observer.HasContent;
            await _client.SendAsync(held.WrittenMemory);
            held.Release();
        }
        finally
        {
            _client.Exit();
        }
    }

    // The answer costs too much (F06): events end in proper form; frames of a cloud's own, which carry its checksums, end without.
    private async Task<Failure?> CutAsync(StreamObserver observer, bool isEvents, Failure refusal)
    {
        if (!isEvents)
        {
            return Broken(refusal);
        }

        await _client.EnterAsync();
        try
        {
            EndFrames.WriteEnd(observer, "max_tokens"u8, _client.Output);
            await _client.SendAsync();
            return refusal;
        }
        finally
        {
            _client.Exit();
        }
    }

    private async Task<Failure?> RelayWholeAsync(UpstreamResponse response, IdleDeadline deadline)
    {
        using var whole = new ByteWriter(16 * 1024);
        if (!await BodyReader.ReadAsync(response.Body(), whole, BodyReader.MaxAnswerBytes, deadline.Token))
        {
            return BodyReader.TooLarge(_upstream.Id);
        }

        if (AnswerShape.Of(whole.Written) != AnswerShape.Kind.Json)
        {
            return AnswerShape.NotAnAnswer(_upstream.Id);
        }

        if (!WholeFacts.Note(_turn.Facts, whole.Written, target.Model, converse.Time))
        {
            return EarlyError(whole.Written.ToArray());
        }

        PassedHeaders.Copy(_turn, response);
        _client.Output.Write(whole.Written);
        await WholeAnswer.SendAsync(_turn, _client);
        return null;
    }

    // Before anything has passed another attempt may follow; afterwards the client sees what broke, as it would at the cloud itself.
    private Failure Broken(Failure failure)
    {
        if (!_client.IsCommitted)
        {
            return failure;
        }

        _turn.Http.Abort();
        return failure with { IsRetryable = false };
    }

    private Failure EarlyError(ReadOnlySpan<byte> error) => _upstream.Dialect.ReadError(WholeFacts.StatusOf(error), error, null);
}
