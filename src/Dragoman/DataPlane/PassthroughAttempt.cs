using System.Runtime.CompilerServices;
using System.Text;
using Dragoman.Core.Routing;
using Dragoman.Dialects.AnthropicMessages.Envelopes;
using Dragoman.Dialects.AnthropicMessages.Hosts;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Upstreams.Transport;

namespace Dragoman.DataPlane;

/// <summary>
/// An attempt at an upstream that speaks the client's own dialect: bytes pass (firm decision 2). Edited are the credential, the
/// model's name where the route changes it, and thinking that another provider minted. The answer passes frame by frame, whole
/// frames only, while an observer notes what settling needs.
/// </summary>
internal sealed partial class PassthroughAttempt(Converse converse, RouteTarget target)
{
    private readonly Turn _turn = converse.Turn;
    private readonly ClientStream _client = converse.Client;
    private readonly Upstream _upstream = target.Upstream;
    private readonly MessagesHost _host = target.Profile as MessagesHost ?? MessagesHost.Default;
    private readonly IMessagesEnvelope? _envelope = target.Upstream.Dialect as IMessagesEnvelope;
    private readonly MessagesScan _scan = converse.Turn.Scan.For(converse.Turn.Arena![converse.Turn.Body], target.Model);
    private HostPlan? _plan;
    private ByteWriter? _spliced;

    /// <summary>Runs the attempt. Null when the client has its answer, whole or honestly broken off.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Failure?> RunAsync()
    {
        _turn.Losses = string.Empty;
        _turn.CacheHint = string.Empty;
        using var deadline = new IdleDeadline(converse.Time, _upstream.Timeouts.FirstByte, _turn.Http.RequestAborted);
        _plan = _host.Plan(Betas(), converse.RemediesFor(target));
        using var spliced = _spliced = new ByteWriter(256);
        var body = Splice(spliced);
        if (_turn.WantsStream)
        {
            _client.WhenSilent(Beat);
        }

        try
        {
            return await SendAsync(body, deadline);
        }
        catch (OperationCanceledException) when (deadline.Expired)
        {
            return await BrokenAsync(TransportFailure.Silent(_upstream.Id, deadline.Limit));
        }
        finally
        {
            _client.WhenSilent(null);
        }
    }

    private BodyParts Splice(ByteWriter spliced)
    {
        if (_envelope is not null)
        {
            var body = _turn.Arena![_turn.Body];
            using var plain = new ByteWriter(body.Length + 256);
            Edit(body, plain);
            _envelope.Wrap(plain.Written, _plan!.Betas, spliced, _plan.Version);
            return spliced.WrittenMemory;
        }

        if (_plan!.ChangesAnything)
        {
            return Edit(_turn.Arena![_turn.Body], spliced);
        }

        if (target.Model == _turn.RequestedModel && !_scan.HasForeignParts && _scan.Betas.IsAbsent)
        {
            return _turn.Arena!.Memory(_turn.Body);
        }

        var model = Encoding.UTF8.GetBytes(target.Model);
        if (RequestSplicer.TryCut(_turn.Body.Length, _scan, model, spliced, out var before, out var behind))
        {
            var whole = _turn.Arena!.Memory(_turn.Body);
            return new(whole.Slice(before.Start, before.Length), spliced.WrittenMemory, whole.Slice(behind.Start, behind.Length));
        }

        NoteLosses(RequestSplicer.Splice(_turn.Arena![_turn.Body], _scan, model, spliced), new Losses());
        return spliced.WrittenMemory;
    }

    // For a host that takes less than Anthropic does: two copies, which only such hosts cost.
    private ReadOnlyMemory<byte> Edit(ReadOnlySpan<byte> body, ByteWriter edited)
    {
        using var spliced = new ByteWriter(body.Length + 256);
        var removed = RequestSplicer.Splice(body, _scan, Encoding.UTF8.GetBytes(target.Model), spliced);
        var losses = new Losses();
        _plan!.NoteLosses(losses);
        _plan.Edit(spliced.Written, losses, edited);
        NoteLosses(removed, losses);
        return edited.WrittenMemory;
    }

    private void NoteLosses(int removedThinking, Losses losses)
    {
        for (var i = 0; i < removedThinking; i++)
        {
            losses.Add(LossKind.Thinking, LossEffect.Dropped);
        }

        if (_scan.HasForeignCitations)
        {
            losses.Add(LossKind.Citations, LossEffect.Dropped, "messages");
        }

        if (_scan.HasForeignSearches)
        {
            losses.Add(LossKind.ServerTool, LossEffect.Remapped, "messages");
        }

        _turn.Losses = losses.ToString();
    }

    private string?[] Betas()
    {
        var header = _turn.Http.Request.Headers["anthropic-beta"];
        return _scan.Betas.IsAbsent ? header.ToArray() : [.. header, BodyBetas.Read(_turn.Arena![_turn.Body].Slice(_scan.Betas.Start, _scan.Betas.Length))];
    }

    // The query (`?beta=true`) is the Messages API's own and means nothing to a cloud.
    private Uri Address() => _envelope is null
        ? PassedQuery.Append(target.Address(_turn.WantsStream), _turn.Http.Request.QueryString.Value)
        : target.Address(_turn.WantsStream);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> SendAsync(BodyParts body, IdleDeadline deadline)
    {
        var message = new UpstreamRequest(
            _upstream.Id,
            HttpMethod.Post,
            Address(),
            body,
            UpstreamHeaders.ForPassing(_upstream, _turn.Http.Request.Headers, _host, _plan!))
        {
            Cloud = _upstream.Cloud,
        };
        var (response, failure) = await converse.Transport.SendAsync(message, deadline.Token);
        if (response is null)
        {
            return await BrokenAsync(failure!);
        }

        await using (response)
        {
            deadline.Touch();
            converse.NoteLimits(target, response);
            try
            {
                return response.IsSuccess
                    ? await RelayAsync(response, deadline)
                    : await RefusedAsync(response, deadline.Token);
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
            {
                return await BrokenAsync(TransportFailure.Broken(_upstream.Id));
            }
        }
    }

    // The client's own recovery matches on the upstream's wording, so the body goes out as it came (H-260). Only a refused credential
    // is ours, not the client's, and is told as such (H-255).
    private async Task<Failure?> RefusedAsync(UpstreamResponse response, CancellationToken cancellation)
    {
        if (response.Status is >= 300 and < 400)
        {
            return await BrokenAsync(AnswerShape.Redirect(_upstream.Id, response.Status));
        }

        using var received = new ByteWriter();
        await BodyReader.ReadAsync(response.Body(), received, BodyReader.MaxErrorBytes, cancellation);
        var failure = _upstream.Dialect.ReadError(
            response.Status, received.Written, response.RetryAfter(converse.Time.GetUtcNow())) with
        {
            UpstreamStatus = response.Status,
        };
        using var unwrapped = new ByteWriter(256);
        _envelope?.UnwrapError(response.Status, received.Written, unwrapped);
        var body = _envelope is null ? received : unwrapped;
        if (failure.Cause is FailureCause.UpstreamCredential || AnswerShape.Of(body.Written) != AnswerShape.Kind.Json
            || _client.IsCommitted || converse.GoesOn(failure) || converse.CanRemedy(failure))
        {
            return await BrokenAsync(failure);
        }

        ResponseHeaders.Describe(_turn);
        PassedHeaders.Copy(_turn, response);
        _turn.Http.Response.StatusCode = _envelope is null ? response.Status : failure.Status;
        _turn.Http.Response.ContentLength = body.Length;
        await _turn.Http.Response.Body.WriteAsync(body.WrittenMemory, _turn.Http.RequestAborted);
        _turn.ResponseBytes = body.Length;
        return failure with { IsRetryable = false };
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> RelayAsync(UpstreamResponse response, IdleDeadline deadline)
    {
        using var buffer = new RelayBuffer();
        using var unwrapper = _envelope?.CreateUnwrapper(response.MediaType);
        await using var unwrapped = unwrapper is null ? null : new UnwrappedStream(response.Body(), unwrapper);
        var body = unwrapped ?? response.Body();
        await buffer.ReadAsync(body, deadline.Token);
        deadline.Touch(_upstream.Timeouts.Idle);
        return AnswerShape.Of(buffer.Bytes) switch
        {
            AnswerShape.Kind.Empty => await BrokenAsync(AnswerShape.Nothing(_upstream.Id)),
            AnswerShape.Kind.Markup => await BrokenAsync(AnswerShape.NotAnAnswer(_upstream.Id)),
            AnswerShape.Kind.Json => await RelayWholeAsync(response, body, buffer.Memory, deadline),
            _ => await RelayStreamAsync(response, body, buffer, deadline),
        };
    }

    // Before anything has passed another attempt may follow; afterwards the stream ends with an error event.
    private async Task<Failure?> BrokenAsync(Failure failure)
    {
        if (!converse.HasContent && !_client.IsCommitted)
        {
            return failure;
        }

        if (converse.GoesOn(failure))
        {
            return failure;
        }

        await _client.EnterAsync();
        try
        {
            EndFrames.WriteError(_turn, failure, _client.Output);
            await _client.SendAsync();
        }
        finally
        {
            _client.Exit();
        }

        return failure with { IsRetryable = false };
    }

    // A comment before the upstream's own start, which must stay the only one; a ping behind it.
    private void Beat(ClientStream client)
    {
        if (!client.IsCommitted)
        {
            ResponseHeaders.Describe(_turn);
        }

        client.Output.Write(_started ? "event: ping\ndata: {\"type\":\"ping\"}\n\n"u8 : ": waiting for the upstream\n\n"u8);
    }
}
