using System.Text;
using Dragoman.Core.Caching;
using Dragoman.Core.Runaway;
using Dragoman.Dialects.AnthropicMessages.Passthrough;
using Dragoman.Dialects.AnthropicMessages.Prints;
using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;
using Dragoman.Store.Turns;

namespace Dragoman.DataPlane.Watch;

/// <summary>
/// Watches sessions: is one running away (N05, K09), and why was its prompt cache missed (N07, K03)? Turns of clients that name no
/// session are not looked at.
/// </summary>
internal sealed class SessionWatch(RunawayBook runaway, CacheBook caches, TimeProvider time)
{
    // Taken and used up within one stage, which does not wait for anything.
    [ThreadStatic]
    private static BlockPrints? s_prints;

    /// <summary>Where the scan of this turn's body puts its fingerprints; null where nobody wants them.</summary>
    public static BlockPrints? Prints(Turn turn)
    {
        if (turn.Identity.SessionId.Length == 0)
        {
            return null;
        }

        var prints = s_prints ??= new BlockPrints();
        prints.Clear();
        return prints;
    }

    /// <summary>Looks at a turn before it is routed. A refusal where its session is paused; else null.</summary>
    public Failure? Look(Turn turn, BlockPrints? prints)
    {
        if (turn.Identity is not { SessionId.Length: > 0 } identity)
        {
            return null;
        }

        var watch = turn.Watch = new TurnWatch();
        if (prints is not null)
        {
            watch.Cache = caches.Look(identity.KeyId, identity.Agent, prints, turn.RequestedModel, out var trail);
            watch.Trail = trail;
        }

        var config = turn.Policy.Runaway;
        if (!config.IsOn)
        {
            return null;
        }

        var step = prints is null ? default : TurnStep.Of(prints.Messages, config.PatientNames);
        watch.Runaway = runaway.Look(
            new RunawayAsk(identity.KeyId, identity.SessionId, identity.AgentId, identity.ParentAgentId, step, turn.Shape.IsUserPrompt),
            config, MonotonicClock.Milliseconds(time));
        if (watch.Runaway.Level == RunawayLevel.Pause)
        {
            var request = turn.Http.Request;
            return RunawayWords.Paused(watch.Runaway, identity.SessionId, $"{request.Scheme}://{request.Host}");
        }

        return watch.Runaway is { Level: >= RunawayLevel.Note, Cause: RunawayCause.Repeats } && prints is not null ? AddNote(turn) : null;
    }

    /// <summary>Lets a throttled turn wait.</summary>
    public ValueTask<Failure?> DelayAsync(Turn turn) =>
        turn.Watch is { Runaway.Level: RunawayLevel.Throttle } ? new(WaitAsync(turn)) : new((Failure?)null);

    /// <summary>Notes what the turn cost and what the prompt cache did for it.</summary>
    public void Settle(Turn turn, in Usage usage, TurnRecord record)
    {
        if (turn.Watch is not { } watch)
        {
            return;
        }

        var now = MonotonicClock.Milliseconds(time);
        runaway.Spent(turn.Identity.KeyId, turn.Identity.SessionId, record.CostNanoUsd ?? 0, now);
        if (RunawayWords.Mark(watch.Runaway) is { Length: > 0 } mark)
        {
            record.Runaway = mark;
            record.RefusedBy ??= watch.Runaway.Level == RunawayLevel.Pause ? $"runaway:{RunawayWords.Word(watch.Runaway.Cause)}" : null;
        }

        // What several rounds add up to says nothing about one request's cache.
        if (watch.Trail is { } trail && turn is { Target: { } target, Attempts: > 0, IsLoop: false, Facts.IsComplete: true })
        {
            var verdict = caches.Settle(trail, watch.Cache, target.Name, usage, target.Price, now);
            record.CacheCause = verdict.Cause == CacheCause.None ? null : Commands.TurnShape.Snake(verdict.Cause);
            record.CachePlace = verdict.Place;
            record.CacheLostNanoUsd = verdict.LostNanoUsd;
            record.CacheSavedNanoUsd = verdict.SavedNanoUsd;
        }
    }

    // The only place where a passing body gets longer: behind the last user message, so that every cached prefix stays.
    private static Failure? AddNote(Turn turn)
    {
        using var noted = new ByteWriter(turn.Body.Length + 1024);
        var note = Encoding.UTF8.GetBytes(RunawayWords.Note(turn.Watch!.Runaway));
        if (!UserNote.TryAppend(turn.Arena![turn.Body], note, noted))
        {
            return null;
        }

        turn.Body = turn.Arena.Append(noted.Written);
        var isFine = MessagesScan.TryScan(turn.Arena[turn.Body], out var scan, out var failure);
        turn.Scan = scan;
        return isFine ? null : failure;
    }

    private async Task<Failure?> WaitAsync(Turn turn)
    {
        await Task.Delay(turn.Policy.Runaway.Delay, time, turn.Http.RequestAborted);
        return null;
    }
}
