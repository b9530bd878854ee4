using System.Collections.Concurrent;
using Dragoman.Core.Caching;
using Dragoman.Core.Pricing;
using Dragoman.Core.Routing;
using Dragoman.Dialects.Gemini;
using Dragoman.Dialects.Gemini.Caching;
using Dragoman.Dialects.Json;
using Dragoman.Upstreams.Caching;
using Dragoman.Upstreams.Transport;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dragoman.DataPlane;

/// <summary>
/// Explicit context caches of running sessions, where the operator wants them (A13, H-169). A turn waits for its cache at most as long
/// as <see cref="MakeFor"/>, and does without where there is none in time; extending and deleting go on beside turns, each with a
/// deadline. What a session leaves behind expires at the upstream by itself.
/// </summary>
internal sealed partial class ExplicitCaches(UpstreamClient transport, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<ExplicitCaches> log)
{
    private const int MaxSessions = 4096;
    private static readonly TimeSpan MakeFor = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan TidyFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromHours(1);

    private readonly ContextCacheClient _client = new(transport);
    private readonly ConcurrentDictionary<string, CacheSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>
    /// The body that a turn is sent with instead of its whole one; null where it does without. What making or keeping a cache costs is
    /// charged to the turn.
    /// </summary>
    /// <exception cref="OperationCanceledException">The client left.</exception>
    public async ValueTask<CachedBody?> FindAsync(Turn turn, RouteTarget target, ReadOnlyMemory<byte> body)
    {
        if (target.Profile is not GeminiProfile { Cache: { Explicit: true } settings } || Affinity.KeyOf(turn) is not { } agent
            || CacheSplit.Of(body.Span) is not { } split || SessionOf($"{agent}\n{target.Name}\n{split.Frame(body.Span)}") is not { } session)
        {
            return null;
        }

        var rates = target.Price.RatesFor(turn.EstimatedInputTokens);
        var storage = settings.StorageFor(target.Model);
        var tokens = (long)((Int128)turn.EstimatedInputTokens * split.HeadBytes / Math.Max(1, body.Length));
        var step = session.Next(time.GetUtcNow(), in split, body.Span, tokens, settings, in rates, storage);
        if (step.Dropped is { } dropped)
        {
            Delete(target.Upstream, dropped.Name);
        }

        var held = step.Makes ? await MakeAsync(turn, target, split, body, tokens, settings, session) ?? step.Held : step.Held;
        if (step.Extends)
        {
            turn.AddCacheCost(CacheBalance.Keep(held!.Tokens, storage, time.GetUtcNow() + settings.TimeToLive - held.ExpiresAt));
            _ = ExtendAsync(target.Upstream, held, settings.TimeToLive, session);
        }

        turn.CacheSession = held is null ? session : null;
        if (held is null)
        {
            return null;
        }

        var shortened = new ByteWriter(Math.Max(1024, body.Length - held.Length));
        split.WriteTurn(body.Span, held.Name, held.Length, shortened);
        return new CachedBody(session, held.Name, shortened);
    }

    private CacheSession? SessionOf(string key)
    {
        if (_sessions.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_sessions.Count >= MaxSessions)
        {
            var old = time.GetUtcNow() - ForgetAfter;
            foreach (var (name, session) in _sessions)
            {
                if (session.LastAt < old)
                {
                    _sessions.TryRemove(name, out _);
                }
            }
        }

        return _sessions.Count >= MaxSessions ? null : _sessions.GetOrAdd(key, static _ => new CacheSession());
    }

    private async Task<HeldCache?> MakeAsync(
        Turn turn, RouteTarget target, CacheSplit split, ReadOnlyMemory<byte> body, long estimate, GeminiCache settings, CacheSession session)
    {
        using var deadline = new IdleDeadline(time, MakeFor, turn.Http.RequestAborted);
        MadeCache? made = null;
        long? least = null;
        try
        {
            (made, least) = await _client.MakeAsync(
                target, split, body, settings.TimeToLive, UpstreamHeaders.ForTranslation(target.Upstream, affinity: null), deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.Expired)
        {
            // The turn does not wait any longer.
        }
        finally
        {
            if (made is null)
            {
                session.Failed(time.GetUtcNow(), least);
            }
        }

        if (made is null)
        {
            Log.NotMade(log, turn.Id, target.Name);
            return null;
        }

        var held = new HeldCache(
            made.Name, split.HeadLength, split.Beginning(body.Span, split.HeadLength)!, made.Tokens ?? estimate, made.ExpiresAt ?? time.GetUtcNow() + settings.TimeToLive);
        var rates = target.Price.RatesFor(held.Tokens);
        turn.AddCacheCost(CacheBalance.Write(held.Tokens, in rates) + CacheBalance.Keep(held.Tokens, settings.StorageFor(target.Model), settings.TimeToLive));
        if (session.Made(held) is { } replaced)
        {
            Delete(target.Upstream, replaced.Name);
        }

        return held;
    }

    private async Task ExtendAsync(Upstream upstream, HeldCache held, TimeSpan lifetimeOfCache, CacheSession session)
    {
        MadeCache? told = null;
        await BesideAsync(async token => told = await _client.ExtendAsync(
            upstream, held.Name, lifetimeOfCache, UpstreamHeaders.ForTranslation(upstream, affinity: null), token));
        if (told is null)
        {
            session.Failed(time.GetUtcNow(), least: null);
        }
        else
        {
            session.Extended(held.Name, told.ExpiresAt ?? time.GetUtcNow() + lifetimeOfCache);
        }
    }

    private void Delete(Upstream upstream, string name) =>
        _ = BesideAsync(token => _client.DeleteAsync(upstream, name, UpstreamHeaders.ForTranslation(upstream, affinity: null), token));

    // Beside the turn and never in its way: what does not come about expires by itself.
    private async Task BesideAsync(Func<CancellationToken, Task> work)
    {
        using var deadline = new IdleDeadline(time, TidyFor, lifetime.ApplicationStopping);
        try
        {
            await work(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            // Too late, or the gateway stops.
        }
        catch (Exception exception)
        {
            Log.Broke(log, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1020, LogLevel.Warning, "turn {TurnId}: no explicit cache could be made at {Target}; the whole request was sent")]
        public static partial void NotMade(ILogger log, string turnId, string target);

        [LoggerMessage(1021, LogLevel.Error, "tidying up an explicit cache met a defect")]
        public static partial void Broke(ILogger log, Exception exception);
    }
}
