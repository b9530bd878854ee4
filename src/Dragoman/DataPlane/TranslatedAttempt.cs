using System.Runtime.CompilerServices;
using Dragoman.Core.Routing;
using Dragoman.Dialects;
using Dragoman.Dialects.AnthropicMessages.Hosts;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Gemini;
using Dragoman.Dialects.Json;
using Dragoman.Upstreams.Transport;

namespace Dragoman.DataPlane;

/// <summary>
/// An attempt at an upstream that speaks another dialect than the client: the request is written anew from what the client sent,
/// the answer is read as events and written in the client's dialect as it arrives.
/// </summary>
/// <param name="converse">What the attempts of a turn share.</param>
/// <param name="target">Who is asked.</param>
/// <param name="round">The request of one round of a loop that the gateway runs, and who takes its events; null for the turn itself.</param>
internal sealed partial class TranslatedAttempt(Converse converse, RouteTarget target, (ConversationRequest Request, IStreamSink Sink)? round = null)
{
    private readonly Turn _turn = converse.Turn;
    private readonly ClientStream _client = converse.Client;
    private readonly Upstream _upstream = target.Upstream;
    private readonly MessagesHost _host = target.Profile as MessagesHost ?? MessagesHost.Default;
    private HostPlan? _plan;
    private ByteWriter? _body;
    private Translation? _translation;

    /// <summary>Runs the attempt. Null when the client has its answer, whole or honestly broken off.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Failure?> RunAsync()
    {
        Failure? failure = null;
        if ((round?.Request ?? _turn.Parse(out failure)) is not { } request)
        {
            return failure;
        }

        if (request.MaxTokens is null && _turn.Call.CarriesMessages)
        {
            return new Failure(FailureCause.InvalidRequest, 400, "max_tokens: required; say how many tokens the answer may have at most.")
            {
                Side = FailureSide.Client,
                ShouldRetry = false,
            };
        }

        var translation = Translate(request);
        if (request.MaxTokens == 0)
        {
            // A cache pre-warm: a foreign cache warms by itself or not at all, and no host takes a bound of 0 (H-152).
            Prepare(translation);
            await AnswerEmptyAsync(StopReason.MaxTokens, string.Empty);
            return null;
        }

        if (round is null && ServerToolLoop.For(converse, target, request) is { } loop)
        {
            Prepare(translation);
            try
            {
                return await loop.RunAsync(this);
            }
            finally
            {
                _client.WhenSilent(null);
            }
        }

        using var body = _body = new ByteWriter(_turn.Body.Length + (16 * 1024));
        _translation = translation;
        failure = _upstream.Dialect.WriteRequest(translation, body);
        NoteLosses(translation);
        if (failure is not null)
        {
            return failure;
        }

        if (converse.Refusals.Find(_turn.Identity.Agent, _upstream, body.Written) is { } refused)
        {
            return refused;
        }

        using var deadline = new IdleDeadline(converse.Time, _upstream.Timeouts.FirstByte, _turn.Http.RequestAborted);
        Prepare(translation);
        try
        {
            using var cached = target.Profile is GeminiProfile { Cache.Explicit: true } ? await converse.Caches.FindAsync(_turn, target, body.WrittenMemory) : null;
            failure = await SendAsync(translation, cached?.Bytes ?? body.WrittenMemory, deadline);
            if (cached is null || failure?.Remedy is not { Kind: RemedyKind.WithoutCache })
            {
                return failure;
            }

            // The upstream let the cache go before its time: the whole request is as good, and only costs more.
            cached.Forget(converse.Time.GetUtcNow());
            return await SendAsync(translation, body.WrittenMemory, deadline);
        }
        catch (OperationCanceledException) when (deadline.Expired)
        {
            return await BrokenAsync(TransportFailure.Silent(_upstream.Id, deadline.Limit), null);
        }
        finally
        {
            if (round is null)
            {
                _client.WhenSilent(null);
            }
        }
    }

    /// <summary>
    /// Gives the client a stream from a whole answer that the upstream of its own dialect sent in place of one (H-287).
    /// </summary>
    public async ValueTask<Failure?> RunAsync(ByteWriter answer)
    {
        if (_turn.Parse(out var failure) is not { } request)
        {
            return failure;
        }

        var translation = Translate(request);
        Prepare(translation);
        return await ReadWholeAsync(translation, answer);
    }

    private IStreamSink Sink => round?.Sink ?? converse.Sink!;

    private Translation Translate(ConversationRequest request)
    {
        var estimate = converse.Calibrator.Count(_turn.Identity.Agent, target, request, out _, out var measured);
        if (round is null)
        {
            _turn.EstimatedInputTokens = estimate;
            _turn.Measured = measured;
        }

        return new Translation
        {
            Request = request,
            RequestedModel = _turn.RequestedModel,
            StartedAt = _turn.StartedAt,
            Model = target.Traits,
            Profile = target.Profile is MessagesHost ? _plan = Plan() : target.Profile,
            Ids = converse.Ids,
            Envelope = converse.Envelope,
            Provenance = _upstream.Provenance,
            AffinityKey = Affinity.KeyOf(_turn),
            Signatures = target.Profile is GeminiProfile { SignatureMemory: true } ? converse.Signatures : null,
            EstimatedInputTokens = estimate,
            Betas = _turn.Http.Request.Headers["anthropic-beta"].ToString(),
            Remedies = converse.RemediesFor(target),
        };
    }

    private void NoteLosses(Translation translation)
    {
        _turn.Losses = translation.Losses.ToString();
        _turn.CacheHint = CacheHint.Of(translation.Losses);
    }

    // The client's writer and its signs of life. Both outlive an attempt that fails before any content.
    private void Prepare(Translation translation)
    {
        converse.Sink ??= new TurnSink(
            _turn.WantsStream
                ? _turn.ClientDialect.CreateStreamWriter(translation, _client.Output)
                : _turn.ClientDialect.CreateAnswerWriter(translation, _client.Output),
            _turn.Facts,
            converse.Time);
        converse.Sink.Guard = converse.Guard;
        if (_turn.WantsStream)
        {
            _client.WhenSilent(_ => Beat());
        }
    }

    private void Beat()
    {
        if (!converse.Sink!.IsStarted)
        {
            ResponseHeaders.Describe(_turn);
            converse.Sink.Start(_turn.EstimatedInputTokens);
        }

        converse.Sink.On(new StreamEvent { Kind = StreamEventKind.Ping });
    }

    // An upstream of the client's own dialect, asked by way of the model, still needs the protocol's headers.
    private IReadOnlyList<KeyValuePair<string, string>> Headers() => SpeaksMessagesToBoth
        ? UpstreamHeaders.ForPassing(_upstream, _turn.Http.Request.Headers, _host, _plan ??= Plan())
        : UpstreamHeaders.ForTranslation(_upstream, Affinity.KeyOf(_turn));

    private bool SpeaksMessagesToBoth => _upstream.CarriesMessages && _turn.Call.CarriesMessages;

    private HostPlan Plan()
    {
        var remedies = converse.RemediesFor(target);
        if (!SpeaksMessagesToBoth)
        {
            return _host.Plan([], remedies);
        }

        var header = _turn.Http.Request.Headers["anthropic-beta"];
        return _turn.Request is { BetasRaw.IsAbsent: false } request
            ? _host.Plan([.. header, BodyBetas.Read(request[request.BetasRaw])], remedies)
            : _host.Plan(header.ToArray(), remedies);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> SendAsync(Translation translation, ReadOnlyMemory<byte> body, IdleDeadline deadline)
    {
        var message = new UpstreamRequest(
            _upstream.Id, HttpMethod.Post, target.Address(_turn.WantsStream), body, Headers()) { Cloud = _upstream.Cloud };
        var (response, failure) = await converse.Transport.SendAsync(message, deadline.Token);
        if (response is null)
        {
            return await BrokenAsync(failure!, null);
        }

        await using (response)
        {
            deadline.Touch();
            converse.NoteLimits(target, response);
            if (!response.IsSuccess)
            {
                return await RefusedAsync(body, response, deadline.Token);
            }

            try
            {
                return await RelayAsync(translation, response, deadline);
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
            {
                return await BrokenAsync(TransportFailure.Broken(_upstream.Id), null);
            }
        }
    }

    private async Task<Failure?> RefusedAsync(ReadOnlyMemory<byte> sent, UpstreamResponse response, CancellationToken cancellation)
    {
        if (response.Status is >= 300 and < 400)
        {
            return await BrokenAsync(AnswerShape.Redirect(_upstream.Id, response.Status), null);
        }

        using var body = new ByteWriter();
        await BodyReader.ReadAsync(response.Body(), body, BodyReader.MaxErrorBytes, cancellation);
        var failure = _upstream.Dialect.ReadError(
            response.Status, body.Written, response.RetryAfter(converse.Time.GetUtcNow()));
        if (failure.Remedy is not null)
        {
            return await BrokenAsync(failure with { UpstreamStatus = response.Status }, null);
        }

        if (failure.Cause != FailureCause.UpstreamCredential)
        {
            // A key may be mended at any moment, and says nothing about this request (H-265).
            converse.Refusals.Note(_turn.Identity.Agent, _upstream, sent.Span, failure);
        }

        if (failure.IsRefusal && !converse.GoesOn(failure))
        {
            // The Messages API tells a filter's refusal as an answer, which the client shows, not as an error it retries (H-262).
            await AnswerEmptyAsync(StopReason.Refusal, failure.Message);
            return null;
        }

        return await BrokenAsync(failure with { UpstreamStatus = response.Status }, null);
    }
}
