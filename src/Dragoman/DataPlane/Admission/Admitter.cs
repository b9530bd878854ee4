using Dragoman.Core.Access;
using Dragoman.Core.Configuration;
using Dragoman.Core.Limits;
using Dragoman.Core.Pricing;
using Dragoman.Core.Routing;
using Dragoman.Core.Spending;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Conversation.Phases;
using Dragoman.Dialects.Json;

namespace Dragoman.DataPlane.Admission;

/// <summary>
/// Admission: may this turn use that model with those tools, may it begin now, and is there money for it? And the other end of it: what
/// the turn really took. Everything is checked before anything is sent (G01).
/// </summary>
internal sealed class Admitter(
    AccessGate gate, SpendingBook book, CostLearner learner, AdmissionDoor door, LeaseKeeper leases, TimeProvider time)
{
    /// <summary>Null where the turn may go on, with its money set aside.</summary>
    public ValueTask<Failure?> AdmitAsync(Turn turn)
    {
        ref var admission = ref turn.Admission;
        var grant = admission.Grant!;
        if ((grant.NamesTools ? CheckTools(turn, grant) : null) is { } refused)
        {
            return new(refused);
        }

        if (Keep(turn) is { } offList)
        {
            return new(offList);
        }

        Expect(turn);
        var limits = new LimitLevels(
            grant.Limiters, gate.LimitersOf(turn.Http.Connection.RemoteIpAddress),
            gate.Directory.LimitersOf(new PrincipalId(PrincipalKind.Upstream, turn.Target!.Upstream.Id)));
        if (limits.IsEmpty)
        {
            return Reserve(turn) is { } verdict ? ReserveAsync(turn, verdict) : default;
        }

        return EnterAsync(turn, limits);
    }

    /// <summary>Takes out of the turn's order what policies do not allow, so that no attempt can reach it. Null where something is left.</summary>
    public Failure? Keep(Turn turn)
    {
        var order = turn.Routed.Order;
        ScopeRefusal? first = null;
        for (var n = 0; n < order.Count;)
        {
            if (Refuse(turn, turn.Route!.Targets[order[n]]) is { } refusal)
            {
                turn.Admission.PassOver(turn.Route!.Targets[order[n]].Name, $"not allowed by {refusal.Policy}");
                first ??= refusal;
                order.RemoveAt(n);
            }
            else
            {
                n++;
            }
        }

        if (first is null)
        {
            return null;
        }

        if (order.Count == 0)
        {
            return Refused(turn, first);
        }

        turn.Routed = turn.Routed with { Order = order };
        turn.Target = turn.Routed.First;
        return null;
    }

    /// <summary>True where a further target may take the turn over with its money: what was set aside moves to its upstream's account.</summary>
    public bool TryMove(Turn turn, RouteTarget target)
    {
        ref var admission = ref turn.Admission;
        if (admission.Reservation is not { } reservation || ReferenceEquals(admission.PaidFor, target.Upstream))
        {
            return true;
        }

        var verdict = book.TryMove(reservation, Ask(turn, target, admission.Expected ?? 0));
        if (verdict.Reservation is null)
        {
            admission.PassOver(target.Name, verdict.Blame is { } blame ? $"budget {blame.Budget.Id} is spent" : "its budget is not leased yet");
            leases.Nudge();
            return false;
        }

        admission.PaidFor = target.Upstream;
        return true;
    }

    /// <summary>The turn is at this target now: its money is, too, where that may be. Nobody is refused in the middle of a turn.</summary>
    public void Stay(Turn turn, RouteTarget target)
    {
        if (turn.Admission.Reservation is not null && !ReferenceEquals(turn.Admission.PaidFor, target.Upstream))
        {
            TryMove(turn, target);
        }
    }

    /// <summary>The smallest share that is left of the budgets of the turn's people and project, 0 to 1; 1 where there are none.</summary>
    public double BudgetLeft(Turn turn)
    {
        var levels = gate.Directory.Levels(turn.Admission.Grant!, turn.Admission.Project, string.Empty);
        var nowUs = Moment.Us(time.GetUtcNow());
        return Math.Min(Left(levels.Holder, nowUs), Left(levels.Project, nowUs));
    }

    /// <summary>Watches the cost of the turn's answer; null where nothing caps it, or where it is not a stream.</summary>
    public SpendGuard? Guard(Turn turn, RouteTarget target)
    {
        if (turn.Admission.Reservation is not { } reservation || !turn.WantsStream)
        {
            return null;
        }

        var failure = new Failure(FailureCause.Billing, 429, $"The answer was ended at the hard mark of {reservation.Worst?.Budget.Id ?? "the upstream's budget"}.")
        {
            Side = FailureSide.Gateway,
            ShouldRetry = false,
        };
        return new SpendGuard(book, reservation, target.Price, turn.EstimatedInputTokens, failure, time);
    }

    /// <summary>The turn is over: gives back what was set aside, and learns from what it took.</summary>
    public void Settle(Turn turn, long costNanoUsd, in Usage usage)
    {
        ref var admission = ref turn.Admission;
        if (admission.Ticket is { } ticket)
        {
            admission.Ticket = null;
            door.Leave(ticket, usage.TotalInputTokens + usage.OutputTokens);
        }

        if (turn.Failure is null && turn.Facts is { IsComplete: true, Failure: null } && admission.Guess > 0)
        {
            learner.Learn(admission.Shape, admission.Guess, costNanoUsd);
        }

        if (admission.Reservation is { } reservation)
        {
            admission.Reservation = null;
            book.Settle(reservation, costNanoUsd);
            leases.Nudge();
        }
    }

    private double Left(SpendingAccount[] accounts, long nowUs)
    {
        var left = 1.0;
        foreach (var account in accounts)
        {
            var standing = book.StandingOf(account, nowUs);
            left = Math.Min(left, Math.Max(0, 1 - ((double)(standing.SpentNanoUsd + standing.ReservedNanoUsd) / Math.Max(1, standing.CapNanoUsd))));
        }

        return left;
    }

    private Failure? CheckTools(Turn turn, KeyGrant grant)
    {
        if (turn.Parse(out var failure) is not { } request)
        {
            return failure;
        }

        foreach (ref readonly var tool in request.Tools)
        {
            if (grant.CheckTool(JsonStrings.Decode(request[tool.Name])) is { } refusal)
            {
                return Refused(turn, refusal);
            }
        }

        return null;
    }

    /// <summary>Null where the policy and all levels of a key let a turn go to a target.</summary>
    public static ScopeRefusal? Refuse(PolicySnapshot policy, KeyGrant grant, string requested, Core.Routing.Route route, RouteTarget target) =>
        policy.Access.CheckModel(policy.Version, target) ?? grant.CheckTarget(requested, route, target);

    private static ScopeRefusal? Refuse(Turn turn, RouteTarget target) =>
        Refuse(turn.Policy, turn.Admission.Grant!, turn.RequestedModel, turn.Route!, target);

    private static Failure Refused(Turn turn, ScopeRefusal refusal)
    {
        turn.Admission.Scope = refusal;
        turn.Admission.RefusedBy = $"{refusal.Kind.ToString().ToLowerInvariant()} scope of {refusal.Policy}";
        return refusal.AsFailure();
    }

    private void Expect(Turn turn)
    {
        ref var admission = ref turn.Admission;
        var shape = turn.Shape;
        var agent = turn.Identity.AgentId.Length > 0 ? AgentKind.Subagent : shape.ToolCount == 0 ? AgentKind.Side : AgentKind.Main;
        admission.Shape = CostShape.Of(turn.Target!.Name, turn.EstimatedInputTokens, shape.MessageCount <= 1, agent);
        admission.Guess = turn.Target.Price.Cost(new Usage
        {
            InputTokens = turn.EstimatedInputTokens,
            OutputTokens = shape.MaxTokens > 0 ? Math.Min(shape.MaxTokens, CostLearner.PriorOutputTokens) : CostLearner.PriorOutputTokens,
        });
        admission.Expected = learner.Expect(admission.Shape, admission.Guess);
    }

    private async ValueTask<Failure?> EnterAsync(Turn turn, LimitLevels limits)
    {
        var isBackground = IsBackground(turn);
        var access = turn.Policy.Access;
        var started = time.GetTimestamp();
        var verdict = await door.EnterAsync(
            new LimitAsk
            {
                Levels = limits,
                RequestedModel = turn.RequestedModel,
                Model = turn.Target!.Model,
                Tokens = turn.EstimatedInputTokens + CostLearner.PriorOutputTokens,
                IsBackground = isBackground,
            },
            turn.Admission.Grant!.Developer,
            isBackground ? access.BackgroundWait : access.Wait,
            turn.Http.RequestAborted);
        if (verdict.Ticket is null)
        {
            return Refused(turn, in verdict);
        }

        turn.Admission.Ticket = verdict.Ticket;
        var waited = time.GetElapsedTime(started);
        turn.Admission.Waited = waited > TimeSpan.FromMilliseconds(1) ? waited : null;
        return Reserve(turn) is { } spending ? await ReserveAsync(turn, spending) : null;
    }

    private static Failure Refused(Turn turn, in LimitVerdict verdict)
    {
        var limit = verdict.Blame!.Terms;
        turn.Admission.RefusedBy = $"limit {limit.Id}";
        var what = limit.Metric switch
        {
            LimitMetric.Requests => "requests",
            LimitMetric.Tokens => "tokens",
            _ => "turns at one time",
        };
        var whose = limit.Scope is { } scope ? scope.ToString() : limit.Id.StartsWith("default-", StringComparison.Ordinal) ? "a key" : "an address";
        var per = limit.Metric == LimitMetric.Concurrency ? string.Empty : $" in {limit.Per}";
        return new Failure(
            FailureCause.RateLimit, 429, $"The limit of {limit.Amount} {what}{per} for {whose} is reached; try again later, or ask an administrator to raise {limit.Id}.")
        {
            Side = FailureSide.Gateway,
            RetryAfter = verdict.WaitNs > 0 ? TimeSpan.FromMicroseconds(verdict.WaitNs / 1000.0) : TimeSpan.FromSeconds(5),
        };
    }

    // Nobody waits in front of a screen for a subagent, a title, a script, or a machine's key.
    private static bool IsBackground(Turn turn)
    {
        var headers = turn.Http.Request.Headers;
        return turn.Identity.AgentId.Length > 0
            || turn.Phase is TurnPhase.Title or TurnPhase.Probe or TurnPhase.Auxiliary
            || turn.Admission.Grant is { User: null, IsBootstrap: false }
            || turn.Identity.Client.Contains("sdk-", StringComparison.Ordinal)
            || headers["x-dragoman-priority"] == "background";
    }

    // Null where the money is set aside, or nothing is capped.
    private SpendingVerdict? Reserve(Turn turn, bool withoutLease = false)
    {
        var ask = Ask(turn, turn.Target!, turn.Admission.Expected!.Value, withoutLease);
        if (ask.Levels.IsEmpty)
        {
            return null;
        }

        var verdict = book.TryReserve(in ask);
        turn.Admission.Reservation = verdict.Reservation;
        turn.Admission.PaidFor = turn.Target!.Upstream;
        leases.Nudge();
        return verdict.Reservation is null ? verdict : null;
    }

    private async ValueTask<Failure?> ReserveAsync(Turn turn, SpendingVerdict verdict)
    {
        if (verdict.NeedsLease)
        {
            var isAsked = await leases.AskAsync(turn.Http.RequestAborted);
            if (Reserve(turn, withoutLease: !isAsked && turn.Policy.Access.SpendsWithoutLedger) is not { } second)
            {
                return null;
            }

            verdict = second;
        }

        if (verdict.Blame is { Budget.Scope.Kind: PrincipalKind.Upstream } blame && NextWithMoney(turn, blame))
        {
            return null;
        }

        ref var admission = ref turn.Admission;
        admission.Refusal = verdict.Blame is null
            ? SpendingRefusal.Unreadable
            : SpendingRefusal.Of(in verdict, admission.Grant!, Moment.Us(time.GetUtcNow()));
        admission.RefusedBy = verdict.Blame is { } account ? $"budget {account.Budget.Id}" : "ledger";
        return admission.Refusal.AsFailure(turn.Policy.Access.ApprovalUrl);
    }

    // An upstream whose account is spent is like one that is down: the next target of the order takes the turn.
    private bool NextWithMoney(Turn turn, SpendingAccount spent)
    {
        var (routed, first) = (turn.Routed, turn.Target!);
        var order = routed.Order;
        while (order.Count > 1)
        {
            order.RemoveAt(0);
            turn.Routed = routed with { Order = order };
            turn.Target = turn.Routed.First;
            if (Reserve(turn) is null)
            {
                turn.Admission.PassOver(first.Name, $"budget {spent.Budget.Id} is spent");
                return true;
            }
        }

        (turn.Routed, turn.Target) = (routed, first);
        return false;
    }

    private SpendingAsk Ask(Turn turn, RouteTarget target, long nanoUsd, bool withoutLease = false) => new()
    {
        Levels = gate.Directory.Levels(turn.Admission.Grant!, turn.Admission.Project, target.Upstream.Id),
        RequestedModel = turn.RequestedModel,
        Model = target.Model,
        NanoUsd = nanoUsd,
        Session = SessionOf(turn),
        WithoutLease = withoutLease,
        NowUs = Moment.Us(time.GetUtcNow()),
    };

    // With the key in it: nobody gets another's grace by saying the name of its session.
    private static ulong SessionOf(Turn turn) => turn.Identity.SessionId.Length == 0
        ? 0
        : ((ulong)(uint)turn.Identity.SessionId.GetHashCode(StringComparison.Ordinal) << 32)
            | (uint)turn.Admission.Grant!.KeyId.GetHashCode(StringComparison.Ordinal);
}
