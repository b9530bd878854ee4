using Dragoman.Core.Faults;
using Dragoman.Core.Routing;
using Dragoman.Dialects.Conversation;
using Dragoman.Upstreams.Transport;

namespace Dragoman.DataPlane.Faults;

/// <summary>Puts an administrator's faults into attempts (D19). A target's health learns nothing from them.</summary>
internal sealed class FaultInjector(FaultBook book, TimeProvider time)
{
    /// <summary>The header that marks a turn with a fault.</summary>
    public const string Header = "x-dragoman-fault";

    /// <summary>The failure that stands for an attempt; null where the attempt is to be made.</summary>
    public ValueTask<Failure?> BeforeAsync(Turn turn, RouteTarget target)
    {
        turn.FaultCut = null;
        if (book.IsEmpty || turn.Route is not { } route
            || book.Find(route.Name, target.Upstream.Id, DrawOf(turn), time.GetUtcNow()) is not { } rule)
        {
            return new((Failure?)null);
        }

        turn.Fault = rule.Id;
        if (!turn.Http.Response.HasStarted)
        {
            turn.Http.Response.Headers[Header] = rule.Id;
        }

        return new(InjectAsync(turn, target, rule));
    }

    /// <summary>Lets an answer's stream break where a fault says so.</summary>
    public static void Cut(Turn turn, UpstreamResponse response)
    {
        if (turn.FaultCut is { } events && response.IsSuccess)
        {
            response.Through = body => new CutStream(body, events);
        }
    }

    private async Task<Failure?> InjectAsync(Turn turn, RouteTarget target, FaultRule rule)
    {
        if (rule.Delay > TimeSpan.Zero)
        {
            await Task.Delay(rule.Delay, time, turn.Http.RequestAborted);
        }

        turn.FaultCut = rule.CutAfter;
        return rule.Status is not { } status ? null : target.Upstream.Dialect.ReadError(status, default, null) with
        {
            Message = $"An administrator put a fault in ({rule.Id}): the upstream '{target.Upstream.Id}' seems to answer with status {status}.",
            UpstreamStatus = status,
        };
    }

    // All attempts of a turn have one lot, so that a share of turns is a share of turns.
    private static int DrawOf(Turn turn) => (int)((uint)turn.Id.GetHashCode(StringComparison.Ordinal) % 100);
}
