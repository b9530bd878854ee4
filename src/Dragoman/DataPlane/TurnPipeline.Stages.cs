using System.Runtime.CompilerServices;
using Dragoman.Core.Configuration;
using Dragoman.Core.Routing;
using Dragoman.Core.Routing.Health;
using Dragoman.Core.Routing.Strategies;
using Dragoman.Core.Tokens;
using Dragoman.DataPlane.Admission;
using Dragoman.DataPlane.Faults;
using Dragoman.DataPlane.Watch;
using Dragoman.Dialects;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Conversation.Phases;
using Dragoman.Dialects.Json;
using Dragoman.Store.Turns;
using Dragoman.Upstreams.Transport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dragoman.DataPlane;

/// <summary>The stages up to the decision where the turn goes.</summary>
internal sealed partial class TurnPipeline(
    SnapshotHolder policy,
    AccessGate gate,
    Admitter admitter,
    TurnAudit audit,
    UpstreamClient transport,
    TokenCalibrator calibrator,
    TurnWriter records,
    SignatureEnvelope envelope,
    RandomIds ids,
    WebTools webTools,
    KeyRenewal keys,
    TurnRouter router,
    SessionWatch watch,
    FaultInjector faults,
    ExplicitCaches caches,
    TimeProvider time,
    CancellationToken stopping,
    ILogger<TurnPipeline> log)
{
    private readonly UpstreamClient _transport = transport;
    private readonly SignatureEnvelope _envelope = envelope;
    private readonly RandomIds _ids = ids;
    private readonly TimeProvider _time = time;
    private readonly RefusalMemory _refusals = new(time);
    private readonly RemedyMemory _remedies = new();
    private readonly RetryBudget _retries = new();
    private readonly SignatureMemory _signatures = new();
    private readonly ILogger _log = log;

    private Turn Begin(HttpContext http, ClientCall call) => new()
    {
        Http = http,
        Policy = policy.Current,
        Call = call,
        Id = _ids.Next("req_"),
        StartedAt = _time.GetUtcNow(),
        StartedStamp = _time.GetTimestamp(),
    };

    private Failure? Identify(Turn turn)
    {
        var failure = Credential.Check(gate, turn.Http, turn.Call, _time, out var grant);
        turn.Admission.Grant = grant;
        if (grant is not null)
        {
            // Also of a key that may do nothing: whose turn was refused stands in the record.
            turn.Identity = TurnIdentity.From(turn.Http.Request.Headers, grant.KeyId);
        }

        return failure;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Failure?> ReceiveAsync(Turn turn)
    {
        var (arena, body, failure) = await BodyIntake.ReadAsync(
            turn.Http.Request, turn.Policy.Server.MaxBodyBytes, turn.Http.RequestAborted);
        turn.Arena = arena;
        turn.Body = body;
        return failure;
    }

    // What the turn is: of a Messages body read from its bytes, as nothing else may be needed of it; of any other, which is always
    // translated, from the model. Guards will look at it here.
    private Failure? Inspect(Turn turn)
    {
        if (!turn.Call.IsMessages)
        {
            return InspectParsed(turn);
        }

        var body = turn.Arena![turn.Body];
        var prints = SessionWatch.Prints(turn);
        if (!MessagesScan.TryScanAndPrint(body, prints, out var scan, out var failure))
        {
            return failure;
        }

        turn.Scan = scan;
        turn.Shape = TurnShape.Of(in scan);
        turn.Phase = PhaseOf(turn, in scan, body);
        turn.RequestedModel = JsonStrings.Decode(body.Slice(scan.Model.Start, scan.Model.Length));
        return watch.Look(turn, prints);
    }

    private static TurnPhase PhaseOf(Turn turn, in MessagesScan scan, ReadOnlySpan<byte> body) => PhaseRecogniser.Of(
        body,
        in scan,
        turn.Http.Request.Headers["x-claude-code-request-class"] is [{ } name, ..] ? name : string.Empty,
        turn.Policy.RouteTable.AsksForPhase);

    private Failure? InspectParsed(Turn turn)
    {
        if (turn.Parse(out var failure) is not { } request)
        {
            return failure;
        }

        turn.Shape = TurnShape.Of(request);
        turn.Phase = TurnShape.PhaseOf(request, turn.Shape);
        turn.RequestedModel = JsonStrings.Decode(request[request.Model]);
        turn.Identity = turn.Identity.WithSessionOf(request);
        return watch.Look(turn, null);
    }

    // No answer is recalled from a cache yet.
    private static Failure? Recall(Turn turn) => null;

    private Failure? Route(Turn turn)
    {
        var shape = turn.Shape;
        var table = turn.Policy.RouteTable;
        turn.EstimatedInputTokens = Estimate(turn);
        turn.Admission.Project = Attribution.ProjectOf(turn);
        var facts = RoutingFacts.Of(
            turn.RequestedModel, in shape, turn.Phase, turn.EstimatedInputTokens, turn.Identity.AgentId.Length > 0, turn.StartedAt);
        if (table.HasRules)
        {
            AddPeople(turn, table, ref facts);
        }

        turn.RoutingFacts = facts;
        turn.Routed = router.Decide(table, turn.RoutingFacts, OrderContext(turn));
        turn.Target = turn.Routed.First;
        return turn.Routed.Decision.Failure ?? AllSilent(turn);
    }

    private void AddPeople(Turn turn, RouteTable table, ref TurnFacts facts)
    {
        facts.Developer = turn.Admission.Grant?.User?.Name;
        facts.Team = turn.Admission.Grant?.Team?.Name;
        facts.Repository = turn.Admission.Project;
        facts.BudgetLeft = table.AsksForBudget ? admitter.BudgetLeft(turn) : 1;
        facts.FailureRate = table.AsksForFailures ? router.Outcomes.FailureRate(turn.Identity.SessionId) : 0;
    }

    // What is asked beside the conversation neither reads nor warms the session's cache: it goes where its route says.
    private OrderContext OrderContext(Turn turn) => new(NowMs(), _ids.NextBits(), turn.Phase.IsAside() ? string.Empty : turn.Identity.Agent);

    private long NowMs() => MonotonicClock.Milliseconds(_time);

    // Where nobody answers at any target, and each turn would find that out anew with its whole patience, it is said at once (D07).
    private Failure? AllSilent(Turn turn)
    {
        var (route, order, now) = (turn.Route!, turn.Routed.Order, NowMs());
        var soonest = long.MaxValue;
        for (var i = 0; i < order.Count; i++)
        {
            var health = router.Health.Of(route.Targets[order[i]]);
            if (!health.IsSilent(now))
            {
                return null;
            }

            soonest = Math.Min(soonest, health.ReadyAt());
        }

        return new Failure(
            FailureCause.Overloaded, 529, $"No upstream of route {route.Name} can be reached; the gateway tries again by itself, send the request again in a moment.")
        {
            IsRetryable = true,
            RetryAfter = TimeSpan.FromMilliseconds(Math.Max(1000, soonest - now)),
        };
    }

    // Cheap where the bytes say enough; pictures and documents are seen only in the model.
    private static long Estimate(Turn turn)
    {
        var shape = turn.Shape;
        return (!turn.Call.IsMessages || shape.HasImages || shape.HasDocuments) && turn.Parse(out _) is { } request
            ? TokenEstimator.Estimate(request)
            : TokenEstimator.Estimate(turn.Arena![turn.Body], shape.MessageCount, shape.ToolCount);
    }
}
