using System.Text;
using Dragoman.Core.Access;
using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;
using Dragoman.Core.Tokens;
using Dragoman.DataPlane.Admission;
using Dragoman.Dialects;
using Dragoman.Dialects.AnthropicMessages.Envelopes;
using Dragoman.Dialects.AnthropicMessages.Hosts;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Upstreams.Transport;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>
/// <c>POST /v1/messages/count_tokens</c> and what other protocols have for it: an upstream that speaks the client's dialect,
/// or has a way of its own to count, is asked; for every other one the answer is the calibrated estimate of what would be sent (H-334 to H-340). Never a generation (H-335), never a record, never a budget.
/// </summary>
internal sealed class CountTokensEndpoint(
    SnapshotHolder policy,
    AccessGate gate,
    UpstreamClient transport,
    TokenCalibrator calibrator,
    RandomIds ids,
    SignatureEnvelope signatures,
    TimeProvider time)
{
    private static readonly TimeSpan AskFor = TimeSpan.FromSeconds(10);

    private readonly UpstreamCount _upstreams = new(transport, ids, signatures);

    /// <summary>Counts.</summary>
    public async Task RunAsync(HttpContext http, ClientCall call)
    {
        var requestId = ids.Next("req_");
        try
        {
            if (Credential.Check(gate, http, call, time, out var grant) is { } refused)
            {
                await ErrorResponse.WriteAsync(http, call.Dialect, refused, requestId);
                return;
            }

            await CountAsync(http, call, grant!, requestId);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (Exception exception) when (exception is IOException or BadHttpRequestException)
        {
            // The body broke off.
        }
    }

    private async Task CountAsync(HttpContext http, ClientCall call, KeyGrant grant, string requestId)
    {
        var (arena, body, failure) = await BodyIntake.ReadAsync(http.Request, policy.Current.Server.MaxBodyBytes, http.RequestAborted);
        try
        {
            if (failure is null && call.IsMessages && await AskAsync(http, grant, arena!, body))
            {
                return;
            }

            var count = 0L;
            if (failure is null)
            {
                (count, failure) = await TranslatedCountAsync(http, call, grant, arena!, body);
            }

            if (failure is not null)
            {
                await ErrorResponse.WriteAsync(http, call.Dialect, failure, requestId);
                return;
            }

            ErrorResponse.SetIds(http.Response, requestId);
            await TellAsync(http, call, count);
        }
        finally
        {
            arena?.Dispose();
        }
    }

    // By the host where it has a way to count, else estimated.
    private async Task<(long Count, Failure? Failure)> TranslatedCountAsync(
        HttpContext http, ClientCall call, KeyGrant grant, Arena arena, Slice body)
    {
        // The request takes the arena over and gives it back with itself.
        using var request = ConversationRequest.Rent(arena);
        request.Body = CountBody.Of(call, arena, body);
        if (ClientRequest.Read(call, request) is { } failure)
        {
            return (0, failure);
        }

        var model = JsonStrings.Decode(request[request.Model]);
        var decision = Decide(grant, model, TurnShape.Of(request));
        if (decision.Failure is not null || decision.Target is not { } target)
        {
            return (0, decision.Failure);
        }

        if (target.Upstream.Dialect is ICountsTokens)
        {
            using var deadline = new IdleDeadline(time, AskFor, http.RequestAborted);
            try
            {
                if (await _upstreams.AskAsync(target, request, model, deadline.Token) is { } told)
                {
                    return (told, null);
                }
            }
            catch (OperationCanceledException) when (deadline.Expired)
            {
                // An estimate will do.
            }
        }

        return (Math.Max(1, calibrator.Count(TurnIdentity.From(http.Request.Headers, string.Empty).Agent, target, request)), null);
    }

    // What a key may not use is not asked either (G01).
    private RouteDecision Decide(KeyGrant grant, string model, TurnShape shape)
    {
        var current = policy.Current;
        var decision = current.RouteTable.Decide(new TurnFacts
        {
            RequestedModel = model,
            ToolCount = shape.ToolCount,
            NeedsTools = shape.ToolCount > 0,
            HasImages = shape.HasImages,
            NeedsStructuredOutput = shape.NeedsStructuredOutput,
        });
        return decision is { Route: { } route, Target: { } target } && Admitter.Refuse(current, grant, model, route, target) is { } refusal
            ? new RouteDecision { Reason = decision.Reason, Failure = refusal.AsFailure() }
            : decision;
    }

    // False where the upstream speaks another dialect: then the answer is an estimate, and says what is wrong with the request.
    private async Task<bool> AskAsync(HttpContext http, KeyGrant grant, Arena arena, Slice body)
    {
        if (!MessagesScan.TryScan(arena[body], out var scan, out _))
        {
            return false;
        }

        var model = JsonStrings.Decode(arena[body].Slice(scan.Model.Start, scan.Model.Length));
        return Decide(grant, model, TurnShape.Of(in scan)).Target is { Upstream.CarriesMessages: true } target
            && await AskAsync(http, target, arena, body, scan);
    }

    // False where the upstream cannot count, or not now: an estimate is better than no answer.
    private async Task<bool> AskAsync(HttpContext http, RouteTarget target, Arena arena, Slice body, MessagesScan scan)
    {
        using var deadline = new IdleDeadline(time, AskFor, http.RequestAborted);
        using var spliced = new ByteWriter(body.Length + 256);
        RequestSplicer.Splice(arena[body], scan.For(arena[body], target.Model), Encoding.UTF8.GetBytes(target.Model), spliced);
        var host = target.Profile as MessagesHost ?? MessagesHost.Default;
        var plan = host.Plan(http.Request.Headers["anthropic-beta"].ToArray());
        using var edited = new ByteWriter(256);
        if (plan.ChangesBody)
        {
            plan.Edit(spliced.Written, new Losses(), edited);
        }

        var plain = plan.ChangesBody ? edited : spliced;
        using var wrapped = new ByteWriter(256);
        var envelope = target.Upstream.Dialect as IMessagesEnvelope;
        envelope?.WrapCount(plain.Written, target.Model, plan.Betas, wrapped, plan.Version);
        try
        {
            var (response, _) = await transport.SendAsync(
                new UpstreamRequest(
                    target.Upstream.Id,
                    HttpMethod.Post,
                    envelope?.CountAddress(target.Upstream.Endpoint, target.Model) ?? Address(http, target),
                    (envelope is null ? plain : wrapped).WrittenMemory,
                    UpstreamHeaders.ForPassing(target.Upstream, http.Request.Headers, host, plan))
                {
                    Cloud = target.Upstream.Cloud,
                },
                deadline.Token);
            if (response is null)
            {
                return false;
            }

            await using (response)
            {
                // A refusal of the request itself is the answer; a missing endpoint or a bad day is not.
                if (!response.IsSuccess && (envelope is not null || response.Status is not (400 or 413)))
                {
                    return false;
                }

                using var answer = new ByteWriter();
                await BodyReader.ReadAsync(response.Body(), answer, BodyReader.MaxErrorBytes, deadline.Token);
                if (envelope is not null)
                {
                    if (envelope.ReadCount(answer.Written) is not { } count)
                    {
                        return false;
                    }

                    await TellAsync(http, ClientCall.Messages, count);
                    return true;
                }

                if (!response.IsSuccess && target.Upstream.Dialect.ReadError(response.Status, answer.Written, null).Remedy is not null)
                {
                    // It refuses a field, which a turn would leave out (N21).
                    return false;
                }

                http.Response.StatusCode = response.Status;
                http.Response.ContentType = "application/json";
                http.Response.ContentLength = answer.Length;
                await http.Response.Body.WriteAsync(answer.WrittenMemory, http.RequestAborted);
                return true;
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException
            || (exception is OperationCanceledException && deadline.Expired))
        {
            return false;
        }
    }

    private static Uri Address(HttpContext http, RouteTarget target)
    {
        var endpoint = new UriBuilder(target.WholeEndpoint);
        endpoint.Path = endpoint.Path.TrimEnd('/') + "/count_tokens";
        endpoint.Query = http.Request.QueryString.Value;
        return endpoint.Uri;
    }

    private static async Task TellAsync(HttpContext http, ClientCall call, long count)
    {
        using var answer = new ByteWriter(256);
        CountShape.Write(call, count, answer);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = answer.Length;
        await http.Response.Body.WriteAsync(answer.WrittenMemory, http.RequestAborted);
    }
}
