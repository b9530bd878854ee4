using Dragoman.DataPlane.Admission;
using Dragoman.Core.Routing.Explanations;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Conversation.Phases;
using Dragoman.Store.Turns;
using Microsoft.Extensions.Logging;

namespace Dragoman.DataPlane;

/// <summary>Settling: every turn ends here, whatever became of it.</summary>
internal sealed partial class TurnPipeline
{
    // English text and code have about four characters to a token; a floor for what was generated but never reported (B06).
    private const int CharactersPerToken = 4;

    private static async Task AnswerFailureAsync(Turn turn)
    {
        if (turn.Failure is not { } failure || turn.Http.Response.HasStarted || failure.Cause == FailureCause.ClientGone)
        {
            return;
        }

        try
        {
            UsageHeaders.Describe(turn.Http.Response.Headers, turn.Admission.Refusal);
            await ErrorResponse.WriteAsync(turn.Http, turn.ClientDialect, failure, turn.Id);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client left while being told.
        }
    }

    private void Settle(Turn turn)
    {
        try
        {
            var usage = UsageOf(turn);
            var cost = turn.Attempts > 0 ? CostOf(turn, usage) : 0;
            admitter.Settle(turn, cost, in usage);
            audit.Note(turn);
            // What several rounds add up to says nothing about the size of one request.
            if (!turn.IsLoop)
            {
                calibrator.Learn(turn.Identity.Agent, turn.Measured, turn.Facts.Usage);
            }

            RememberSession(turn);
            if (turn.Facts.Usage.IsReported)
            {
                turn.CacheSession?.ReadAnyway(turn.Facts.Usage.CacheReadTokens);
            }

            var record = records.Rent(turn.Id, turn.StartedAt);
            Fill(record, turn, usage, cost);
            watch.Settle(turn, usage, record);
            if (!records.TryWrite(record))
            {
                Log.RecordDropped(_log, turn.Id);
            }
        }
        catch (Exception exception)
        {
            // A record can never break a response, not even by a defect of ours (firm decision 12).
            Log.SettlingBroke(_log, turn.Id, exception);
        }
    }

    private static string ReasonOf(Turn turn) => turn.Fallbacks.Length == 0 ? turn.Routed.Reason : $"{turn.Routed.Reason}; fell back from {turn.Fallbacks}";

    // Where only one target can ever come into question there is nothing to remember.
    private void RememberSession(Turn turn)
    {
        if (turn.Policy.RouteTable.AsksForFailures && turn.Attempts > 0)
        {
            router.Outcomes.Note(turn.Identity.SessionId, Failure(turn) is not null || turn.Fallbacks.Length > 0);
        }

        if (turn is { Route: { } route, Target: { } target, Facts.IsComplete: true } && !turn.Phase.IsAside()
            && (route.Targets.Count > 1 || turn.Policy.RouteTable.HasRules))
        {
            router.Pins.Answered(
                turn.Identity.Agent, turn.RequestedModel, turn.Policy.RouteTable, route, target, turn.Facts.Usage, NowMs());
        }
    }

    private void Fill(TurnRecord record, Turn turn, Usage usage, long cost)
    {
        var reached = turn.Attempts > 0 ? turn.Target : null;
        var failure = Failure(turn);
        record.Duration = _time.GetElapsedTime(turn.StartedStamp);
        record.TimeToFirstEvent = turn.Facts.FirstContentAt == 0
            ? null
            : _time.GetElapsedTime(turn.StartedStamp, turn.Facts.FirstContentAt);
        record.RequestedModel = Short(turn.RequestedModel);
        record.Route = turn.Route?.Name;
        record.Reason = turn.Decision is null ? null : ReasonOf(turn);
        record.Facts = turn.Decision is not null && turn.Policy.RouteTable.NeedsFacts ? FactsText.Write(turn.RoutingFacts) : null;
        record.PolicyVersion = turn.Policy.Version;
        record.Upstream = reached?.Upstream.Id;
        record.UpstreamModel = reached?.Model;
        record.ClientDialect = turn.ClientDialect.Name;
        record.UpstreamDialect = reached?.Upstream.Dialect.Name;
        record.Client = turn.Identity.Client;
        record.SessionId = turn.Identity.SessionId;
        record.AgentId = turn.Identity.AgentId;
        record.ParentAgentId = turn.Identity.ParentAgentId;
        record.KeyId = turn.Identity.KeyId;
        record.Stream = turn.WantsStream;
        record.Status = turn.Http.Response.HasStarted ? turn.Http.Response.StatusCode : turn.Failure?.Status ?? turn.Http.Response.StatusCode;
        record.Outcome = OutcomeOf(turn);
        record.StopReason = turn.Facts.Stop;
        record.FailureCause = failure?.Cause;
        record.FailureMessage = failure?.Message;
        record.InputEstimate = turn.EstimatedInputTokens;
        record.Usage = usage;
        record.CostNanoUsd = cost;
        record.PriceId = reached?.Price.Id;
        record.Losses = turn.Losses;
        record.Attempts = turn.Attempts;
        record.Fault = turn.Fault;
        record.ToolCalls = turn.Facts.ToolCalls;
        record.RequestBytes = turn.Body.Length;
        record.ResponseBytes = turn.ResponseBytes;
        record.CacheHints = turn.CacheHint;
        DecisionRecord.Fill(record, turn);
    }

    // Searches that the gateway ran are paid to whoever ran them, not to the model's provider.
    private static long CostOf(Turn turn, in Usage usage)
    {
        var own = usage with { WebSearches = Math.Max(0, usage.WebSearches - turn.Searches) };
        return (turn.Target?.Price.Cost(in own) ?? 0) + turn.SearchCost + turn.CacheCost;
    }

    private static Failure? Failure(Turn turn) => turn.Failure ?? turn.Facts.Failure;

    // What was reported; else a floor: what went in if the upstream began to answer, and what was seen to come out.
    private static Usage UsageOf(Turn turn)
    {
        var usage = turn.Facts.Usage;
        var generated = (turn.Facts.GeneratedBytes + CharactersPerToken - 1) / CharactersPerToken;
        if (usage.IsReported && turn.Facts.IsComplete)
        {
            return usage;
        }

        if (turn.Facts.FirstContentAt == 0 && !turn.Facts.IsComplete)
        {
            return turn.Failure?.Cause == FailureCause.ClientGone && turn.Attempts > 0
                ? usage with { InputTokens = Math.Max(usage.InputTokens, turn.EstimatedInputTokens) }
                : usage;
        }

        if (usage.TotalInputTokens == 0)
        {
            usage.InputTokens = turn.EstimatedInputTokens;
        }

        usage.OutputTokens = Math.Max(usage.OutputTokens, generated);
        return usage;
    }

    private TurnOutcome OutcomeOf(Turn turn)
    {
        if (Failure(turn) is not { } failure)
        {
            return TurnOutcome.Completed;
        }

        return failure.Cause switch
        {
            // The gateway ended the answer at a cap, behind what the upstream had said so far.
            FailureCause.Billing when turn.Attempts > 0 && failure.Side == FailureSide.Gateway => TurnOutcome.Truncated,
            _ when turn.Attempts == 0 && turn.Admission.RefusedBy is not null => TurnOutcome.Rejected,
            FailureCause.ClientGone => stopping.IsCancellationRequested ? TurnOutcome.Stopping : TurnOutcome.ClientGone,
            FailureCause.Truncated when turn.Http.Response.HasStarted && turn.Facts.FirstContentAt != 0 => TurnOutcome.Truncated,
            FailureCause.Authentication or FailureCause.Permission or FailureCause.Billing when turn.Attempts == 0 => TurnOutcome.Rejected,
            _ when turn.Attempts == 0 && failure.Side == FailureSide.Client => TurnOutcome.ClientError,
            _ when turn.Attempts == 0 => TurnOutcome.Rejected,
            _ => TurnOutcome.UpstreamError,
        };
    }

    private static string Short(string value) => value.Length > 200 ? value[..200] : value;

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Error, "turn {TurnId} met a defect")]
        public static partial void TurnBroke(ILogger log, string turnId, Exception exception);

        [LoggerMessage(1002, LogLevel.Error, "turn {TurnId} could not be settled")]
        public static partial void SettlingBroke(ILogger log, string turnId, Exception exception);

        [LoggerMessage(1003, LogLevel.Warning, "the record of turn {TurnId} was dropped: the store does not keep up")]
        public static partial void RecordDropped(ILogger log, string turnId);
    }
}
