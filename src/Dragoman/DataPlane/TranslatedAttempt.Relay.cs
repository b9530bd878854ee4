using System.Runtime.CompilerServices;
using Dragoman.Dialects;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Upstreams.Transport;

namespace Dragoman.DataPlane;

/// <summary>Relaying: events as they come, or one whole answer; and the ways in which an answer ends.</summary>
internal sealed partial class TranslatedAttempt
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> RelayAsync(
        Translation translation, UpstreamResponse response, IdleDeadline deadline)
    {
        using var buffer = new RelayBuffer();
        var body = response.Body();
        await buffer.ReadAsync(body, deadline.Token);
        deadline.Touch(_upstream.Timeouts.Idle);
        return AnswerShape.Of(buffer.Bytes) switch
        {
            AnswerShape.Kind.Empty => await BrokenAsync(AnswerShape.Nothing(_upstream.Id), null),
            AnswerShape.Kind.Markup => await BrokenAsync(AnswerShape.NotAnAnswer(_upstream.Id), null),
            AnswerShape.Kind.Json when !(_upstream.Dialect.StreamsJson && _turn.WantsStream) => await RelayWholeAsync(translation, body, buffer.Memory, deadline),
            _ => await RelayStreamAsync(translation, response, body, buffer, deadline),
        };
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> RelayWholeAsync(
        Translation translation, Stream body, ReadOnlyMemory<byte> first, IdleDeadline deadline)
    {
        using var whole = new ByteWriter(64 * 1024);
        whole.Write(first.Span);
        if (!await BodyReader.ReadAsync(body, whole, BodyReader.MaxAnswerBytes, deadline.Token))
        {
            return await BrokenAsync(BodyReader.TooLarge(_upstream.Id), null);
        }

        return await ReadWholeAsync(translation, whole);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> ReadWholeAsync(Translation translation, ByteWriter whole)
    {
        await _client.EnterAsync();
        try
        {
            if (_upstream.Dialect.ReadAnswer(whole.Written, translation, Sink) is { } failure)
            {
                converse.FailedInsideAnswer = failure.IsRetryable;
                return failure;
            }

            await FinishAsync();
            return null;
        }
        finally
        {
            _client.Exit();
        }
    }

    // How long a host that has said why it stopped may take to send its usage, or to close (H-241).
    private static readonly TimeSpan LateUsage = TimeSpan.FromSeconds(2);

    private async Task<Failure?> RelayStreamAsync(
        Translation translation, UpstreamResponse response, Stream body, RelayBuffer buffer, IdleDeadline deadline)
    {
        using var reader = _upstream.Dialect.CreateStreamReader(translation, Sink);
        while (true)
        {
            var failure = await FeedAsync(reader, buffer);
            if (failure is not null || reader.IsFinished)
            {
                return failure;
            }

            if (reader.HasContent && response.IsRequestSent && _body is not null)
            {
                LetGo(translation, reader);
            }

            if (reader.HasFinish && deadline.Limit > LateUsage)
            {
                deadline.Touch(LateUsage);
            }

            try
            {
                await buffer.ReadAsync(body, deadline.Token);
                deadline.Touch();
            }
            catch (OperationCanceledException) when (deadline.Expired && reader.HasFinish)
            {
                return await FeedAsync(reader, new RelayBuffer());
            }
            catch (OperationCanceledException) when (deadline.Expired)
            {
                return await BrokenAsync(TransportFailure.Silent(_upstream.Id, deadline.Limit), reader);
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
            {
                return await BrokenAsync(TransportFailure.Broken(_upstream.Id), reader);
            }
        }
    }

    // No other attempt can follow: nothing will read the translated request again, and of the received one only what the reader of
    // the answer looks up (P7).
    private void LetGo(Translation translation, AnswerReader reader)
    {
        _body!.Dispose();
        _body = null;
        // The rounds of a loop behind this one begin with the same conversation; other protocols' writers may look into it.
        if (round is null && _turn.Call.IsMessages && !reader.NeedsConversation)
        {
            _turn.KeepOnly(translation.ForgetConversation(reader.NeedsSchemas, reader.NeedsFiles));
        }
    }

    // Hands one read to the reader and sends what came of it with one flush.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> FeedAsync(AnswerReader reader, RelayBuffer buffer)
    {
        await _client.EnterAsync();
        try
        {
            if (buffer.Bytes.Length > 0)
            {
                reader.Feed(buffer.Bytes);
            }
            else
            {
                reader.Complete();
            }

            if (reader.EarlyFailure is { } failure)
            {
                converse.FailedInsideAnswer = true;
                return failure;
            }

            converse.HasContent |= reader.HasContent;
            if (reader.IsFinished || converse.Sink!.IsCut)
            {
                await FinishAsync();
                return Ending(reader);
            }

            if (_turn.WantsStream && (reader.HasContent || _client.IsCommitted))
            {
                await SendAsync();
            }

            return null;
        }
        finally
        {
            _client.Exit();
        }
    }

    // What the record says of an answer that is over, and what a client that wanted a whole answer is told: null for one that is
    // whole. An answer that broke off is never tried again, and counts as broken also where it could be closed (H-319).
    private Failure? Ending(AnswerReader reader) =>
        (_turn.Facts.Failure ?? reader.BrokenBy) is { } failure ? failure with { IsRetryable = false } : null;

    // The answer is complete, or broke off behind content: the last frames, or the whole answer, go out.
    public async ValueTask FinishAsync()
    {
        if (_translation is { } translation && translation.Losses.Has(LossKind.ToolArguments))
        {
            // Found out while the answer was read, behind the response's head: it stands in the record alone.
            NoteLosses(translation);
        }

        if (_turn.WantsStream)
        {
            await SendAsync();
            return;
        }

        if (_turn.Facts.Failure is null && _turn.Facts.IsComplete)
        {
            await WholeAnswer.SendAsync(_turn, _client);
        }
    }

    private ValueTask SendAsync()
    {
        if (!_client.IsCommitted)
        {
            ResponseHeaders.Describe(_turn);
        }

        return _client.SendAsync();
    }

    // An answer without content: a filter's refusal, or a request that asks for no output.
    private async Task AnswerEmptyAsync(StopReason stop, string explanation)
    {
        await _client.EnterAsync();
        try
        {
            var sink = Sink;
            using var escaped = new ByteWriter();
            JsonStrings.Escape(System.Text.Encoding.UTF8.GetBytes(explanation), escaped);
            if (!converse.Sink!.IsStarted)
            {
                converse.Sink.Start(_turn.EstimatedInputTokens);
            }

            sink.On(new StreamEvent
            {
                Kind = StreamEventKind.Finish,
                Stop = stop,
                Explanation = escaped.Written,
                Usage = new Usage { InputTokens = _turn.EstimatedInputTokens },
            });
            sink.On(new StreamEvent { Kind = StreamEventKind.End });
            await FinishAsync();
        }
        finally
        {
            _client.Exit();
        }
    }

    // Something went wrong. Where the client has heard nothing but signs of life another attempt may follow, and the failure is
    // returned; where content has passed, the reader ends the answer honestly, and the turn is over.
    private async Task<Failure?> BrokenAsync(Failure failure, AnswerReader? reader)
    {
        if (reader is null || !reader.HasContent)
        {
            converse.FailedInsideAnswer = reader is not null;
            return failure;
        }

        await _client.EnterAsync();
        try
        {
            reader.Break(failure);
            await FinishAsync();
            return Ending(reader);
        }
        finally
        {
            _client.Exit();
        }
    }
}
