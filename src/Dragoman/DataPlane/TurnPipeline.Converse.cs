using System.Runtime.CompilerServices;
using Dragoman.Core.Routing;
using Dragoman.Core.Routing.Health;
using Dragoman.Dialects.Conversation;

namespace Dragoman.DataPlane;

/// <summary>Conversing: one attempt after the other, until one answers, none is left, or content has passed.</summary>
internal sealed partial class TurnPipeline
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> ConverseAsync(Turn turn)
    {
        await using var client = new ClientStream(turn.Http, turn.ClientDialect.StreamContentType, _time, turn.Policy.Server.PingInterval);
        _retries.Earn();
        var attempts = new Attempts(turn, admitter, _retries, _time);
        var conversation = new Converse(
            turn, client, _transport, _time, _ids, calibrator, _refusals, _remedies, _envelope, webTools, attempts, router.Health, caches, _signatures,
            admitter, _log);
        try
        {
            return await TryTargetsAsync(turn, conversation, attempts);
        }
        finally
        {
            turn.ResponseBytes = client.SentBytes;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> TryTargetsAsync(Turn turn, Converse conversation, Attempts attempts)
    {
        var (renewed, isMended, repeated) = (false, false, false);
        while (true)
        {
            var target = turn.Target = attempts.Target;
            turn.Attempts++;
            attempts.Begin(isMended);
            var sent = target.Upstream.ApiKey?.Reveal();
            var failure = await AttemptAsync(turn, conversation, target);
            if (failure is null || conversation.HasContent)
            {
                return failure;
            }

            isMended = (failure.Cause == FailureCause.UpstreamCredential && !renewed && (renewed = keys.TryRenew(target.Upstream.ApiKey, sent)))
                || conversation.TryRemedy(target, failure);
            if (isMended)
            {
                continue;
            }

            if (attempts.TryMoveOn(failure))
            {
                conversation.MoveOn();
                turn.NoteFallback(target, failure);
            }
            else if (attempts.TakePause(failure) is { } pause)
            {
                // The client hears signs of life meanwhile, where it has heard any.
                await Task.Delay(pause, _time, turn.Http.RequestAborted);
                turn.Routed = turn.Routed with { Order = router.Reorder(turn.Route!, turn.RoutingFacts, OrderContext(turn)) };
                if (admitter.Keep(turn) is { } refused)
                {
                    return refused;
                }

                attempts.StartOver(turn.Routed);
                conversation.MoveOn();
            }
            else if (failure.IsRetryable && conversation.FailedInsideAnswer && turn.Attempts == 1 && !repeated)
            {
                // Inside a 200: there is nobody else to ask, and the same upstream is worth one more try (B05).
                repeated = true;
            }
            else
            {
                return failure;
            }
        }
    }

    // What the attempt says about its target is noted whatever became of it, also where the client left in the middle.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> AttemptAsync(Turn turn, Converse conversation, RouteTarget target)
    {
        if (await faults.BeforeAsync(turn, target) is { } injected)
        {
            return injected;
        }

        var health = router.Health.Of(target);
        var started = _time.GetTimestamp();
        health.Begin(NowMs());
        var failure = Departed();
        try
        {
            failure = await conversation.AttemptAsync(target);
            return failure;
        }
        finally
        {
            health.End();
            Note(health, failure ?? turn.Facts.Failure, turn.Facts.FirstContentAt, started, turn.FaultCut is not null);
        }
    }

    private void Note(TargetHealth health, Failure? failure, long firstContentAt, long started, bool isInjected)
    {
        // An answer that was ended at a cap, or by a fault that was put in, says nothing bad about whoever gave it.
        if (failure is not null && !isInjected && failure is not { Cause: FailureCause.Billing, Side: FailureSide.Gateway })
        {
            health.Fail(failure, NowMs());
        }
        else
        {
            health.Succeed(firstContentAt == 0 ? -1 : _time.GetElapsedTime(started, firstContentAt).TotalMilliseconds);
        }
    }
}
