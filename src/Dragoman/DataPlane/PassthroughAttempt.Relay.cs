using System.Runtime.CompilerServices;
using System.Text;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Upstreams.Transport;

namespace Dragoman.DataPlane;

/// <summary>Relaying: whole frames as they come, or one whole answer.</summary>
internal sealed partial class PassthroughAttempt
{
    private bool _started;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> RelayStreamAsync(
        UpstreamResponse response, Stream body, RelayBuffer buffer, IdleDeadline deadline)
    {
        using var observer = new StreamObserver();
        using var frames = new FrameBuffer();
        try
        {
            while (buffer.Bytes.Length > 0)
            {
                observer.Observe(buffer.Bytes);
                if (frames.Add(buffer.Bytes) > 0)
                {
                    if (observer.Error is { } error && !observer.HasContent && !_client.IsCommitted)
                    {
                        // An error as the first event: nothing has passed, so it can still be a status or another upstream's turn.
                        converse.FailedInsideAnswer = true;
                        return EarlyError(error);
                    }

                    await PassAsync(response, observer, frames);
                    if (observer.IsComplete)
                    {
                        return null;
                    }

                    if (converse.Guard is { } guard && _client.IsCommitted && !guard.MayGoOn(observer.DeltaBytes, observer.Usage))
                    {
                        return await CutAsync(observer, guard.Refusal);
                    }
                }

                if (frames.IsOverflown)
                {
                    return await EndAsync(observer, BodyReader.TooLarge(_upstream.Id));
                }

                await buffer.ReadAsync(body, deadline.Token);
                deadline.Touch();
            }

            return await EndAsync(observer, TransportFailure.Broken(_upstream.Id));
        }
        catch (OperationCanceledException) when (deadline.Expired)
        {
            return await EndAsync(observer, TransportFailure.Silent(_upstream.Id, deadline.Limit));
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            return await EndAsync(observer, TransportFailure.Broken(_upstream.Id));
        }
        finally
        {
            _turn.Facts.Take(observer);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PassAsync(UpstreamResponse response, StreamObserver observer, FrameBuffer frames)
    {
        if (!observer.HasContent && !observer.IsComplete && !_client.IsCommitted)
        {
            // The start alone is held back: behind it may come an error that is better told as a status.
            return;
        }

        await _client.EnterAsync();
        try
        {
            if (!_client.IsCommitted)
            {
                ResponseHeaders.Describe(_turn);
                PassedHeaders.Copy(_turn, response);
            }

            converse.HasContent |= observer.HasContent;
            if (_turn.Facts.FirstContentAt == 0 && observer.HasContent)
            {
                _turn.Facts.FirstContentAt = converse.Time.GetTimestamp();
            }

            if (!_started && EchoesModel && ModelEcho.InFrames(frames.Whole, RequestedModel, _client.Output))
            {
                _started = true;
                await _client.SendAsync();
            }
            else
            {
                _started |= observer.HasBegun;
                await _client.SendAsync(frames.WholeMemory);
            }

            frames.TakeWhole();
        }
        finally
        {
            _client.Exit();
        }

        if (converse.HasContent && response.IsRequestSent && _turn.Arena is not null)
        {
            // No other attempt can follow, so nothing will read the request again (P7).
            _spliced?.Dispose();
            _turn.ReleaseBody();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> RelayWholeAsync(
        UpstreamResponse response, Stream body, ReadOnlyMemory<byte> first, IdleDeadline deadline)
    {
        using var whole = new ByteWriter(64 * 1024);
        whole.Write(first.Span);
        if (!await BodyReader.ReadAsync(body, whole, BodyReader.MaxAnswerBytes, deadline.Token))
        {
            return await BrokenAsync(BodyReader.TooLarge(_upstream.Id));
        }

        if (_client.IsCommitted || _turn.WantsStream)
        {
            return await ReplayAsync(whole);
        }

        if (!WholeFacts.Note(_turn.Facts, whole.Written, target.Model, converse.Time))
        {
            return await BrokenAsync(EarlyError(whole.Written.ToArray()));
        }

        PassedHeaders.Copy(_turn, response);
        if (!EchoesModel || !ModelEcho.InAnswer(whole.Written, RequestedModel, _client.Output))
        {
            _client.Output.Write(whole.Written);
        }

        await WholeAnswer.SendAsync(_turn, _client);
        return null;
    }

    // The client wants a stream and the upstream gave a whole answer (H-287): read it as events and write those.
    private ValueTask<Failure?> ReplayAsync(ByteWriter whole)
    {
        var attempt = new TranslatedAttempt(converse, target);
        return attempt.RunAsync(whole);
    }

    private async Task<Failure?> EndAsync(StreamObserver observer, Failure failure)
    {
        if (observer.Error is { } error)
        {
            // The upstream said itself what went wrong, and that has passed.
            failure = EarlyError(error);
            return _client.IsCommitted ? failure with { IsRetryable = false } : await BrokenAsync(failure);
        }

        if (observer is { Stop: not StopReason.None, OpenBlock: < 0 } && _client.IsCommitted)
        {
            // The upstream had said why it stopped: nothing is missing but the last frame.
            await _client.EnterAsync();
            try
            {
                EndFrames.WriteStop(_client.Output);
                await _client.SendAsync();
                return null;
            }
            finally
            {
                _client.Exit();
            }
        }

        if (observer.CompleteTools == 0)
        {
            converse.FailedInsideAnswer = !observer.HasContent;
            return await BrokenAsync(failure);
        }

        // A tool that was closed is already running at the client: an error now would make it run again (H-319).
        await _client.EnterAsync();
        try
        {
            EndFrames.WriteToolUseEnd(observer, _client.Output);
            await _client.SendAsync();
            _turn.Facts.IsComplete = false;
            return failure with { IsRetryable = false };
        }
        finally
        {
            _client.Exit();
        }
    }

    // The answer costs too much: it ends here in proper form, and the upstream is left (F06).
    private async Task<Failure> CutAsync(StreamObserver observer, Failure refusal)
    {
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

    private Failure EarlyError(ReadOnlySpan<byte> error)
    {
        var failure = _upstream.Dialect.ReadError(WholeFacts.StatusOf(error), error, null);
        return failure with { IsRetryable = failure.IsRetryable || failure.Cause is FailureCause.Overloaded or FailureCause.Upstream };
    }

    private bool EchoesModel => target.Model != _turn.RequestedModel;

    private byte[] RequestedModel => Encoding.UTF8.GetBytes(_turn.RequestedModel);
}
