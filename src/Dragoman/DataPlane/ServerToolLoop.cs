using Dragoman.Core.Routing;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.ServerTools;

namespace Dragoman.DataPlane;

/// <summary>
/// Gives a model whose provider has no web tools the gateway's own: round after round is asked with them as functions, their calls are
/// run here, and the client sees one answer, as from a provider that ran them (H-179, N20).
/// </summary>
internal sealed class ServerToolLoop
{
    // A round that failed before a word of it was said is asked once more; the client's own retry would begin with the first one.
    private const int MaxRepeats = 1;

    private readonly Converse _converse;
    private readonly RouteTarget _target;
    private readonly ConversationRequest _request;
    private readonly WebPlan _plan;
    private readonly KnownUrls _urls;

    private ServerToolLoop(Converse converse, RouteTarget target, ConversationRequest request, WebPlan plan)
    {
        _converse = converse;
        _target = target;
        _request = request;
        _plan = plan;
        _urls = new KnownUrls(request);
    }

    /// <summary>The loop for a request; null where the upstream runs what it offers, where nothing is configured, or nothing asked for.</summary>
    public static ServerToolLoop? For(Converse converse, RouteTarget target, ConversationRequest request)
    {
        var policy = converse.Turn.Policy;
        if (policy.Search is null && policy.Fetch is null)
        {
            return null;
        }

        var plan = WebPlan.For(
            request,
            (type, kind) => WebTools.IsOn(policy, kind) && !target.Upstream.Dialect.RunsServerTool(type, target.Profile));
        return plan is null ? null : new ServerToolLoop(converse, target, request, plan);
    }

    /// <summary>Runs it. Null when the client has its answer, whole or honestly broken off.</summary>
    public async Task<Failure?> RunAsync(TranslatedAttempt outer)
    {
        var turn = _converse.Turn;
        using var loop = new WebLoop(_converse.Sink!, _request, _plan, _converse.Ids);
        turn.IsLoop = true;
        var repeats = 0;
        for (var isFirst = true; ; isFirst = false)
        {
            var failure = await RoundAsync(loop);
            if (loop.IsOver || (failure is not null && isFirst && loop.Calls.Count == 0))
            {
                return failure;
            }

            if (failure is not null && !loop.HasSpoken && failure.IsRetryable && repeats++ < MaxRepeats)
            {
                turn.Attempts++;
                continue;
            }

            if (failure is not null)
            {
                return await BreakAsync(outer, loop, failure);
            }

            _converse.HasContent = true;
            await SettleAsync(outer, loop);
            if (loop.IsOver)
            {
                return null;
            }

            turn.Attempts++;
        }
    }

    private async Task<Failure?> RoundAsync(WebLoop loop)
    {
        using var request = loop.NextRequest();
        return await new TranslatedAttempt(_converse, _target, (request, loop)).RunAsync();
    }

    // The signs of life go on meanwhile: they take the client's end only for a moment.
    private async Task SettleAsync(TranslatedAttempt outer, WebLoop loop)
    {
        var turn = _converse.Turn;
        var gone = turn.Http.RequestAborted;
        var outcomes = loop.IsCut
            ? [.. loop.Calls.Select(_ => WebOutcome.Error("unavailable"))]
            : await _converse.WebTools.RunAsync(turn, loop.Calls, _urls.Knows, _target.Traits.Documents, gone);
        foreach (var outcome in outcomes)
        {
            _urls.Add(outcome);
        }

        await _converse.Client.EnterAsync();
        try
        {
            loop.Settle(outcomes);
            await outer.FinishAsync();
        }
        finally
        {
            _converse.Client.Exit();
        }
    }

    private async Task<Failure> BreakAsync(TranslatedAttempt outer, WebLoop loop, Failure failure)
    {
        await _converse.Client.EnterAsync();
        try
        {
            loop.Break(failure);
            await outer.FinishAsync();
            return failure with { IsRetryable = false };
        }
        finally
        {
            _converse.Client.Exit();
        }
    }
}
