using System.Runtime.CompilerServices;
using Dragoman.Core.Routing;
using Dragoman.Dialects.Conversation;

namespace Dragoman.DataPlane;

/// <summary>Conversing: one attempt after the other, until one answers, none is left, or content has passed.</summary>
internal sealed partial class TurnPipeline
{
    // The client retries by itself up to ten times; more than this here would multiply (H-259).
    private const int MaxAttempts = 3;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> ConverseAsync(Turn turn)
    {
        await using var client = new ClientStream(turn.Http, turn.ClientDialect.StreamContentType, _time, turn.Policy.Server.PingInterval);
        var conversation = new Converse(turn, client, _transport, _time, _ids, calibrator, _refusals, _remedies, _envelope, webTools, _log);
        try
        {
            return await TryTargetsAsync(turn, conversation);
        }
        finally
        {
            turn.ResponseBytes = client.SentBytes;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> TryTargetsAsync(Turn turn, Converse conversation)
    {
        var targets = turn.Decision!.Route!.Targets;
        var next = IndexOf(targets, turn.Decision.Target!);
        Failure? failure = null;
        var renewed = false;
        for (var remedied = 0; turn.Attempts < MaxAttempts + remedied;)
        {
            var target = targets[next];
            turn.Target = target;
            turn.Attempts++;
            conversation.IsLastTarget = next + 1 >= targets.Count || turn.Attempts >= MaxAttempts + remedied;
            var sent = target.Upstream.ApiKey?.Reveal();
            failure = await conversation.AttemptAsync(target);
            if (failure is { Cause: FailureCause.UpstreamCredential } && !conversation.HasContent && !renewed && keys.TryRenew(target.Upstream.ApiKey, sent))
            {
                renewed = true;
                remedied++;
                continue;
            }

            if (failure is not null && conversation.TryRemedy(target, failure))
            {
                remedied++;
                continue;
            }

            if (failure is null || !failure.IsRetryable || conversation.HasContent)
            {
                return failure;
            }

            if (next + 1 < targets.Count)
            {
                next++;
                conversation.MoveOn();
            }
            else if (!conversation.FailedInsideAnswer || turn.Attempts > 1)
            {
                return failure;
            }
        }

        return failure;
    }

    private static int IndexOf(IReadOnlyList<RouteTarget> targets, RouteTarget target)
    {
        for (var i = 0; i < targets.Count; i++)
        {
            if (ReferenceEquals(targets[i], target))
            {
                return i;
            }
        }

        return 0;
    }
}
